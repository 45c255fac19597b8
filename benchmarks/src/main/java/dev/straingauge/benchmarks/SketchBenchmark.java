package dev.straingauge.benchmarks;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.DDSketches;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The latency sketch beside DDSketch (1 %) and HdrHistogram (2 digits) over 10,000 lognormal values
 * (median 20 ms, σ = 1). Goals of ours: record ≤ 15 ns, merge ≤ 200 ns, toBytes and reading ≤ 600
 * ns each. Sizes and errors: {@link SketchSizes}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SketchBenchmark {

  /** How many values are drawn. */
  static final int VALUES = 10_000;

  private static final long HIGHEST_NANOS = TimeUnit.HOURS.toNanos(1);

  private final long[] values = lognormal(1);
  private int next;

  private LatencySketch ours = new LatencySketch();
  private LatencySketch oursTarget = new LatencySketch();
  private final LatencySketch oursRead = new LatencySketch();
  private byte[] oursBytes = {};
  private DDSketch ddsketch = ddsketch();
  private DDSketch ddsketchTarget = ddsketch();
  private byte[] ddsketchBytes = {};
  private Histogram hdr = hdr();
  private Histogram hdrTarget = hdr();
  private byte[] hdrBytes = {};

  /** {@value #VALUES} lognormal latencies in nanoseconds. */
  static long[] lognormal(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] values = new long[VALUES];
    for (int i = 0; i < VALUES; i++) {
      double gaussian =
          Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
              * Math.cos(2 * Math.PI * random.nextDouble());
      values[i] = Math.clamp(Math.round(2e7 * Math.exp(gaussian)), 1, HIGHEST_NANOS);
    }
    return values;
  }

  static DDSketch ddsketch() {
    return DDSketches.logarithmicUnboundedDense(0.01);
  }

  static Histogram hdr() {
    return new Histogram(HIGHEST_NANOS, 2);
  }

  static byte[] bytes(DDSketch sketch) {
    GrowingByteArrayOutput out = GrowingByteArrayOutput.withDefaultInitialCapacity();
    try {
      sketch.encode(out, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.trimmedCopy();
  }

  static byte[] bytes(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoByteBuffer(buffer);
    return Arrays.copyOf(buffer.array(), length);
  }

  /** Fills one of each. */
  @Setup
  public void fill() {
    for (long value : values) {
      ours.record(value);
      ddsketch.accept((double) value);
      hdr.recordValue(value);
    }
    oursTarget.merge(ours);
    ddsketchTarget.mergeWith(ddsketch);
    hdrTarget.add(hdr);
    oursBytes = ours.toBytes();
    ddsketchBytes = bytes(ddsketch);
    hdrBytes = bytes(hdr);
  }

  private long nextValue() {
    next = next + 1 == VALUES ? 0 : next + 1;
    return values[next];
  }

  /** One value into ours. */
  @Benchmark
  public void recordOurs() {
    oursTarget.record(nextValue());
  }

  /** One value into DDSketch. */
  @Benchmark
  public void recordDdSketch() {
    ddsketchTarget.accept((double) nextValue());
  }

  /** One value into HdrHistogram. */
  @Benchmark
  public void recordHdr() {
    hdrTarget.recordValue(nextValue());
  }

  /** Ours into one that has its buckets. */
  @Benchmark
  public LatencySketch mergeOurs() {
    if (oursTarget.count() > 100_000_000_000L) {
      oursTarget.reset();
    }
    oursTarget.merge(ours);
    return oursTarget;
  }

  /** DDSketch likewise. */
  @Benchmark
  public DDSketch mergeDdSketch() {
    ddsketchTarget.mergeWith(ddsketch);
    return ddsketchTarget;
  }

  /** HdrHistogram likewise. */
  @Benchmark
  public Histogram mergeHdr() {
    hdrTarget.add(hdr);
    return hdrTarget;
  }

  /** Ours to bytes. */
  @Benchmark
  public byte[] toBytesOurs() {
    return ours.toBytes();
  }

  /** DDSketch to bytes. */
  @Benchmark
  public byte[] toBytesDdSketch() {
    return bytes(ddsketch);
  }

  /** HdrHistogram to bytes, not compressed. */
  @Benchmark
  public byte[] toBytesHdr() {
    return bytes(hdr);
  }

  /** Ours from bytes into one that has the memory. */
  @Benchmark
  public LatencySketch readOurs() {
    oursRead.read(oursBytes);
    return oursRead;
  }

  /** A new one of ours from bytes. */
  @Benchmark
  public LatencySketch fromBytesOurs() {
    return LatencySketch.fromBytes(oursBytes);
  }

  /** DDSketch from bytes. */
  @Benchmark
  public DDSketch fromBytesDdSketch() throws IOException {
    return DDSketch.decode(ByteArrayInput.wrap(ddsketchBytes), UnboundedSizeDenseStore::new);
  }

  /** HdrHistogram from bytes. */
  @Benchmark
  public Histogram fromBytesHdr() {
    return Histogram.decodeFromByteBuffer(ByteBuffer.wrap(hdrBytes), 0);
  }

  /** The 99th percentile of ours. */
  @Benchmark
  public long p99Ours() {
    return ours.quantile(0.99).orElseThrow();
  }
}
