package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.VolumePhase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/** How often each phase ended, and after how long. Not thread-safe. */
final class Phases {

  private final EnumMap<Phase, PhaseTotals> totals = new EnumMap<>(Phase.class);
  private boolean dirty = true;

  Phases(Durations budget) {
    for (Phase phase : Phase.values()) {
      totals.put(phase, new PhaseTotals(budget));
    }
  }

  /** To add to it. */
  PhaseTotals of(Phase phase) {
    dirty = true;
    return java.util.Objects.requireNonNull(totals.get(phase));
  }

  List<VolumePhase> summary(boolean attaches, boolean sketches) {
    List<VolumePhase> all = new ArrayList<>();
    totals.forEach(
        (phase, total) ->
            all.add(total.summary(phase.label(), attaches || !phase.needsAttachment(), sketches)));
    return all;
  }

  boolean isDirty() {
    return dirty;
  }

  void write(StateWriter out) {
    totals.values().forEach(one -> one.write(out));
    dirty = false;
  }

  void read(StateReader in) {
    totals.values().forEach(one -> one.read(in));
    dirty = false;
  }
}
