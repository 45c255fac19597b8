package dev.straingauge.archiver.intake;

import dev.straingauge.event.Event;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.RunClosed;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.WriterEnded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/**
 * The log of an imported run: what happened and when, numbered and stamped as one writer would have
 * (contract I1), with its heartbeats at whole seconds. The same content gives the same events. Not
 * thread-safe.
 */
public final class EventScript {

  /** Longest run that is imported: what the topic of the events would keep. */
  public static final Duration LONGEST = Duration.ofDays(7);

  /** Width of a pane. */
  public static final long TICK_NANOS = 1_000_000_000L;

  private static final int CLOSER = -1;

  private final RunStarted started;
  private final long startNanos;
  private final List<Timed> bodies = new ArrayList<>();

  /** What ends the run comes last. */
  private static final Comparator<Timed> ORDER =
      Comparator.comparing(Timed::ends).thenComparingLong(Timed::time);

  private record Timed(long time, SpecificRecord body) {
    boolean ends() {
      return body instanceof WriterEnded || body instanceof RunClosed;
    }
  }

  /**
   * @param started first record
   * @param startNanos its time
   */
  public EventScript(RunStarted started, long startNanos) {
    this.started = started;
    this.startNanos = startNanos;
  }

  /**
   * Adds a record; those of the same time stay in the order in which they come.
   *
   * @throws IntakeException if the run would be longer than {@link #LONGEST}, or begin before its
   *     start
   */
  public void add(long timeNanos, SpecificRecord body) {
    if (timeNanos < startNanos || timeNanos - startNanos > LONGEST.toNanos()) {
      throw IntakeException.invalid(
          "import a run: something happens %s after its start (expected 0 to %d days)"
              .formatted(Duration.ofNanos(timeNanos - startNanos), LONGEST.toDays()));
    }
    bodies.add(new Timed(timeNanos, body));
  }

  /**
   * Adds an interval, told when it ends. At a whole second the pane in which it ends is closed
   * (contract I7), so one that ends there is told to end a nanosecond before it; one that lasted no
   * longer than that, after it.
   *
   * @throws IntakeException as above
   */
  public void add(IoInterval interval) {
    long end = interval.getEnd();
    if (Math.floorMod(end, TICK_NANOS) == 0) {
      end += end - 1 > Math.max(interval.getStart(), startNanos) ? -1 : 1;
    }
    add(end, IoInterval.newBuilder(interval).setEnd(end).build());
  }

  /** First record. */
  public RunStarted started() {
    return started;
  }

  /** Its time. */
  public long startNanos() {
    return startNanos;
  }

  /** Shows all events in order of time; none comes after what ends the run. */
  public void forEach(Consumer<Event> each) {
    List<Timed> sorted = new ArrayList<>(bodies);
    sorted.sort(ORDER);
    long sequence = 1;
    each.accept(new Event(0, 1, sequence, startNanos, started));
    long beat = (Math.floorDiv(startNanos, TICK_NANOS) + 1) * TICK_NANOS;
    long now = startNanos;
    for (Timed next : sorted) {
      now = Math.max(now, next.time);
      for (; beat <= now; beat += TICK_NANOS) {
        each.accept(new Event(0, 1, ++sequence, beat, new Heartbeat(beat)));
      }
      boolean mark = next.body instanceof RunClosed;
      each.accept(
          mark
              ? new Event(CLOSER, 1, 0L, now, next.body)
              : new Event(0, 1, ++sequence, now, next.body));
    }
  }
}
