package dev.straingauge.archiver.compare;

import dev.straingauge.archiver.metrics.Metric;
import dev.straingauge.archiver.statistics.HodgesLehmann;
import dev.straingauge.archiver.statistics.HodgesLehmann.Shift;
import dev.straingauge.archiver.statistics.Interval;
import java.util.Optional;

/**
 * By how much the candidate lies above the base, by Hodges and Lehmann.
 *
 * @param kind what the numbers are
 * @param estimate a point, or where it lies if censored values decide it
 * @param confidence the interval of confidence 1 − α; open on both sides for few runs
 */
public record Effect(Kind kind, Interval estimate, Interval confidence) {

  /** What an effect is measured in. */
  public enum Kind {
    /** candidate ÷ base − 1. */
    RELATIVE,
    /** Difference of two shares. */
    POINTS,
    /** Difference in the metric's unit: the base is 0 and nothing is relative to it. */
    ABSOLUTE
  }

  static Effect of(Metric.Unit unit, Group base, Group candidate, double alpha) {
    if (unit == Metric.Unit.RATIO) {
      return of(Kind.POINTS, HodgesLehmann.absolute(base.values(), candidate.values(), alpha));
    }
    Optional<Shift> relative = HodgesLehmann.relative(base.values(), candidate.values(), alpha);
    return relative.isPresent()
        ? of(Kind.RELATIVE, relative.get())
        : of(Kind.ABSOLUTE, HodgesLehmann.absolute(base.values(), candidate.values(), alpha));
  }

  private static Effect of(Kind kind, Shift shift) {
    return new Effect(kind, shift.estimate(), shift.confidence());
  }

  /** The minimum effect of this kind. */
  public double bound(Terms terms) {
    return switch (kind) {
      case RELATIVE -> terms.minEffect();
      case POINTS -> Terms.MIN_POINTS;
      case ABSOLUTE -> 0;
    };
  }

  /** Whether it is a rise by the minimum effect at least. */
  boolean rises(Terms terms) {
    return estimate.lower() > 0
        && (estimate.lower() >= bound(terms) || estimate.upper() == Double.POSITIVE_INFINITY);
  }

  /** Whether it is a fall by the minimum effect at least. */
  boolean falls(Terms terms) {
    return estimate.upper() < 0 && (estimate.upper() <= -bound(terms) || isOpenBelow());
  }

  /** Whether nothing changed by the minimum effect, as far as the confidence goes. */
  boolean isNothing(Terms terms) {
    double bound = bound(terms);
    return new Interval(-bound, bound).contains(confidence);
  }

  /** Whether censored values leave nothing to say of it. */
  boolean isUnknown() {
    return isOpenBelow() && estimate.upper() == Double.POSITIVE_INFINITY;
  }

  /** A base that is censored lies above every number; relative to it nothing falls below −1. */
  private boolean isOpenBelow() {
    return estimate.lower() == Double.NEGATIVE_INFINITY
        || (kind == Kind.RELATIVE && !estimate.isPoint() && estimate.lower() == -1);
  }
}
