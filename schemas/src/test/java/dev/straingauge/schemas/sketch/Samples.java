package dev.straingauge.schemas.sketch;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Seeded samples of latencies between 1 µs and 60 s, in nanoseconds. */
enum Samples {
  LOGNORMAL {
    @Override
    double next(SplittableRandom random) {
      return 2e7 * Math.exp(gaussian(random));
    }
  },
  BIMODAL {
    @Override
    double next(SplittableRandom random) {
      return random.nextDouble() < 0.8
          ? 5e5 * Math.exp(0.2 * gaussian(random))
          : 2e10 * Math.exp(0.1 * gaussian(random));
    }
  },
  UNIFORM {
    @Override
    double next(SplittableRandom random) {
      return random.nextDouble(1e3, 60e9);
    }
  },
  PARETO {
    @Override
    double next(SplittableRandom random) {
      return 1e6 * Math.pow(1 - random.nextDouble(), -1 / 1.1);
    }
  };

  abstract double next(SplittableRandom random);

  long[] draw(long seed, int size) {
    SplittableRandom random = new SplittableRandom(seed * 31 + name().hashCode());
    long[] values = new long[size];
    Arrays.setAll(values, i -> Math.clamp(Math.round(next(random)), 1_000L, 60_000_000_000L));
    return values;
  }

  static LatencySketch sketch(long... values) {
    LatencySketch sketch = new LatencySketch();
    for (long value : values) {
      sketch.record(value);
    }
    return sketch;
  }

  private static double gaussian(SplittableRandom random) {
    return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
        * Math.cos(2 * Math.PI * random.nextDouble());
  }
}
