package dev.straingauge.archiver.history;

import dev.straingauge.archiver.statistics.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a change must have so that it is confirmed. Without it the published detector raises a false
 * alarm in every fifth history of plain noise; see docs/benchmarks.md.
 */
final class Gate {

  private final Series series;
  private final HistorySettings settings;

  Gate(Series series, HistorySettings settings) {
    this.series = series;
    this.settings = settings;
  }

  /** Whether a change passes now. */
  boolean passes(Tracked change) {
    Regimes regimes = change.regimes;
    if (change.seen < HistorySettings.EVALUATIONS
        || regimes.runsBefore() < HistorySettings.LEAST_BEFORE
        || regimes.runsSince() < HistorySettings.LEAST_SINCE) {
      return false;
    }
    List<List<Observation>> evidence = regimes.near();
    if (evidence.equals(change.notEnough)) { // later runs are too far away to change it
      return false;
    }
    List<String> lacking = new ArrayList<>();
    evidence(change, lacking);
    change.notEnough = evidence;
    return lacking.isEmpty();
  }

  /** What a change still lacks, in words; empty for one that passes. */
  List<String> lacking(Tracked change) {
    Regimes regimes = change.regimes;
    List<String> lacking = new ArrayList<>();
    int before = HistorySettings.LEAST_BEFORE - regimes.runsBefore();
    int since = HistorySettings.LEAST_SINCE - regimes.runsSince();
    if (before > 0) {
      lacking.add(
          "%s runs before it (expected at least %s)"
              .formatted(regimes.runsBefore(), HistorySettings.LEAST_BEFORE));
    }
    if (since > 0 || change.seen < HistorySettings.EVALUATIONS) {
      int more = Math.max(since, HistorySettings.EVALUATIONS - change.seen);
      lacking.add("needs %s more run%s".formatted(more, more == 1 ? "" : "s"));
    }
    if (lacking.isEmpty()) {
      evidence(change, lacking);
    }
    return lacking;
  }

  private void evidence(Tracked change, List<String> lacking) {
    Regimes regimes = change.regimes;
    double p = regimes.p();
    if (!(p < HistorySettings.MOST_P)) {
      lacking.add(String.format(Locale.ROOT, "p %.2g is not below %s", p, HistorySettings.MOST_P));
    }
    if (lacking.isEmpty()
        && !settings.matters(series.unit(), regimes.before().value(), regimes.least(change.rise))) {
      lacking.add("the shift is below the minimum effect");
    }
  }
}
