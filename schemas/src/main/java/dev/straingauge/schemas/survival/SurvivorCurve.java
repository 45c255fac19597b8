package dev.straingauge.schemas.survival;

import dev.straingauge.schemas.sketch.Buckets;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.OptionalLong;

/**
 * The survivor function of {@link KaplanMeier}, step by step: S = closed segments · (at risk now /
 * at risk at the last censoring).
 */
final class SurvivorCurve {

  private static final BigInteger THOUSAND = BigInteger.valueOf(1000);
  private static final int SLOTS = Buckets.COUNT + 1;

  /** Slot 0 is the value 0, slot s the bucket FIRST + s − 1. */
  private final long[] ended = new long[SLOTS];

  private final long[] left = new long[SLOTS];
  private final LatencySketch events;
  private final long count;

  private BigInteger numerator = BigInteger.ONE;
  private BigInteger denominator = BigInteger.ONE;
  private long segmentStart;
  private long atRisk;

  SurvivorCurve(LatencySketch events, LatencySketch openAges, long count) {
    this.events = events;
    this.count = count;
    fill(ended, events);
    fill(left, openAges);
  }

  /** The first value at which S ≤ 1 − permille/1000; empty if S stays above. */
  OptionalLong percentile(int permille) {
    start();
    BigInteger share = BigInteger.valueOf(1000L - permille);
    for (int slot = 0; slot < SLOTS; slot++) {
      if (ended[slot] > 0) {
        atRisk -= ended[slot];
        if (isAtMost(share)) {
          return OptionalLong.of(slot == 0 ? 0 : events.middle(Buckets.FIRST + slot - 1));
        }
      }
      leave(left[slot]);
    }
    return OptionalLong.empty();
  }

  /** S after the last event; 1 without one. */
  double atEnd() {
    start();
    for (int slot = 0; slot < SLOTS; slot++) {
      atRisk -= ended[slot];
      leave(left[slot]);
    }
    closeSegment();
    return new BigDecimal(numerator)
        .divide(new BigDecimal(denominator), MathContext.DECIMAL64)
        .doubleValue();
  }

  /** Shows S after each slot with events. */
  void visit(KaplanMeier.CurveVisitor visitor) {
    double closed = 1;
    long segment = count;
    long risk = count;
    for (int slot = 0; slot < SLOTS; slot++) {
      if (ended[slot] > 0) {
        risk -= ended[slot];
        visitor.step(
            slot == 0 ? 0 : events.middle(Buckets.FIRST + slot - 1), closed * risk / segment);
      }
      if (left[slot] > 0) {
        closed = segment == 0 ? closed : closed * risk / segment;
        risk -= left[slot];
        segment = risk;
      }
    }
  }

  private void start() {
    numerator = BigInteger.ONE;
    denominator = BigInteger.ONE;
    segmentStart = count;
    atRisk = count;
  }

  /** Whether S ≤ share/1000. */
  private boolean isAtMost(BigInteger share) {
    BigInteger above = numerator.multiply(BigInteger.valueOf(atRisk)).multiply(THOUSAND);
    BigInteger below = denominator.multiply(BigInteger.valueOf(segmentStart)).multiply(share);
    return above.compareTo(below) <= 0;
  }

  private void leave(long censored) {
    if (censored > 0) {
      closeSegment();
      atRisk -= censored;
      segmentStart = atRisk;
    }
  }

  private void closeSegment() {
    if (atRisk != segmentStart) {
      numerator = numerator.multiply(BigInteger.valueOf(atRisk));
      denominator = denominator.multiply(BigInteger.valueOf(segmentStart));
      segmentStart = atRisk;
    }
  }

  private static void fill(long[] slots, LatencySketch sketch) {
    slots[0] = sketch.zeroCount();
    sketch.forEachBucket((index, inBucket) -> slots[index - Buckets.FIRST + 1] = inBucket);
  }
}
