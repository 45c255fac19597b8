package dev.straingauge.archiver.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.straingauge.archiver.TestReports;
import dev.straingauge.archiver.TestReports.Report;
import dev.straingauge.archiver.metrics.RunSelector;
import dev.straingauge.schemas.run.RunId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private final TestReports archive = new TestReports();

  private Side side(String reference) {
    return Side.read(archive.runs(), new RunSelector(archive.runs()).select(reference));
  }

  private Comparison compare(Terms terms) {
    return Comparison.of(side("soak@driver_version=1"), side("soak@driver_version=2"), terms);
  }

  private Comparison compare(String... metrics) {
    return compare(new Terms(0.01, 0.05, List.of(metrics)));
  }

  /** Seven runs of each version, with what the function makes of their number, 0 to 6. */
  private void sevenAndSeven(IntFunction<String> base, IntFunction<String> candidate) {
    groups(7, base, candidate);
  }

  private void groups(int runs, IntFunction<String> base, IntFunction<String> candidate) {
    for (int i = 0; i < runs; i++) {
      archive.add(i, "1", base.apply(i));
      archive.add(30 + i, "2", candidate.apply(i));
    }
  }

  private static MetricComparison metric(Comparison comparison, String name) {
    return Stream.of(comparison.judged(), comparison.same(), comparison.aside())
        .flatMap(List::stream)
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Effect effect(MetricComparison metric) {
    return Objects.requireNonNull(metric.effect());
  }

  private static MetricComparison.Test test(MetricComparison metric) {
    return Objects.requireNonNull(metric.test());
  }

  @Test
  void callsASlowerVersionARegressionAndAFasterOneAnImprovement() {
    // Given
    sevenAndSeven(
        i -> TestReports.attach(10 + i * 0.1, 1), i -> TestReports.attach(12 + i * 0.1, 1));
    // When
    Comparison worse = compare("attach_pod p50");
    Comparison better =
        Comparison.of(
            side("soak@driver_version=2"),
            side("soak@driver_version=1"),
            new Terms(0.01, 0.05, List.of("attach_pod p50")));
    // Then
    MetricComparison metric = metric(worse, "attach_pod p50");
    assertThat(worse.verdict()).isEqualTo(CompareVerdict.REGRESSION);
    assertThat(test(metric).p()).isCloseTo(2.0 / 3432, within(1e-12));
    assertThat(effect(metric).kind()).isEqualTo(Effect.Kind.RELATIVE);
    assertThat(effect(metric).estimate().lower()).isCloseTo(0.1942, within(5e-4));
    assertThat(better.verdict()).isEqualTo(CompareVerdict.IMPROVEMENT);
  }

  @Test
  void knowsThatACompletenessThatFallsIsWorseAndMeasuresItInPoints() {
    sevenAndSeven(
        i -> TestReports.attach(10, 0.99 + i * 1e-4), i -> TestReports.attach(10, 0.97 + i * 1e-4));
    MetricComparison metric = metric(compare("attach_pod complete"), "attach_pod complete");
    assertThat(metric.verdict()).isEqualTo(CompareVerdict.REGRESSION);
    assertThat(effect(metric).kind()).isEqualTo(Effect.Kind.POINTS);
    assertThat(effect(metric).estimate().lower()).isCloseTo(-0.02, within(1e-9));
  }

  @Test
  void saysNothingOfASignificantChangeBelowTheMinimumEffect() {
    sevenAndSeven(
        i -> TestReports.attach(10 + i * 0.01, 1), i -> TestReports.attach(10.2 + i * 0.01, 1));
    MetricComparison metric = metric(compare("attach_pod p50"), "attach_pod p50");
    assertThat(test(metric).adjusted()).isLessThan(0.01);
    assertThat(metric.verdict()).isEqualTo(CompareVerdict.NO_CHANGE);
    assertThat(compare(new Terms(0.01, 0.01, List.of("attach_pod p50"))).verdict())
        .isEqualTo(CompareVerdict.REGRESSION);
  }

  @Test
  void isUnclearWhenTheIntervalIsWide() {
    sevenAndSeven(i -> TestReports.attach(10 + i, 1), i -> TestReports.attach(10.5 + i, 1));
    assertThat(compare("attach_pod p50").verdict()).isEqualTo(CompareVerdict.UNCLEAR);
  }

  @Test
  void ranksAPercentileThatTheDataDoNotReachAboveEveryNumber() {
    // Given
    sevenAndSeven(
        i -> TestReports.operation("attach_pod", "{\"value\": " + (58 + i * 0.1) + "}", 1),
        i -> TestReports.operation("attach_pod", "{\"value\": null, \"above\": 60}", 1));
    // When
    MetricComparison metric = metric(compare("attach_pod p99"), "attach_pod p99");
    // Then
    assertThat(metric.verdict()).isEqualTo(CompareVerdict.REGRESSION);
    assertThat(effect(metric).estimate().lower()).isCloseTo(60 / 58.3 - 1, within(1e-9));
    assertThat(effect(metric).estimate().upper()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(effect(metric).confidence().upper()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Objects.requireNonNull(metric.candidate().median()).censored()).isTrue();
  }

  @Test
  void doesNotKnowWhatLiesBeyondTheDataOfBothSides() {
    IntFunction<String> beyond =
        i -> TestReports.operation("attach_pod", "{\"value\": null, \"above\": 60}", 1);
    sevenAndSeven(beyond, beyond);
    assertThat(metric(compare("attach_pod p99"), "attach_pod p99").verdict())
        .isEqualTo(CompareVerdict.UNCLEAR);
  }

  @Test
  void hasNoRelativeChangeFromZero() {
    // Given
    for (int i = 0; i < 7; i++) {
      archive.add(i, "1", TestReports.attach(1, 1));
      Report report = TestReports.report("2", TestReports.attach(1, 1));
      archive.add(30 + i, "2", report.with("\"count\": 0", "\"count\": " + (3 + i)));
    }
    // When
    MetricComparison metric = metric(compare("incidents *"), "incidents STUCK");
    // Then
    assertThat(effect(metric).kind()).isEqualTo(Effect.Kind.ABSOLUTE);
    assertThat(effect(metric).estimate().lower()).isEqualTo(6);
    assertThat(metric.verdict()).isEqualTo(CompareVerdict.REGRESSION);
  }

  @Test
  void neverPassesWithTooFewRuns() {
    // Given
    groups(3, i -> TestReports.attach(10 + i, 1), i -> TestReports.attach(90 + i, 1));
    // When
    Comparison comparison = compare("attach_pod p50");
    // Then
    assertThat(comparison.verdict()).isEqualTo(CompareVerdict.INSUFFICIENT);
    assertThat(comparison.most()).isZero();
    assertThat(effect(metric(comparison, "attach_pod p50")).estimate().lower()).isPositive();
    assertThat(Comparison.runsNeeded(0.01, 1)).isEqualTo(5);
    assertThat(Comparison.runsNeeded(0.01, 17)).isEqualTo(7);
    assertThat(Comparison.runsNeeded(0.01, 18)).isEqualTo(8);
  }

  @Test
  void isInsufficientEvenWhenNothingDiffersAtAll() {
    groups(3, i -> TestReports.attach(10, 1), i -> TestReports.attach(10, 1));
    assertThat(compare("attach_pod p50").verdict()).isEqualTo(CompareVerdict.INSUFFICIENT);
    assertThat(compare().verdict()).isEqualTo(CompareVerdict.INSUFFICIENT);
  }

  @Test
  void isInsufficientWhenMoreMetricsAreAskedForThanTheRunsCanJudge() {
    groups(5, i -> TestReports.attach(10 + i, 1), i -> TestReports.attach(90 + i, 1));
    assertThat(compare("attach_pod p50").verdict()).isEqualTo(CompareVerdict.REGRESSION);
    assertThat(compare("attach_pod p50", "attach_pod p9*").verdict())
        .isEqualTo(CompareVerdict.INSUFFICIENT);
  }

  @Test
  void takesThoseThatMatterMostAndOnlyAsManyAsTheRunsCanJudge() {
    // Given
    IntFunction<String> two =
        i ->
            TestReports.attach(10 + i, 1)
                + ","
                + TestReports.operation("create_pvc", "{\"value\": %d}".formatted(1 + i), 1);
    groups(6, two, two);
    // When
    Comparison comparison = compare();
    // Then
    assertThat(comparison.most()).isEqualTo(4);
    assertThat(comparison.judged())
        .extracting(MetricComparison::name)
        .containsExactlyInAnyOrder(
            "attach_pod p99", "attach_pod p50", "create_pvc p99", "create_pvc p50");
    assertThat(comparison.same())
        .extracting(MetricComparison::name)
        .contains("attach_pod complete", "incidents STUCK", "io read errors", "phase churn rate");
    assertThat(comparison.aside())
        .extracting(MetricComparison::name)
        .contains("attach_pod p90", "attach_pod p99.9", "volume attach p99");
  }

  @Test
  void saysWhenTooFewRunsHaveAMetric() {
    sevenAndSeven(
        i -> TestReports.attach(10 + i, 1), i -> i < 5 ? "" : TestReports.attach(90 + i, 1));
    MetricComparison metric = metric(compare("attach_pod p50"), "attach_pod p50");
    assertThat(metric.verdict()).isEqualTo(CompareVerdict.INSUFFICIENT);
    assertThat(metric.note()).isEqualTo("7 and 2 runs have it");
  }

  @Test
  void isInsufficientWhenTheCandidateHasNoDataAtAll() {
    sevenAndSeven(i -> TestReports.attach(10 + i, 1), i -> "");
    assertThat(compare().verdict()).isEqualTo(CompareVerdict.INSUFFICIENT);
    assertThat(metric(compare(), "attach_pod p99").effect()).isNull();
  }

  @Test
  void saysFirstInWhatElseTheSidesDiffer() {
    // Given
    groups(7, i -> TestReports.attach(10 + i, 1), i -> TestReports.attach(10 + i, 1));
    Report other =
        TestReports.report("3", TestReports.attach(10, 1))
            .with("37809bca", "ffffffff")
            .with("\"scenario\": \"soak\"", "\"scenario\": \"churn\"");
    for (int i = 0; i < 7; i++) {
      RunId run = new RunId("soak", "2026112107461" + i);
      archive.put(
          run,
          "3",
          true,
          "",
          Map.of(
              "report.json",
              other.json(),
              "config.json",
              "{\"plan\": {\"seed\": %d, \"limits\": {\"pods\": 9}, \"faults\": [{\"kind\": \"slow-mount\"}], \"retries\": {\"attempts\": 3}}}"
                  .formatted(i)));
    }
    RunId base = new RunId("soak", "20261121074650");
    archive.put(
        base,
        "4",
        true,
        "",
        Map.of(
            "report.json",
            TestReports.report("4", TestReports.attach(10, 1)).json(),
            "config.json",
            "{\"plan\": {\"seed\": 1, \"limits\": {\"pods\": 8}, \"faults\": []}}"));
    // When
    Comparison comparison =
        Comparison.of(side(base.toString()), side("soak@driver_version=3"), Terms.DEFAULT);
    // Then
    assertThat(comparison.differences())
        .extracting(d -> d.what() + ": " + d.base() + " " + d.candidate())
        .containsExactly(
            "scenario: [soak] [churn]",
            "cluster: [simulated sim-1, 20 nodes, fingerprint 37809bca] [simulated sim-1, 20 nodes,"
                + " fingerprint ffffffff]",
            "plan.faults: [none] [given]",
            "plan.limits.pods: [8] [9]",
            "plan.retries: [none] [given]");
    assertThat(compare().differences()).isEmpty();
  }

  @Test
  void leavesRunsOutOfTheBaseThatAreOnBothSides() {
    groups(7, i -> TestReports.attach(10 + i, 1), i -> TestReports.attach(10 + i, 1));
    Comparison comparison =
        Comparison.of(side("soak@"), side("soak@driver_version=2"), Terms.DEFAULT);
    assertThat(comparison.base().size()).isEqualTo(7);
    assertThat(comparison.base().selection().leftOut())
        .hasSize(7)
        .allMatch(out -> out.reason().equals("it is on the other side"));
    assertThatThrownBy(() -> Comparison.of(side("latest"), side("latest"), Terms.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "compare 'latest' with 'latest': the same runs on both sides (expected others)");
  }

  @Test
  void saysWhichMetricsThereAreWhenNoneFits() {
    groups(7, i -> TestReports.attach(10 + i, 1), i -> TestReports.attach(10 + i, 1));
    assertThatThrownBy(() -> compare("attach p50"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "read option '--metric': 'attach p50' fits none of the 22 metrics of these runs"
                + " (expected names like 'attach_pod p50', 'attach_pod p90', 'attach_pod p95')");
  }
}
