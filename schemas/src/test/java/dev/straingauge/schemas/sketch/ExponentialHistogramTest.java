package dev.straingauge.schemas.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.schemas.sketch.ExponentialHistogram.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExponentialHistogramTest {

  private static List<LatencySketch> sketches() {
    List<LatencySketch> sketches = new ArrayList<>();
    for (Samples shape : Samples.values()) {
      for (int size : new int[] {1, 30, 1_000}) {
        LatencySketch sketch = Samples.sketch(shape.draw(size, size));
        sketch.record(0, size % 4);
        sketches.add(sketch);
      }
    }
    sketches.add(new LatencySketch());
    sketches.add(Samples.sketch(0, 0));
    sketches.add(Samples.sketch(1));
    sketches.add(Samples.sketch(0, 1, Long.MAX_VALUE - 1));
    return sketches;
  }

  @Test
  void goesToOpenTelemetryAndBackWithoutLoss() {
    for (LatencySketch sketch : sketches()) {
      assertThat(ExponentialHistogram.of(sketch).toSketch().toBytes()).isEqualTo(sketch.toBytes());
    }
  }

  @Test
  void goesToPrometheusAndBackWithoutLoss() {
    for (LatencySketch sketch : sketches()) {
      ExponentialHistogram there = ExponentialHistogram.of(sketch);
      ExponentialHistogram back =
          ExponentialHistogram.ofPrometheus(
              there.zeroCount(),
              there.sum(),
              there.min(),
              there.max(),
              there.spans(),
              there.deltas());
      assertThat(back).isEqualTo(there);
      assertThat(back.toSketch().toBytes()).isEqualTo(sketch.toBytes());
    }
  }

  /**
   * 1 is 2^0: it ends OpenTelemetry's bucket −1 and Prometheus' bucket 0; 2 = 2^(32/32); 3 lies
   * between 2^(50/32) and 2^(51/32).
   */
  @Test
  void countsBucketsAsEachOfBothDoes() {
    ExponentialHistogram histogram = ExponentialHistogram.of(Samples.sketch(0, 1, 2, 2, 3));
    assertThat(histogram.zeroCount()).isEqualTo(1);
    assertThat(histogram.offset()).isEqualTo(-1);
    assertThat(histogram.counts()).hasSize(52);
    assertThat(histogram.counts().get(32)).isEqualTo(2);
    assertThat(histogram.spans()).containsExactly(new Span(0, 1), new Span(31, 1), new Span(18, 1));
    assertThat(histogram.deltas()).containsExactly(1L, 1L, -1L);
  }

  @Test
  void refusesPartsThatNoValuesCouldGive() {
    List<ExponentialHistogram> bad =
        List.of(
            new ExponentialHistogram(0, 5, 0, 0, 0, List.of()),
            new ExponentialHistogram(-1, 0, 0, 0, 0, List.of()),
            new ExponentialHistogram(1, 0, 1, 1, 0, List.of()),
            new ExponentialHistogram(0, 2, 2, 2, 30, List.of(1L)),
            new ExponentialHistogram(0, 2, 2, 2, 31, List.of(1L, 0L)),
            new ExponentialHistogram(0, 1, 2, 2, 31, List.of(1L)),
            new ExponentialHistogram(0, 3, 2, 2, 31, List.of(1L)),
            new ExponentialHistogram(0, 2, 2, 2, 31, List.of(-1L)),
            new ExponentialHistogram(0, 4, 2, 2, 31, List.of(Long.MAX_VALUE)),
            new ExponentialHistogram(2, 4, 0, 2, 31, List.of(Long.MAX_VALUE)),
            new ExponentialHistogram(1, 2, 0, 2, -5, List.of(1L)));
    for (ExponentialHistogram histogram : bad) {
      assertThatThrownBy(histogram::toSketch)
          .as("%s", histogram)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(new ExponentialHistogram(0, 2, 2, 2, 31, List.of(1L)).toSketch().toBytes())
        .isEqualTo(Samples.sketch(2).toBytes());
  }

  @Test
  void refusesSpansThatDoNotFitTheDeltas() {
    for (List<Span> spans :
        List.of(
            List.of(new Span(0, 3)),
            List.of(new Span(0, 1)),
            List.of(new Span(0, 1), new Span(-1, 1)),
            List.of(new Span(0, -1)),
            List.of(new Span(0, 1), new Span(Integer.MAX_VALUE, 1)))) {
      assertThatThrownBy(
              () -> ExponentialHistogram.ofPrometheus(0, 2, 1, 1, spans, List.of(1L, 0L)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
