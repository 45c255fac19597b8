package dev.straingauge.producer.cluster.simulated;

import java.util.random.RandomGenerator;

/**
 * A latency distribution: {@code min} plus a lognormal, given by its median and its 99th
 * percentile. Samples come from 1,024 equal slices of probability with linear interpolation between
 * exact quantiles (a table look-up instead of log and exp), the outermost slices exactly; p50 stays
 * exact. No sample is above 31 years. Immutable.
 */
final class Lognormal {

  private static final double Z99 = 2.3263478740408408;

  /** 31 years: longer than any run. */
  private static final double LONGEST = 1e18;

  private static final int SLICES = 1_024;

  private final double min;
  private final double mu;
  private final double sigma;
  private final double[] knots = new double[SLICES + 1];

  Lognormal(Latency latency) {
    min = latency.min().toNanos();
    double median = latency.p50().toNanos() - min;
    mu = StrictMath.log(median);
    sigma = (StrictMath.log(latency.p99().toNanos() - min) - mu) / Z99;
    for (int i = 1; i < SLICES; i++) {
      knots[i] = exact((double) i / SLICES);
    }
  }

  /** One latency in nanoseconds, at least 1. */
  long sample(RandomGenerator random) {
    long bits = random.nextLong();
    int slice = (int) (bits >>> 54);
    double within = ((bits & ((1L << 53) - 1)) + 0.5) * 0x1p-53;
    double value =
        slice == 0 || slice == SLICES - 1
            ? exact((slice + within) / SLICES)
            : knots[slice] + within * (knots[slice + 1] - knots[slice]);
    return (long) StrictMath.max(1, StrictMath.min(LONGEST, value));
  }

  private double exact(double p) {
    return min
        + StrictMath.exp(mu + sigma * InverseNormal.quantile(StrictMath.min(p, 1 - 0x1p-53)));
  }
}
