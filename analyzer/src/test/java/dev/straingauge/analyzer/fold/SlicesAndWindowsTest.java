package dev.straingauge.analyzer.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Distribution;
import dev.straingauge.event.Event;
import dev.straingauge.event.Rolling;
import dev.straingauge.event.SeriesKey;
import dev.straingauge.event.Slice;
import dev.straingauge.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Slices and rolling windows against {@link SlowAnswers}: counts exactly, sketches byte by byte,
 * percentiles against every single value.
 */
class SlicesAndWindowsTest {

  private static final double ERROR = 0.0109;
  private static final long[] SIZES = {10, 60, 300};
  private static final long[] ADVANCES = {1, 5, 30};

  @ParameterizedTest(name = "seed {0}, {1} s, {2} operations/s, grace {3} s")
  @CsvSource({"1,20,30,0", "2,35,8,0", "3,20,20,1", "4,33,10,2", "5,3,200,0"})
  void slicesAreWhatHappenedInTheirSecond(long seed, int seconds, int perSecond, long grace) {
    // Given
    List<Event> events = RandomRun.events(seed, seconds, perSecond, grace * EventLog.SECOND);
    SlowAnswers slow = new SlowAnswers(events, grace * EventLog.SECOND);

    // When
    Collected out = Collected.of(events);

    // Then
    Iterator<Slice> slices = out.slices().iterator();
    for (long start : slow.panes()) {
      for (SlowAnswers.Name name : slow.series()) {
        long end = start + EventLog.SECOND;
        SlowAnswers.Answer answer = slow.between(name, start, end);
        long open =
            name.measure().equals("io")
                ? 0
                : slow.openAt(name, Math.min(end, events.getLast().getTime() + 1));
        if (!answer.isEmpty() || open > 0) {
          assertSame(slices.next(), name, start, answer, open, slow.covered(start, end));
        }
      }
    }
    assertThat(slices).isExhausted();
    assertThat(out.deadLetters).hasSize((int) events.stream().filter(slow::isLate).count());
    assertThat(out.endMark(Topic.SLICES).getEmitted()).isEqualTo(out.slices().size());
  }

  @ParameterizedTest(name = "seed {0}, {1} s, {2} operations/s, grace {3} s")
  @CsvSource({"6,75,10,0", "7,40,10,2"})
  void rollingWindowsAreWhatHappenedInThem(long seed, int seconds, int perSecond, long grace) {
    // Given
    List<Event> events = RandomRun.events(seed, seconds, perSecond, grace * EventLog.SECOND);
    SlowAnswers slow = new SlowAnswers(events, grace * EventLog.SECOND);

    // When
    Collected out = Collected.of(events);

    // Then
    Iterator<Rolling> rolling = out.rolling().iterator();
    for (long start : slow.panes()) {
      long end = start + EventLog.SECOND;
      for (SlowAnswers.Name name : slow.series()) {
        for (int window = 0; window < SIZES.length; window++) {
          if (end % (ADVANCES[window] * EventLog.SECOND) == 0) {
            check(rolling, slow, name, end, SIZES[window] * EventLog.SECOND);
          }
        }
      }
    }
    assertThat(rolling).isExhausted();
  }

  private static void check(
      Iterator<Rolling> rolling, SlowAnswers slow, SlowAnswers.Name name, long end, long size) {
    SlowAnswers.Answer answer = slow.between(name, end - size, end);
    long[] open =
        LongStream.rangeClosed(1, size / EventLog.SECOND)
            .map(second -> end - size + second * EventLog.SECOND)
            .filter(at -> at > EventLog.EPOCH)
            .map(at -> name.measure().equals("io") ? 0 : slow.openAt(name, at))
            .toArray();
    long most = LongStream.of(open).max().orElse(0);
    if (answer.isEmpty() && most == 0) {
      return;
    }
    Rolling found = rolling.next();
    assertThat(found.getSeries()).isEqualTo(key(name));
    assertThat(found.getEnd()).isEqualTo(end);
    assertThat(found.getWindowNanos()).isEqualTo(size);
    assertThat(
            List.of(
                found.getStarted(),
                found.getSkipped(),
                found.getSucceeded(),
                found.getFailed(),
                found.getTimedOut(),
                found.getErrors(),
                found.getBytes(),
                found.getInFlight(),
                found.getMaxInFlight(),
                found.getCoveredNanos()))
        .isEqualTo(
            List.of(
                answer.started,
                answer.skipped,
                answer.succeeded,
                answer.failed,
                answer.timedOut,
                answer.failed + answer.timedOut,
                answer.bytes,
                open[open.length - 1],
                most,
                slow.covered(end - size, end)));
    assertRanked(
        found.getService(), answer.services, answer.censored, answer.largestCensoredService);
    if (name.measure().equals("io")) {
      assertThat(found.getResponse().getCount()).as("no response time was measured").isZero();
    } else {
      assertRanked(found.getResponse(), answer.responses, answer.censored, answer.largestCensored);
    }
  }

  private static void assertSame(
      Slice found,
      SlowAnswers.Name name,
      long start,
      SlowAnswers.Answer answer,
      long open,
      long covered) {
    assertThat(found)
        .isEqualTo(
            new Slice(
                key(name),
                start,
                answer.started,
                answer.skipped,
                answer.succeeded,
                answer.failed,
                answer.timedOut,
                answer.failed + answer.timedOut,
                answer.bytes,
                open,
                covered,
                ByteBuffer.wrap(SlowAnswers.sketch(answer.responses)),
                ByteBuffer.wrap(SlowAnswers.sketch(answer.services)),
                found.getCensored()));
  }

  /** Nearest rank over the sorted values, what did not succeed above all of them. */
  private static void assertRanked(
      Distribution found, List<Long> succeeded, long censored, long largestCensored) {
    List<Long> sorted = new ArrayList<>(succeeded);
    sorted.sort(null);
    long count = sorted.size() + censored;
    assertThat(found.getCount()).isEqualTo(count);
    assertValue(found.getP50Nanos(), sorted, (count * 500 + 999) / 1000);
    assertValue(found.getP90Nanos(), sorted, (count * 900 + 999) / 1000);
    assertValue(found.getP95Nanos(), sorted, (count * 950 + 999) / 1000);
    assertValue(found.getP99Nanos(), sorted, (count * 990 + 999) / 1000);
    assertValue(found.getP999Nanos(), sorted, (count * 999 + 999) / 1000);
    Long largest = sorted.isEmpty() ? null : sorted.getLast();
    assertThat(found.getMaxNanos()).isEqualTo(largest);
    boolean reached = (count * 999 + 999) / 1000 <= sorted.size();
    assertThat(found.getAboveNanos())
        .isEqualTo(reached ? null : Math.max(largest == null ? 0 : largest, largestCensored));
  }

  private static void assertValue(@Nullable Long found, List<Long> sorted, long rank) {
    if (rank > sorted.size() || rank == 0) {
      assertThat(found).isNull();
      return;
    }
    if (found == null) {
      throw new AssertionError("no percentile of rank " + rank);
    }
    long exact = sorted.get((int) rank - 1);
    assertThat(Math.abs(found - exact)).isLessThanOrEqualTo((long) (exact * ERROR) + 1);
  }

  private static SeriesKey key(SlowAnswers.Name name) {
    return new SeriesKey(name.measure(), name.operation(), name.step(), List.of());
  }
}
