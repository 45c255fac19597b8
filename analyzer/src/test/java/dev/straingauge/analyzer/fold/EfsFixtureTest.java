package dev.straingauge.analyzer.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.OperationSummary;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.RunClosed;
import dev.straingauge.schemas.sketch.LatencySketch;
import dev.straingauge.schemas.survival.KaplanMeier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * What survivors-only numbers hide: 116 of 242 pods became ready, 112 timed out after 60 s, 14 were
 * never resolved.
 */
class EfsFixtureTest {

  private static final long LAST = 100 * EventLog.SECOND;

  /** What becomes of one pod; starts so that its age at the run's end is right. */
  private record Pod(boolean open, Outcome outcome, long startsAt, long endsAt) {}

  /** At {@code at}, pod {@code number} starts or ends. */
  private record Moment(long at, boolean start, int number) {}

  @Test
  void readyRatioAndMedianTellOfThoseThatNeverFinished() throws IOException {
    // Given
    EventLog log = logOf(pods());

    // When
    OperationSummary attach =
        Collected.of(log.writeAs(Writers.CLOSER, new RunClosed("operator")).events())
            .summary()
            .getOperations()
            .stream()
            .filter(operation -> operation.getOperation().equals("attach_pod"))
            .findFirst()
            .orElseThrow();

    // Then
    assertThat(attach.getStarted()).isEqualTo(242);
    assertThat(List.of(attach.getSucceeded(), attach.getTimedOut(), attach.getUnfinished()))
        .containsExactly(116L, 112L, 14L);
    assertThat(100.0 * attach.getSucceeded() / attach.getStarted()).isEqualTo(47.9, within(0.05));
    assertThat(attach.getResponse().getP50Nanos()).as("the median is above").isNull();
    assertThat(attach.getResponse().getAboveNanos()).isEqualTo(60 * EventLog.SECOND);
    assertThat(attach.getSurvivors().getP50Nanos() / 1e9).isEqualTo(20.8, within(20.8 * 0.0109));
    assertThat(attach.getSurvivors().getMaxNanos()).isEqualTo(23_100_000_000L);
    assertThat(
            KaplanMeier.survivorAtEnd(
                sketch(attach.getResponseSketch()), 112, sketch(attach.getUnfinishedSketch())))
        .isEqualTo(0.5004, within(0.00005));
  }

  private static List<Pod> pods() throws IOException {
    List<Pod> pods = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    EfsFixtureTest.class.getResourceAsStream("/efs/attach-pod.csv")),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          String outcome = line.substring(0, line.indexOf(','));
          long nanos = Math.round(Double.parseDouble(line.substring(line.indexOf(',') + 1)) * 1e9);
          boolean open = outcome.equals("OPEN");
          long start = open ? LAST - nanos : pods.size() * EventLog.SECOND / 10;
          pods.add(
              new Pod(
                  open, open ? Outcome.TIMED_OUT : Outcome.valueOf(outcome), start, start + nanos));
        }
      }
    }
    return pods;
  }

  private static EventLog logOf(List<Pod> pods) {
    List<Moment> moments = new ArrayList<>();
    for (int i = 0; i < pods.size(); i++) {
      moments.add(new Moment(pods.get(i).startsAt(), true, i));
      if (!pods.get(i).open()) {
        moments.add(new Moment(pods.get(i).endsAt(), false, i));
      }
    }
    moments.sort(Comparator.comparingLong(Moment::at));
    EventLog log = EventLog.begin().step("attach");
    OperationStarted[] begun = new OperationStarted[pods.size()];
    for (Moment moment : moments) {
      log.at(moment.at());
      if (moment.start()) {
        begun[moment.number()] = log.start(moment.number(), "attach_pod", "attach", 0);
      } else {
        log.finish(begun[moment.number()], 0, pods.get(moment.number()).outcome());
      }
    }
    return log.at(LAST);
  }

  private static LatencySketch sketch(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return LatencySketch.fromBytes(bytes);
  }
}
