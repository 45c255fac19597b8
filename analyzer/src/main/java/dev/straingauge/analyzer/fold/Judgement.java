package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.rules.RuleVerdict;
import dev.straingauge.event.Audit;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.RunEnd;
import dev.straingauge.event.Verdict;
import dev.straingauge.schemas.survival.Distributions;
import java.util.ArrayList;
import java.util.List;

/**
 * What is concluded from a run at its end.
 *
 * @param verdict in one word
 * @param reason in one sentence
 */
record Judgement(Verdict verdict, String reason) {

  private static final String USABLE = "usable";

  /**
   * A breach holds however the run ended. A run that crashed, was cut short or cannot be trusted is
   * never passed; without rules there is nothing to judge by (contract K3, K16, A6).
   */
  static Judgement of(RunContents run, Ending ending, boolean balanced) {
    RuleVerdict rules = run.rules.rules().verdict();
    if (rules.verdict() == Verdict.FAIL && balanced) {
      String early = ending.end() == RunEnd.ABORTED ? "; " + early(run) : "";
      return new Judgement(Verdict.FAIL, rules.reason() + early);
    }
    return switch (ending.end()) {
      case CRASHED -> undecided("the run crashed");
      case CLOSED_BY_OPERATOR -> undecided("the run was closed by the operator");
      case ABANDONED -> undecided("the run was abandoned");
      case ABORTED -> undecided(early(run));
      case COMPLETED ->
          balanced ? completed(run, ending, rules) : undecided("the books do not balance");
    };
  }

  private static String early(RunContents run) {
    return "the run was ended early: " + run.notes.abortCause().orElse("no cause was given");
  }

  private static Judgement completed(RunContents run, Ending ending, RuleVerdict rules) {
    if (rules.verdict() == Verdict.PASS) {
      String usable = usable(run, ending, run.writers.missing());
      long left =
          run.notes.cleanup().stream()
              .flatMap(List::stream)
              .mapToLong(CleanupOfKind::getLeft)
              .sum();
      if (!usable.equals(USABLE)) {
        return undecided("all rules hold, but " + usable);
      }
      if (left > 0) {
        return undecided("all rules hold, but %d objects are left in the cluster".formatted(left));
      }
    }
    return new Judgement(rules.verdict(), rules.reason());
  }

  /** What the run says about Straingauge itself. */
  static Audit audit(RunContents run, Ending ending) {
    SelfAudit audit = run.audit;
    long missing = run.writers.missing();
    return new Audit(
        Distributions.of(audit.lag()),
        audit.longestStall(),
        audit.clockDrift(),
        audit.watchGaps(),
        run.counts.setAside(missing),
        run.series.overflow(),
        run.open.overflow(),
        usable(run, ending, missing));
  }

  private static Judgement undecided(String reason) {
    return new Judgement(Verdict.UNDECIDED, reason);
  }

  private static String usable(RunContents run, Ending ending, long missing) {
    List<String> against = new ArrayList<>();
    if (!ending.isClean()) {
      against.add("the writer did not end by itself");
    }
    if (run.panes.hasBlind()) {
      against.add("nobody observed for a while");
    }
    addCount(against, missing, "records are missing");
    addCount(against, run.counts.of(Fate.CLOCK), "records have a wrong time");
    addCount(against, run.counts.of(Fate.MALFORMED), "records are malformed");
    addCount(against, run.series.overflow(), "series beyond the limit");
    addCount(against, run.open.overflow(), "open operations beyond the limit");
    addCount(
        against, run.ledger.objectsBeyond(), "changes of objects beyond the limit of the ledger");
    addCount(against, run.ledger.incidentsBeyond(), "incidents beyond the limit");
    addCount(against, run.notes.stepsBeyond(), "steps beyond the limit");
    addCount(against, run.notes.faultsBeyond(), "faults beyond the limit");
    return against.isEmpty() ? USABLE : String.join("; ", against);
  }

  private static void addCount(List<String> against, long count, String what) {
    if (count > 0) {
      against.add(count + " " + what);
    }
  }
}
