package dev.straingauge.producer.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.Rule.Bound;
import dev.straingauge.schemas.config.Rule.Bounds;
import dev.straingauge.schemas.config.Rule.Measure;
import dev.straingauge.schemas.config.Rule.Metric;
import dev.straingauge.schemas.config.Rule.Statistic;
import dev.straingauge.schemas.config.Rule.Statistic.Kind;
import dev.straingauge.schemas.config.Rule.Subject;
import dev.straingauge.schemas.config.Rule.Tag;
import dev.straingauge.schemas.config.RuleSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdsTest {

  private static final String SCENARIO =
      """
      name: t
      target: {driver: block}
      phases:
        - {name: fill, duration: 1m, warmUp: true, load: {shape: constant, rate: 1/s}, operations: {create_pvc: 1}}
        - {name: churn, duration: 1m, load: {shape: constant, rate: 1/s}, operations: {attach_pod: 1, run_specific_scenario: 1}}
      timeouts: {attach_pod: 90s, create_pvc: 10s, delete_pod: 10s, delete_pvc: 10s, verify_readwrite: 10s}
      faults: [{at: 70s, kind: slow-attach, for: 5s}]
      """;

  @TempDir Path folder;

  @Test
  void readsTheExampleOfTheContractWithItsDefaults() {
    RuleSet rules =
        load(
            "thresholds:\n"
                + "  - {id: attach-p99, operation: attach_pod, statistic: p99, window: 5m, above:"
                + " {warning: 30s, critical: 60s}, for: 1m}\n");

    assertThat(rules.rules())
        .containsExactly(
            new Rule(
                "attach-p99",
                "f.yaml:9",
                new Subject(Measure.OPERATION, List.of("attach_pod"), true, List.of()),
                Metric.RESPONSE,
                new Statistic(Kind.PERCENTILE, 990_000),
                Duration.ofMinutes(5),
                new Bounds(
                    true,
                    Optional.empty(),
                    Optional.of(new Bound(30_000_000_000L, 27_000_000_000L)),
                    Optional.of(new Bound(60_000_000_000L, 54_000_000_000L))),
                Duration.ofMinutes(1),
                Duration.ZERO,
                1_000,
                Duration.ofMinutes(5),
                List.of(),
                true,
                true,
                false));
  }

  @Test
  void readsEveryKeySetToSomethingElse() {
    RuleSet rules =
        load(
            """
            thresholds:
              - id: cpu
                measurement: controller_cpu_cores
                labels: {container: driver}
                statistic: max
                window: 1m
                below: {acceptable: 400m, warning: 300m, critical: 0.2}
                clear: {warning: 350m}
                for: 10s
                keep_firing_for: 20s
                minSamples: 3
                noDataFor: 30s
                steps: churn
                faults: judge
                required: false
                abort: true
            """);

    assertThat(rules.rules())
        .containsExactly(
            new Rule(
                "cpu",
                "f.yaml:9",
                new Subject(
                    Measure.MEASUREMENT,
                    List.of("controller_cpu_cores"),
                    false,
                    List.of(new Tag("container", "driver"))),
                Metric.VALUE,
                new Statistic(Kind.MAX, 0),
                Duration.ofMinutes(1),
                new Bounds(
                    false,
                    Optional.of(new Bound(400_000_000, 440_000_000)),
                    Optional.of(new Bound(300_000_000, 350_000_000)),
                    Optional.of(new Bound(200_000_000, 220_000_000))),
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                3,
                Duration.ofSeconds(30),
                List.of("churn"),
                false,
                false,
                true));
  }

  @Test
  void clearsAShareThatMayNotFallHalfTheWayWhereTenPercentBackWouldBeAboveOne() {
    Rule rule =
        load("thresholds: [{id: x, statistic: completeness, window: run, below: {warning: 98%,"
                + " critical: 0.95}}]")
            .rules()
            .getFirst();

    assertThat(rule.metric()).isEqualTo(Metric.SUCCEEDED);
    assertThat(rule.window()).isEqualTo(Duration.ZERO);
    assertThat(rule.bounds().warning()).contains(new Bound(980_000_000, 982_000_000));
    assertThat(rule.bounds().critical()).contains(new Bound(950_000_000, 955_000_000));
  }

  @Test
  void takesFromThePlanWhatJudgingNeeds() {
    RuleSet rules = load("");

    assertThat(rules.faults())
        .containsExactly(
            new RuleSet.Span(
                Duration.ofSeconds(70), Duration.ofSeconds(75).plus(Duration.ofSeconds(90))));
    assertThat(rules.steps())
        .containsExactly(
            new RuleSet.Step("fill", List.of("create_pvc"), false),
            new RuleSet.Step("churn", List.of("attach_pod"), false));
  }

  @Test
  void takesTheRulesOfTheProfileOnlyWhereTheScenarioSaysNothing() {
    assertThat(load("").rules())
        .isNotEmpty()
        .allMatch(r -> r.source().startsWith("profile block:"));
    assertThat(load("").rules()).noneMatch(Rule::required);
    assertThat(load("thresholds: []").rules()).isEmpty();
    assertThat(load("thresholds: controller-scale").rules())
        .hasSize(7)
        .allMatch(r -> r.source().startsWith("rules/controller-scale.yaml:"));
  }

  @Test
  void findsAFileBesideTheScenario() throws Exception {
    Files.writeString(
        folder.resolve("mine.yaml"),
        "thresholds: [{id: x, statistic: count, window: 10s, above: {critical: 0}}]");
    Files.writeString(folder.resolve("s.yaml"), SCENARIO + "thresholds: mine.yaml\n");

    LoadedScenario loaded =
        ScenarioFiles.load(folder.resolve("s.yaml").toString(), List.of(), OptionalLong.empty());

    assertThat(loaded.rules().rules()).extracting(Rule::source).containsExactly("mine.yaml:1");
  }

  @Test
  void findsAllMistakesAtOnce() {
    PlanException e =
        catchThrowableOfType(
            PlanException.class,
            () ->
                load(
                    """
                    thresholds:
                      - {id: -x, operation: atach_pod, statistic: p100, window: 2m, above: {warning: 30s, critical: 20s}}
                      - {id: a, io: wrte, statistic: ratio, window: 5m, above: {warnin: 1%}}
                      - {id: a, operation: attach_pod, labels: {oper: x}, statistic: max, metric: respons, window: run, above: {critical: 5}}
                      - {id: b, operation: all, io: read, statistic: p95, metric: errors, window: 1m, above: {critical: 5%}, below: {critical: 1%}}
                      - {id: c, statistic: ratio, window: 5m, above: {critical: 120%}, steps: [chrn], fr: 5s}
                      - {id: d, statistic: rate, window: 5m, below: {warning: 5/s}, clear: {warning: 4/s, critical: 1/s}}
                      - {id: e, statistic: ratio, metric: bytes, window: 5m, above: {critical: 1%}}
                    """));

    assertThat(e.problems())
        .extracting(Problem::toString)
        .containsExactly(
            "f.yaml:9  thresholds[0].id: '-x' is no id (expected 1 to 60 letters, digits, '-', '_'"
                + " and '.')",
            "f.yaml:9  thresholds[0].operation: 'atach_pod' is unknown (expected create_pvc,"
                + " attach_pod, delete_pod, delete_pvc, verify_readwrite, expand_pvc,"
                + " create_snapshot, delete_snapshot, create_set, restart_by_annotation,"
                + " rollout_restart, restart_by_environment, restart_by_image,"
                + " restart_by_partition, rollback_by_partition, delete_member, put_bulk,"
                + " put_frequent, put_large, shared_volume_rw, many_to_one, one_to_one,"
                + " concurrent_pvc, controller_crash, all or each) (did you mean 'attach_pod'?)",
            "f.yaml:9  thresholds[0].statistic: 'p100' is unknown (expected count, rate, ratio,"
                + " max, completeness, p50, p90, p95, p99, p99.9, or any percentile below p100)",
            "f.yaml:9  thresholds[0].window: 2m is not offered (expected 10s, 1m, 5m or run)",
            "f.yaml:10  thresholds[1].io: 'wrte' is unknown (expected read, write, metadata, all or"
                + " each) (did you mean 'write'?)",
            "f.yaml:10  thresholds[1].above: has neither warning nor critical (expected one) (did"
                + " you mean 'warning'?)",
            "f.yaml:11  thresholds[2].id: 'a' is the id of the rule at f.yaml:10 too (expected"
                + " unique ids)",
            "f.yaml:11  thresholds[2].labels.oper: series of operations have no label 'oper'"
                + " (expected the keys operation, io, steps of the rule)",
            "f.yaml:11  thresholds[2].metric: 'respons' is unknown (expected response, service,"
                + " started, skipped, succeeded, failed, timed_out, errors, ended, bytes, value)"
                + " (did you mean 'response'?)",
            "f.yaml:12  thresholds[3].io: beside operation (expected one of operation, io and"
                + " measurement)",
            "f.yaml:12  thresholds[3].statistic: p95 of errors is not offered (expected count,"
                + " rate, ratio)",
            "f.yaml:12  thresholds[3].above: beside below (expected one of them)",
            "f.yaml:13  thresholds[4].above.critical: 120% (expected ≤ 100 %)",
            "f.yaml:13  thresholds[4].steps: no phase 'chrn' in this scenario (expected fill,"
                + " churn) (did you mean 'churn'?)",
            "f.yaml:14  thresholds[5].clear.warning: 4/s is on the bad side of the bound (expected"
                + " at least 5/s)",
            "f.yaml:14  thresholds[5].clear.critical: has no bound to clear (expected one in"
                + " below)",
            "f.yaml:15  thresholds[6].statistic: ratio of bytes is not offered (expected count,"
                + " rate)");
  }

  @Test
  void refusesBoundsThatDoNotRise() {
    PlanException e =
        catchThrowableOfType(
            PlanException.class,
            () ->
                load(
                    """
                    thresholds:
                      - {id: a, statistic: p99, window: 5m, above: {acceptable: 45s, warning: 45s, critical: 30s}}
                      - {id: b, statistic: completeness, window: 5m, below: {warning: 95%, critical: 98%}}
                      - {id: c, statistic: p99, window: 5m, above: {critical: 5}}
                      - {id: d, statistic: count, window: run, below: {critical: 5}}
                    """));

    assertThat(e.problems())
        .extracting(Problem::toString)
        .containsExactly(
            "f.yaml:9  thresholds[0].above.critical: 'critical' 30s is not beyond 'acceptable' 45s,"
                + " direction is 'above' (expected rising bounds)",
            "f.yaml:10  thresholds[1].below.critical: 'critical' 98% is not beyond 'warning' 95%,"
                + " direction is 'below' (expected falling bounds)",
            "f.yaml:11  thresholds[2].above.critical: '5' is no duration (expected like 50m or"
                + " 1h30m)",
            "f.yaml:12  thresholds[3].window: a count of the run so far begins below each bound"
                + " (expected a window of some length, or a rate)");
  }

  @Test
  void saysEachMistakeOnce() {
    PlanException e =
        catchThrowableOfType(
            PlanException.class,
            () ->
                load(
                    """
                    thresholds:
                      - foo
                      -
                      - {id: a, statistik: p99, window: 5m, above: {critical: 60s}}
                      - {id: b, statistic: p99, window: ten, above: {critical: 60s}}
                      - {id: c, statistic: ratio, window: 5m, above: {acceptable: 1%}}
                      - {id: d, statistic: p99, window: 5m, above: {critical: 5s}, clear: {critical: 9s}}
                    """));

    assertThat(e.problems())
        .extracting(Problem::toString)
        .containsExactly(
            "f.yaml:9  thresholds[0]: is the text 'foo' (expected a mapping)",
            "f.yaml:10  thresholds[1]: is empty (expected a rule)",
            "f.yaml:11  thresholds[2].statistic: is missing (expected count, rate, ratio, max,"
                + " completeness, p50, p90, p95, p99, p99.9)",
            "f.yaml:12  thresholds[3].window: 'ten' is not offered (expected 10s, 1m, 5m or run)",
            "f.yaml:13  thresholds[4].above: has neither warning nor critical (expected one)",
            "f.yaml:14  thresholds[5].clear.critical: 9s is on the bad side of the bound (expected"
                + " at most 5s)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"efs", "block", "controller-scale"})
  void shipsRulesWithoutAProblemOrWarning(String name) {
    LoadedRules loaded = RuleFiles.load(name);

    assertThat(loaded.rules()).isNotEmpty();
    assertThat(loaded.warnings()).isEmpty();
  }

  @Test
  void warnsOfAPercentileThatItsSamplesCannotSupport() throws Exception {
    Path file = folder.resolve("r.yaml");
    Files.writeString(
        file,
        "thresholds: [{id: x, statistic: p99, window: 5m, minSamples: 200, above: {critical:"
            + " 1s}}]");

    assertThat(RuleFiles.load(file.toString()).warnings())
        .extracting(Warning::text)
        .containsExactly(
            "thresholds[0].minSamples: p99 of 200 samples is decided by fewer than 10 of them"
                + " (1,000 would support it)");
  }

  @Test
  void refusesTenThousandRulesInOneLine() throws Exception {
    Path file = folder.resolve("r.yaml");
    Files.writeString(file, "thresholds:\n" + "- {id: x, statistic: p99}\n".repeat(10_000));

    PlanException e =
        catchThrowableOfType(PlanException.class, () -> RuleFiles.load(file.toString()));

    assertThat(e.problems())
        .extracting(Problem::text)
        .containsExactly("thresholds: 10,000 rules (expected at most 500)");
  }

  @Test
  void namesTheNearestOfTheShippedRules() {
    PlanException e =
        catchThrowableOfType(PlanException.class, () -> RuleFiles.load("controler-scale"));

    assertThat(e.id()).isEqualTo("rules-unknown");
    assertThat(e.headline()).contains("(did you mean 'controller-scale'?)");
  }

  private static RuleSet load(String thresholds) {
    return ScenarioFiles.loadText(SCENARIO + thresholds, "f.yaml").rules();
  }
}
