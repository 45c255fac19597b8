package dev.straingauge.schemas.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two independent implementations see the same data: the quantiles differ by no more than both
 * errors together.
 */
class PeersTest {

  private static final double[] QUANTILES = {0.5, 0.9, 0.95, 0.99, 0.999};

  @ParameterizedTest
  @EnumSource(Samples.class)
  void agreesWithDdSketchAndHdrHistogram(Samples shape) {
    for (int seed = 1; seed <= 20; seed++) {
      // 9,973 is prime: none of the quantiles falls between two ranks, where the three differ by
      // definition
      long[] values = shape.draw(seed, 9_973);
      DDSketch ddsketch = DDSketches.logarithmicUnboundedDense(0.001);
      Histogram hdr = new Histogram(TimeUnit.MINUTES.toNanos(2), 4);
      for (long value : values) {
        ddsketch.accept((double) value);
        hdr.recordValue(value);
      }
      LatencySketch ours = Samples.sketch(values);
      for (double q : QUANTILES) {
        double rank = Math.ceil(q * values.length) - 1;
        double estimate = ours.quantile(q).orElseThrow();
        assertThat(ddsketch.getValueAtQuantile(rank / (values.length - 1)))
            .as("%s, seed %d, q %s", shape, seed, q)
            .isCloseTo(estimate, Percentage.withPercentage(1.09 + 0.1 + 0.02));
        assertThat((double) hdr.getValueAtPercentile(100 * q))
            .isCloseTo(estimate, Percentage.withPercentage(1.09 + 0.01 + 0.02));
      }
    }
  }
}
