package dev.straingauge.benchmarks;

import com.datadoghq.sketch.ddsketch.DDSketch;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.Arrays;
import java.util.function.DoubleToLongFunction;
import org.HdrHistogram.Histogram;

/**
 * Bytes and worst relative error (in percent) of the three sketches of {@link SketchBenchmark} over
 * 100 seeds of 10,000 lognormal values. Prints a table; takes no arguments.
 */
public final class SketchSizes {

  private static final int SEEDS = 100;
  private static final double[] QUANTILES = {0.5, 0.9, 0.99, 0.999};

  private final String name;
  private int mostBytes;
  private final double[] worst = new double[QUANTILES.length];

  private SketchSizes(String name) {
    this.name = name;
  }

  /** Runs it. */
  public static void main(String[] args) {
    SketchSizes ours = new SketchSizes("LatencySketch");
    SketchSizes ddsketch = new SketchSizes("DDSketch 1 %");
    SketchSizes hdr = new SketchSizes("HdrHistogram 2 digits");
    for (int seed = 1; seed <= SEEDS; seed++) {
      long[] values = SketchBenchmark.lognormal(seed);
      LatencySketch a = new LatencySketch();
      DDSketch b = SketchBenchmark.ddsketch();
      Histogram c = SketchBenchmark.hdr();
      for (long value : values) {
        a.record(value);
        b.accept((double) value);
        c.recordValue(value);
      }
      Arrays.sort(values);
      ours.compare(values, a.toBytes().length, q -> a.quantile(q).orElseThrow());
      ddsketch.compare(
          values, SketchBenchmark.bytes(b).length, q -> Math.round(b.getValueAtQuantile(q)));
      hdr.compare(values, SketchBenchmark.bytes(c).length, q -> c.getValueAtPercentile(100 * q));
    }
    System.out.printf("%-22s %6s %7s %7s %7s %7s%n", "", "bytes", "p50", "p90", "p99", "p99.9");
    ours.print();
    ddsketch.print();
    hdr.print();
  }

  private void compare(long[] sorted, int bytes, DoubleToLongFunction quantile) {
    mostBytes = Math.max(mostBytes, bytes);
    for (int i = 0; i < QUANTILES.length; i++) {
      long exact = sorted[(int) Math.ceil(QUANTILES[i] * sorted.length) - 1];
      double error = Math.abs(quantile.applyAsLong(QUANTILES[i]) - exact) / (double) exact;
      worst[i] = Math.max(worst[i], error);
    }
  }

  private void print() {
    System.out.printf(
        "%-22s %6d %6.2f%% %6.2f%% %6.2f%% %6.2f%%%n",
        name, mostBytes, 100 * worst[0], 100 * worst[1], 100 * worst[2], 100 * worst[3]);
  }
}
