package dev.straingauge.producer.load;

import dev.straingauge.schemas.config.Scenario.Load;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * When the operations of an open load start: offsets from the start of the phase in nanoseconds,
 * sorted, each in [0, duration). With N(t) the integral of the rate from 0 to t, operation i (from
 * 0) starts at the first nanosecond where N(t) ≥ i; so a phase has ⌈N(duration)⌉ of them.
 *
 * <p>Rates are taken to a billionth of an operation per second, and constant and stepped rates are
 * then integrated in whole numbers, without error. A ramp inverts its parabola in doubles, at most
 * a microsecond from the exact time over a day. A Poisson process draws its gaps by inversion, with
 * StrictMath, so that every machine has the same.
 */
public final class Arrivals {

  private static final long SECOND = 1_000_000_000L;

  /** One operation, in units of a billionth of an operation per second during one nanosecond. */
  private static final long ONE = SECOND * SECOND;

  private static final int MOST = 100_000_000;

  private Arrivals() {}

  /**
   * The offsets of one phase.
   *
   * @param random drawn from by a Poisson process only
   * @throws IllegalArgumentException if the load is closed, since its starts follow from the ends,
   *     or has over 100 million operations
   */
  public static long[] offsets(Load load, Duration duration, RandomGenerator random) {
    long nanos = duration.toNanos();
    return switch (load) {
      case Load.Closed closed ->
          throw new IllegalArgumentException(
              "schedule a load of " + closed.workers() + " workers: closed");
      case Load.Constant constant -> plateaus(nanos, rate(constant.ratePerSecond()));
      case Load.Ramp ramp -> ramp(nanos, rate(ramp.fromPerSecond()), rate(ramp.toPerSecond()));
      case Load.Steps steps -> plateaus(nanos, rates(steps));
      case Load.Burst burst -> bursts(nanos, burst.size(), burst.every().toNanos());
      case Load.Poisson poisson -> poisson(nanos, poisson.ratePerSecond(), random);
    };
  }

  private static long[] rates(Load.Steps steps) {
    BigDecimal from = BigDecimal.valueOf(steps.fromPerSecond());
    BigDecimal rise = BigDecimal.valueOf(steps.toPerSecond()).subtract(from);
    BigDecimal last = BigDecimal.valueOf(steps.steps() - 1L);
    long[] rates = new long[steps.steps()];
    for (int i = 0; i < rates.length; i++) {
      rates[i] =
          billionths(
              from.add(
                  rise.multiply(BigDecimal.valueOf(i)).divide(last, 12, RoundingMode.HALF_EVEN)));
    }
    return rates;
  }

  /**
   * Plateaus of equal length; what is left of an operation at the end of one counts in the next.
   */
  private static long[] plateaus(long nanos, long... rates) {
    Offsets offsets = new Offsets();
    long missing = 0; // until the next operation; at or below 0: it is due
    for (int i = 0; i < rates.length; i++) {
      long rate = rates[i];
      long at = boundary(nanos, i, rates.length);
      long end = boundary(nanos, i + 1, rates.length);
      while (rate > 0) {
        long wait = missing <= 0 ? 0 : Math.ceilDiv(missing, rate);
        if (wait >= end - at) {
          missing -= rate * (end - at);
          break;
        }
        at += wait;
        missing += ONE - rate * wait;
        offsets.add(at);
      }
    }
    return offsets.toArray();
  }

  private static long boundary(long nanos, int index, int parts) {
    return BigInteger.valueOf(nanos)
        .multiply(BigInteger.valueOf(index))
        .divide(BigInteger.valueOf(parts))
        .longValueExact();
  }

  /**
   * N(t) = a·t + (b − a)·t² / 2d, inverted in the form that cancels nothing: t = 2i / (a + √(a² +
   * 2·i·(b − a) / d)).
   */
  private static long[] ramp(long nanos, long from, long to) {
    int count = count(from, to, nanos);
    double a = from / 1e9;
    double slope = (to - from) / 1e9 / (nanos / 1e9);
    long[] offsets = new long[count];
    for (int i = 1; i < count; i++) {
      double root = Math.sqrt(Math.max(0, a * a + 2 * slope * i));
      long at = (long) Math.ceil(2.0 * i / (a + root) * 1e9);
      offsets[i] = Math.clamp(at, offsets[i - 1], nanos - 1);
    }
    return offsets;
  }

  private static long[] bursts(long nanos, int size, long every) {
    int bursts = checked(Math.ceilDiv(nanos, every));
    long[] offsets = new long[checked((long) bursts * size)];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = i / size * every;
    }
    return offsets;
  }

  private static long[] poisson(long nanos, double ratePerSecond, RandomGenerator random) {
    Offsets offsets = new Offsets();
    double meanNanos = SECOND / ratePerSecond;
    double at = gap(meanNanos, random);
    while (at < nanos) {
      offsets.add((long) at);
      at += gap(meanNanos, random);
    }
    return offsets.toArray();
  }

  private static double gap(double meanNanos, RandomGenerator random) {
    return -StrictMath.log(1 - random.nextDouble()) * meanNanos;
  }

  /** ⌈(from + to) / 2 · nanos⌉, the operations of a ramp. */
  private static int count(long from, long to, long nanos) {
    BigInteger twice =
        BigInteger.valueOf(from).add(BigInteger.valueOf(to)).multiply(BigInteger.valueOf(nanos));
    BigInteger[] parts = twice.divideAndRemainder(BigInteger.TWO.multiply(BigInteger.valueOf(ONE)));
    long whole = parts[0].min(BigInteger.valueOf(MOST + 1L)).longValueExact();
    return checked(parts[1].signum() > 0 ? whole + 1 : whole);
  }

  private static long rate(double perSecond) {
    return billionths(BigDecimal.valueOf(perSecond));
  }

  private static long billionths(BigDecimal perSecond) {
    BigDecimal rate = perSecond.movePointRight(9).setScale(0, RoundingMode.HALF_EVEN);
    if (rate.signum() < 0 || rate.compareTo(BigDecimal.valueOf(ONE)) > 0) {
      throw new IllegalArgumentException(
          "schedule a rate of %s/s: (expected 0 to 1e9)".formatted(perSecond));
    }
    return rate.longValueExact();
  }

  private static int checked(long count) {
    if (count > MOST) {
      throw new IllegalArgumentException(
          "schedule a phase: over %,d operations (expected fewer)".formatted(MOST));
    }
    return (int) count;
  }

  /** A growing array. */
  private static final class Offsets {

    private long[] offsets = new long[64];
    private int size;

    void add(long offset) {
      if (size == offsets.length) {
        offsets = Arrays.copyOf(offsets, checked(2L * size));
      }
      offsets[size++] = offset;
    }

    long[] toArray() {
      return Arrays.copyOf(offsets, size);
    }
  }
}
