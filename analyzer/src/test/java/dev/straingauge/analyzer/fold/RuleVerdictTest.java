package dev.straingauge.analyzer.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.AbortRequested;
import dev.straingauge.event.BreachEvent;
import dev.straingauge.event.BreachKind;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.RuleState;
import dev.straingauge.event.Summary;
import dev.straingauge.event.Verdict;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.Rule.Bound;
import dev.straingauge.schemas.config.Rule.Bounds;
import dev.straingauge.schemas.config.Rule.Measure;
import dev.straingauge.schemas.config.Rule.Metric;
import dev.straingauge.schemas.config.Rule.Statistic;
import dev.straingauge.schemas.config.Rule.Statistic.Kind;
import dev.straingauge.schemas.config.Rule.Subject;
import dev.straingauge.schemas.config.RuleSet;
import dev.straingauge.schemas.config.RuleSet.FailOn;
import dev.straingauge.schemas.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From rules to the verdict. */
class RuleVerdictTest {

  @ParameterizedTest(name = "{0} failed of 10, required {1}, at least {2}, fail on {3}: {4}")
  @CsvSource({
    "0, true, 1, CRITICAL, PASS, OK",
    "1, true, 1, CRITICAL, PASS, FIRING",
    "1, true, 1, WARNING, FAIL, FIRING",
    "5, true, 1, CRITICAL, FAIL, FIRING",
    "5, false, 1, CRITICAL, FAIL, FIRING",
    "5, true, 1, NEVER, PASS, FIRING",
    "5, true, 11, CRITICAL, UNDECIDED, INSUFFICIENT",
    "5, false, 11, CRITICAL, NONE, INSUFFICIENT"
  })
  void followsFromTheWorstLevelAndFromWhatCouldBeJudged(
      int failed, boolean required, long samples, FailOn failOn, Verdict verdict, RuleState state) {
    Summary summary = run(failed, required, samples, failOn, WriterOutcome.COMPLETED).summary();

    assertThat(summary.getVerdict()).as(summary.getVerdictReason()).isEqualTo(verdict);
    assertThat(summary.getRules().getFirst().getState()).isEqualTo(state);
  }

  @Test
  void failsAnAbortedRunThatWasBreachedAndPassesNone() {
    Summary failed = run(5, true, 1, FailOn.CRITICAL, WriterOutcome.ABORTED).summary();
    assertThat(failed.getVerdict()).isEqualTo(Verdict.FAIL);
    assertThat(failed.getVerdictReason()).endsWith("; the run was ended early: rule errors");
    assertThat(run(0, true, 1, FailOn.CRITICAL, WriterOutcome.ABORTED).summary().getVerdict())
        .isEqualTo(Verdict.UNDECIDED);
  }

  @Test
  void isUndecidedWhereARequiredRuleHasNoData() {
    EventLog log = EventLog.begin(0, RandomRules.config(set(true, 1, FailOn.CRITICAL)), 1);
    log.step("churn").at(8 * EventLog.SECOND + 1);

    Collected out = Collected.of(log.cleanup(0).end(WriterOutcome.COMPLETED).events());

    assertThat(out.summary().getVerdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(out.summary().getVerdictReason())
        .isEqualTo("1 of 1 rule could not be judged: errors (no data)");
    assertThat(out.of(Topic.BREACHES, BreachEvent.class))
        .extracting(BreachEvent::getKind)
        .containsExactly(BreachKind.NO_DATA);
  }

  @Test
  void doesNotPassWithSomethingLeftInTheCluster() {
    EventLog log = EventLog.begin(0, RandomRules.config(set(true, 1, FailOn.CRITICAL)), 1);
    load(log, 0);

    Summary summary = Collected.of(log.cleanup(2).end(WriterOutcome.COMPLETED).events()).summary();

    assertThat(summary.getVerdict()).isEqualTo(Verdict.UNDECIDED);
    assertThat(summary.getVerdictReason())
        .isEqualTo("all rules hold, but 2 objects are left in the cluster");
  }

  @Test
  void asksToAbortAtTheHighestLevelOnly() {
    assertThat(
            run(1, true, 1, FailOn.CRITICAL, WriterOutcome.COMPLETED)
                .of(Topic.BREACHES, BreachEvent.class))
        .noneMatch(BreachEvent::getAbort);
    assertThat(
            run(5, true, 1, FailOn.CRITICAL, WriterOutcome.COMPLETED)
                .of(Topic.BREACHES, BreachEvent.class))
        .anyMatch(BreachEvent::getAbort);
  }

  @Test
  void refusesARunWhoseRulesItDoesNotKnow() {
    String config = RandomRules.config(set(true, 1, FailOn.CRITICAL));
    EventLog log =
        EventLog.begin(0, config.replace("\"metric\":\"errors\"", "\"metric\":\"mood\""), 1);
    Collected out = new Collected();

    assertThat(RunAnalysis.open(log.events().getFirst(), out)).isEmpty();
    assertThat(out.deadLetters).containsExactly("no_run");
  }

  private static Collected run(
      int failed, boolean required, long samples, FailOn failOn, WriterOutcome how) {
    EventLog log = EventLog.begin(0, RandomRules.config(set(required, samples, failOn)), 1);
    load(log, failed);
    if (how == WriterOutcome.ABORTED) {
      log.write(new AbortRequested("rule errors", null));
    }
    return Collected.of(log.cleanup(0).end(how).events());
  }

  private static void load(EventLog log, int failed) {
    log.step("churn").at(EventLog.SECOND / 2);
    for (int i = 0; i < 10; i++) {
      OperationStarted begun = log.start(i, "attach_pod", "churn", 0);
      log.finish(begun, 0, i < failed ? Outcome.FAILED : Outcome.SUCCEEDED);
    }
    log.at(2 * EventLog.SECOND + 1);
  }

  private static RuleSet set(boolean required, long samples, FailOn failOn) {
    Rule rule =
        new Rule(
            "errors",
            "test:1",
            new Subject(Measure.OPERATION, List.of("attach_pod"), true, List.of()),
            Metric.ERRORS,
            new Statistic(Kind.RATIO, 0),
            Duration.ofSeconds(4),
            new Bounds(
                true,
                Optional.empty(),
                Optional.of(new Bound(50_000_000, 45_000_000)),
                Optional.of(new Bound(200_000_000, 180_000_000))),
            Duration.ZERO,
            Duration.ZERO,
            samples,
            Duration.ofSeconds(5),
            List.of(),
            true,
            required,
            true);
    return new RuleSet(List.of(rule), failOn, false, List.of(), List.of());
  }
}
