package dev.straingauge.benchmarks;

import dev.straingauge.event.Event;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.Outcome;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the single-object codec costs for a small, a usual and a large event. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CodecBenchmark {

  private static final long SECOND = 1_000_000_000L;
  private static final long BEGIN = 1_767_225_600L * SECOND;

  /** Which body the event has. */
  public enum Body {
    /** Two numbers. */
    HEARTBEAT,
    /** The usual record. */
    OPERATION_FINISHED,
    /** With a sketch of 200 values. */
    IO_INTERVAL
  }

  /** Which body the event has. */
  @Param public Body body = Body.HEARTBEAT;

  private final Codec codec = new Codec();
  private Event event = event(Body.HEARTBEAT);
  private byte[] bytes = {};

  /** Makes the event. */
  @Setup
  public void make() {
    event = event(body);
    bytes = codec.encode(event);
  }

  /** Event to bytes. */
  @Benchmark
  public byte[] encode() {
    return codec.encode(event);
  }

  /** Bytes to event. */
  @Benchmark
  public Event decode() throws MalformedRecordException {
    return codec.decodeEvent(bytes);
  }

  private static Event event(Body body) {
    return switch (body) {
      case HEARTBEAT -> new Event(0, 1, 4_711L, BEGIN, new Heartbeat(BEGIN));
      case OPERATION_FINISHED -> new Event(0, 1, 4_711L, BEGIN, operation());
      case IO_INTERVAL -> new Event(0, 1, 4_711L, BEGIN, interval());
    };
  }

  private static OperationFinished operation() {
    return new OperationFinished(
        1_234L,
        "attach_pod",
        "churn",
        "vol-17",
        BEGIN - 3 * SECOND,
        null,
        BEGIN - 3 * SECOND + 40_000,
        BEGIN - 2 * SECOND,
        BEGIN,
        0L,
        0L,
        1,
        Outcome.SUCCEEDED,
        null);
  }

  private static IoInterval interval() {
    LatencySketch sketch = new LatencySketch();
    for (int i = 0; i < 200; i++) {
      sketch.record(SketchBenchmark.lognormal(1)[i]);
    }
    return new IoInterval(
        "node-3",
        "io",
        "node-3",
        "read",
        BEGIN - SECOND,
        BEGIN,
        200L,
        0L,
        819_200L,
        ByteBuffer.wrap(sketch.toBytes()),
        null);
  }
}
