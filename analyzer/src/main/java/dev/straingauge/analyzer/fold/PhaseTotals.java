package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.VolumePhase;
import dev.straingauge.schemas.sketch.LatencySketch;
import dev.straingauge.schemas.survival.KaplanMeier;
import org.jspecify.annotations.Nullable;

/** How often a phase of volumes ended, and after how long. */
final class PhaseTotals {

  /** Time of an end of the phase that was not seen. */
  static final long UNSEEN = Long.MIN_VALUE;

  private final Budget budget;
  private long ended;
  private long open;
  private long notObserved;
  private long reordered;
  private @Nullable LatencySketch durations;
  private @Nullable LatencySketch ages;

  PhaseTotals(Budget budget) {
    this.budget = budget;
  }

  /** It went on from {@code since} until {@code at}. */
  void ended(long since, long at) {
    if (isObserved(since, at)) {
      ended++;
      durations = Tally.recorded(durations, at - since, 1);
    }
  }

  /** It had not ended at {@code at}, when nobody could see it end any more. */
  void open(long since, long at) {
    if (isObserved(since, at)) {
      open++;
      ages = Tally.recorded(ages, at - since, 1);
    }
  }

  /** One of its ends was not seen. */
  void notObserved() {
    notObserved++;
  }

  VolumePhase summary(String phase, boolean applicable, OperationTotals sketches) {
    return VolumePhase.newBuilder()
        .setPhase(phase)
        .setApplicable(applicable)
        .setEnded(ended)
        .setOpen(open)
        .setNotObserved(notObserved)
        .setReordered(reordered)
        .setDuration(
            KaplanMeier.distribution(
                Tally.orEmpty(durations), 0, new LatencySketch(), Tally.orEmpty(ages)))
        .setDurationSketch(sketches.sketch(durations))
        .setOpenSketch(sketches.sketch(ages))
        .build();
  }

  /** What no real run reaches is not observed either: sums have to fit (see {@link Budget}). */
  private boolean isObserved(long since, long at) {
    if (since == UNSEEN || at == UNSEEN || at - since > budget.longest(1)) {
      notObserved++;
      return false;
    }
    if (at < since) {
      reordered++;
      return false;
    }
    budget.charge(at - since);
    return true;
  }

  void write(StateWriter out) {
    out.writeLong(ended).writeLong(open).writeLong(notObserved).writeLong(reordered);
    out.writeSketch(durations).writeSketch(ages);
  }

  void read(StateReader in) {
    ended = in.readLong();
    open = in.readLong();
    notObserved = in.readLong();
    reordered = in.readLong();
    durations = in.readSketch();
    ages = in.readSketch();
  }
}
