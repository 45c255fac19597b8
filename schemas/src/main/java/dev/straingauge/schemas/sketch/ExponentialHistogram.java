package dev.straingauge.schemas.sketch;

import java.util.ArrayList;
import java.util.List;

/**
 * A sketch in the terms of other systems, without loss: the data point of an OpenTelemetry
 * exponential histogram (scale 5), and by {@link #spans} and {@link #deltas} the buckets of a
 * Prometheus native histogram (schema 5). Values are nanoseconds. Immutable.
 *
 * @param zeroCount values that were 0
 * @param sum exact sum; 0 without values
 * @param min smallest value; 0 without values
 * @param max largest value; 0 without values
 * @param offset OpenTelemetry index of the first bucket: bucket i holds (γ^i, γ^(i+1)]; 0 without
 *     buckets
 * @param counts counts of the buckets from {@code offset} on, first and last not 0
 */
public record ExponentialHistogram(
    long zeroCount, long sum, long min, long max, int offset, List<Long> counts) {

  /** OpenTelemetry's scale and Prometheus' schema: γ = 2^(2^−5). */
  public static final int SCALE = 5;

  /** Prometheus' bucket i ends at γ^i, OpenTelemetry's at γ^(i+1). */
  private static final int PROMETHEUS_SHIFT = 1;

  public ExponentialHistogram {
    counts = List.copyOf(counts);
  }

  /**
   * Buckets that follow each other, in Prometheus' form.
   *
   * @param offset of the first span: index of its first bucket; of others: how many empty buckets
   *     lie before it
   * @param length number of buckets
   */
  public record Span(int offset, int length) {}

  /** The content of {@code sketch}. */
  public static ExponentialHistogram of(LatencySketch sketch) {
    List<Long> counts = new ArrayList<>();
    int[] first = {0};
    sketch.forEachBucket(
        (index, count) -> {
          if (counts.isEmpty()) {
            first[0] = index;
          }
          while (counts.size() < index - first[0]) {
            counts.add(0L);
          }
          counts.add(count);
        });
    return new ExponentialHistogram(
        sketch.zeroCount(),
        sketch.sum(),
        sketch.min().orElse(0),
        sketch.max().orElse(0),
        first[0],
        counts);
  }

  /**
   * From the parts of a Prometheus native histogram, and the smallest and largest value, which it
   * does not have.
   *
   * @throws IllegalArgumentException if the spans do not fit the deltas, or are longer than a
   *     sketch can be
   */
  public static ExponentialHistogram ofPrometheus(
      long zeroCount, long sum, long min, long max, List<Span> spans, List<Long> deltas) {
    List<Long> counts = new ArrayList<>();
    int offset = spans.isEmpty() ? 0 : spans.getFirst().offset() - PROMETHEUS_SHIFT;
    long count = 0;
    int used = 0;
    for (int i = 0; i < spans.size(); i++) {
      Span span = spans.get(i);
      int empty = i == 0 ? 0 : span.offset();
      long size = (long) counts.size() + empty + span.length();
      if (empty < 0
          || span.length() < 0
          || size > Buckets.COUNT
          || span.length() > deltas.size() - used) {
        throw new IllegalArgumentException(
            "read a native histogram: span %d is %s (expected spans that fit %d deltas)"
                .formatted(i, span, deltas.size()));
      }
      for (int j = 0; j < empty; j++) {
        counts.add(0L);
      }
      for (int j = 0; j < span.length(); j++) {
        count = Math.addExact(count, deltas.get(used++));
        counts.add(count);
      }
    }
    if (used != deltas.size()) {
      throw new IllegalArgumentException(
          "read a native histogram: %d deltas (expected %d, as the spans say)"
              .formatted(deltas.size(), used));
    }
    return new ExponentialHistogram(zeroCount, sum, min, max, offset, counts);
  }

  /** The runs of buckets that are not empty, in Prometheus' form. */
  public List<Span> spans() {
    List<Span> spans = new ArrayList<>();
    int end = 0;
    int at = 0;
    while (at < counts.size()) {
      int begin = at;
      while (at < counts.size() && counts.get(at) != 0) {
        at++;
      }
      spans.add(
          new Span(spans.isEmpty() ? offset + begin + PROMETHEUS_SHIFT : begin - end, at - begin));
      end = at;
      while (at < counts.size() && counts.get(at) == 0) {
        at++;
      }
    }
    return spans;
  }

  /** The counts of the buckets in {@link #spans}, each as the difference to the one before it. */
  public List<Long> deltas() {
    List<Long> deltas = new ArrayList<>();
    long previous = 0;
    for (long count : counts) {
      if (count != 0) {
        deltas.add(count - previous);
        previous = count;
      }
    }
    return deltas;
  }

  /**
   * The sketch with this content.
   *
   * @throws IllegalArgumentException if the parts do not fit each other: no values could have given
   *     them
   */
  public LatencySketch toSketch() {
    return SketchContent.sketch(
        zeroCount, sum, min, max, offset, counts.stream().mapToLong(Long::longValue).toArray());
  }
}
