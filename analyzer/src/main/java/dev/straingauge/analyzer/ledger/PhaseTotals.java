package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.VolumePhase;
import dev.straingauge.schemas.sketch.LatencySketch;
import dev.straingauge.schemas.survival.KaplanMeier;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** How often a phase of volumes ended, and after how long. */
final class PhaseTotals {

  /** Time of an end of the phase that was not seen. */
  static final long UNSEEN = Entity.UNSEEN;

  private final Durations budget;
  private long ended;
  private long open;
  private long notObserved;
  private long reordered;
  private @Nullable LatencySketch durations;
  private @Nullable LatencySketch ages;

  PhaseTotals(Durations budget) {
    this.budget = budget;
  }

  /** It went on from {@code since} until {@code at}. */
  void ended(long since, long at) {
    if (isObserved(since, at)) {
      ended++;
      durations = recorded(durations, at - since);
    }
  }

  /** It had not ended at {@code at}, when nobody could see it end any more. */
  void open(long since, long at) {
    if (isObserved(since, at)) {
      open++;
      ages = recorded(ages, at - since);
    }
  }

  /** One of its ends was not seen. */
  void notObserved() {
    notObserved++;
  }

  VolumePhase summary(String phase, boolean applicable, boolean sketches) {
    return VolumePhase.newBuilder()
        .setPhase(phase)
        .setApplicable(applicable)
        .setEnded(ended)
        .setOpen(open)
        .setNotObserved(notObserved)
        .setReordered(reordered)
        .setDuration(
            KaplanMeier.distribution(orEmpty(durations), 0, new LatencySketch(), orEmpty(ages)))
        .setDurationSketch(bytes(durations, sketches))
        .setOpenSketch(bytes(ages, sketches))
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

  /** Its end was seen, and its start was not before it. */
  void reordered() {
    reordered++;
  }

  private static LatencySketch recorded(@Nullable LatencySketch sketch, long nanos) {
    LatencySketch target = orEmpty(sketch);
    target.record(nanos);
    return target;
  }

  private static LatencySketch orEmpty(@Nullable LatencySketch sketch) {
    return sketch == null ? new LatencySketch() : sketch;
  }

  private static ByteBuffer bytes(@Nullable LatencySketch sketch, boolean wanted) {
    return ByteBuffer.wrap((wanted ? orEmpty(sketch) : new LatencySketch()).toBytes());
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
