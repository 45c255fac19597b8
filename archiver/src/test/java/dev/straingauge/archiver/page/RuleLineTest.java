package dev.straingauge.archiver.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Label;
import dev.straingauge.event.RuleLevel;
import dev.straingauge.event.RuleState;
import dev.straingauge.event.RuleSummary;
import dev.straingauge.event.SeriesKey;
import dev.straingauge.event.Slice;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.Rule.Bounds;
import dev.straingauge.schemas.config.Rule.Measure;
import dev.straingauge.schemas.config.Rule.Metric;
import dev.straingauge.schemas.config.Rule.Statistic;
import dev.straingauge.schemas.config.Rule.Subject;
import dev.straingauge.schemas.config.RuleSet;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Values worked out by hand: slices of a second each, windows of 4 s each 2 s. */
class RuleLineTest {

  private static final long SECOND = 1_000_000_000L;
  private static final RunTime TIME = new RunTime(0, 40 * SECOND, SECOND);
  private static final List<RuleSet.Span> FAULTS =
      List.of(new RuleSet.Span(Duration.ofSeconds(20), Duration.ofSeconds(30)));
  private static final LatencySketch NONE = new LatencySketch();

  @Test
  void countsAWindowWhereItEnds() {
    RuleLine line = line(Metric.SUCCEEDED, new Statistic(Statistic.Kind.COUNT, 0), 4, 0);
    for (int second = 0; second < 10; second++) {
      line.add(slice(second, "churn", second + 1, 0), NONE, NONE, NONE);
    }
    line.end();
    // windows end at 2, 4, 6, 8, 10: 1+2, 1+2+3+4, 3+4+5+6, 5+6+7+8, 7+8+9+10; each holds for 2 s
    assertThat(Arrays.copyOf(line.values, 10))
        .containsExactly(3, 3, 10, 10, 18, 18, 26, 26, 34, 34);
  }

  @Test
  void leavesOutWarmUpsAndOtherKinds() {
    RuleLine line = line(Metric.SUCCEEDED, new Statistic(Statistic.Kind.COUNT, 0), 4, 0);
    line.add(slice(0, "warm", 5, 0), NONE, NONE, NONE);
    line.add(slice(1, "churn", 2, 0), NONE, NONE, NONE);
    line.end();
    assertThat(line.values[1]).isEqualTo(2);
  }

  @Test
  void leavesOutWindowsThatAPlannedFaultReachesInto() {
    RuleLine line = line(Metric.SUCCEEDED, new Statistic(Statistic.Kind.COUNT, 0), 4, 0);
    for (int second = 14; second < 36; second++) {
      line.add(slice(second, "churn", 1, 0), NONE, NONE, NONE);
    }
    line.end();
    // a window of 4 s that ends after 20 s or begins before 30 s is muted
    assertThat(line.values[19]).isEqualTo(4);
    assertThat(line.values[20]).isNaN();
    assertThat(line.values[31]).isNaN();
    assertThat(line.values[32]).isEqualTo(4);
  }

  @Test
  void hasNoValueWhereTooLittleWasSeen() {
    RuleLine line = line(Metric.ERRORS, new Statistic(Statistic.Kind.RATIO, 0), 4, 10);
    line.add(slice(0, "churn", 8, 1), NONE, NONE, NONE); // 9 ended
    line.add(slice(3, "churn", 9, 1), NONE, NONE, NONE); // 19 in the window that ends at 4
    line.end();
    assertThat(line.values[0]).isNaN();
    assertThat(line.values[3]).isEqualTo(2 / 19.0);
  }

  @Test
  void ranksWhatWasLostAboveEveryNumber() {
    LatencySketch times = new LatencySketch();
    times.record(2 * SECOND, 9);
    LatencySketch lost = new LatencySketch();
    lost.record(60 * SECOND);
    RuleLine line = line(Metric.RESPONSE, new Statistic(Statistic.Kind.PERCENTILE, 990_000), 4, 1);
    line.add(slice(0, "churn", 9, 1), times, times, lost);
    line.end();
    assertThat(line.values[0]).isEqualTo(60);
  }

  @Test
  void addsUpTheRunSoFar() {
    RuleLine line = line(Metric.SUCCEEDED, new Statistic(Statistic.Kind.COUNT, 0), 0, 0);
    for (int second = 0; second < 10; second += 3) {
      line.add(slice(second, "churn", 1, 0), NONE, NONE, NONE);
    }
    line.end();
    assertThat(Arrays.copyOf(line.values, 11)).containsExactly(1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4);
  }

  private static RuleLine line(Metric metric, Statistic statistic, int seconds, long minSamples) {
    Rule rule =
        new Rule(
            "r",
            "test",
            new Subject(Measure.OPERATION, List.of("attach_pod"), false, List.of()),
            metric,
            statistic,
            Duration.ofSeconds(seconds),
            new Bounds(true, Optional.empty(), Optional.empty(), Optional.empty()),
            Duration.ZERO,
            Duration.ZERO,
            minSamples,
            Duration.ZERO,
            List.of(),
            true,
            true,
            false);
    RuleSummary summary =
        RuleSummary.newBuilder()
            .setRule("r")
            .setRuleVersion("1")
            .setSource("test")
            .setSeries(new SeriesKey("operation", "attach_pod", "", List.<Label>of()))
            .setMetric("m")
            .setStatistic("s")
            .setUnit("count")
            .setWindowNanos(seconds * SECOND)
            .setAbove(true)
            .setForNanos(0L)
            .setRequired(true)
            .setState(RuleState.OK)
            .setLevel(RuleLevel.NONE)
            .setWorstLevel(RuleLevel.NONE)
            .setJudged(0L)
            .setInsufficient(0L)
            .setEmpty(0L)
            .setMuted(0L)
            .setSilent(false)
            .setEpisodes(List.of())
            .setBreaches(0L)
            .build();
    return new RuleLine(summary, rule, 2 * SECOND, Set.of("warm"), FAULTS, TIME);
  }

  private static Slice slice(int second, String step, long succeeded, long failed) {
    ByteBuffer empty = ByteBuffer.wrap(new LatencySketch().toBytes());
    return new Slice(
        new SeriesKey("operation", "attach_pod", step, List.of()),
        second * SECOND,
        succeeded + failed,
        0L,
        succeeded,
        failed,
        0L,
        failed,
        0L,
        0L,
        SECOND,
        empty,
        empty,
        empty);
  }
}
