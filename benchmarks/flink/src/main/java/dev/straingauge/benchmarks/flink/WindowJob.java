package dev.straingauge.benchmarks.flink;

import dev.straingauge.event.Rolling;
import dev.straingauge.event.SeriesKey;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.sketch.LatencySketch;
import dev.straingauge.schemas.survival.Distributions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.ValueTypeInfo;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * A Flink job over a topic of events: windows of 60 s every 5 s per series, exactly-once from topic
 * to topic with a checkpoint each second, state on the heap, parallelism 1, objects reused.
 */
final class WindowJob {

  private static final Duration SIZE = Duration.ofSeconds(60);
  private static final Duration ADVANCE = Duration.ofSeconds(5);

  /** When the last window left its operator. */
  private static final AtomicLong ENDED = new AtomicLong();

  private static final AtomicLong WINDOWS = new AtomicLong();

  private WindowJob() {}

  /**
   * How it went.
   *
   * @param processed seconds from the first event to the last window, which is not committed yet
   * @param committed seconds from the first event to the end of the job, all committed
   * @param windows how many
   */
  record Ran(double processed, double committed, long windows) {}

  /**
   * Runs it to the end of the topic.
   *
   * @param all every event; else operations and I/O only
   * @throws Exception whatever Flink throws
   */
  static Ran run(String server, String topic, String results, Path folder, boolean all)
      throws Exception {
    Samples.BEGUN.set(0);
    WINDOWS.set(0);
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none"); // say it, do not try again
    configuration.set(StateBackendOptions.STATE_BACKEND, "hashmap");
    configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, folder.toUri().toString());
    StreamExecutionEnvironment flink =
        StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
    try {
      flink.getConfig().enableObjectReuse();
      flink.enableCheckpointing(1_000, CheckpointingMode.EXACTLY_ONCE);
      flink
          .fromSource(
              source(server, topic, all),
              WatermarkStrategy.<Sample>forMonotonousTimestamps()
                  .withTimestampAssigner((sample, at) -> sample.time / 1_000_000),
              "events")
          .keyBy(Sample::series, Types.STRING)
          .window(SlidingEventTimeWindows.of(SIZE, ADVANCE))
          .aggregate(
              new Adding(),
              new Emitting(),
              new ValueTypeInfo<>(Totals.class),
              new ValueTypeInfo<>(Totals.class),
              PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO)
          .sinkTo(sink(server, results));
      flink.execute("windows");
    } finally {
      flink.close();
    }
    long begun = Samples.BEGUN.get();
    return new Ran((ENDED.get() - begun) / 1e9, (System.nanoTime() - begun) / 1e9, WINDOWS.get());
  }

  private static KafkaSource<Sample> source(String server, String topic, boolean all) {
    return KafkaSource.<Sample>builder()
        .setBootstrapServers(server)
        .setTopics(topic)
        .setGroupId(topic + "flink")
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setBounded(OffsetsInitializer.latest())
        .setProperty("max.partition.fetch.bytes", Integer.toString(4 << 20))
        .setProperty("max.poll.records", "5000")
        .setDeserializer(new Samples(all))
        .build();
  }

  private static KafkaSink<byte[]> sink(String server, String topic) {
    Properties producer = new Properties();
    producer.setProperty("compression.type", "lz4");
    producer.setProperty("transaction.timeout.ms", "60000");
    return KafkaSink.<byte[]>builder()
        .setBootstrapServers(server)
        .setKafkaProducerConfig(producer)
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(topic)
        .setRecordSerializer(
            KafkaRecordSerializationSchema.<byte[]>builder()
                .setTopic(topic)
                .setValueSerializationSchema(new AsItIs())
                .build())
        .build();
  }

  /** A class of its own: Flink wants to know its type. */
  private static final class AsItIs implements SerializationSchema<byte[]> {

    private static final long serialVersionUID = 1;

    @Override
    public byte[] serialize(byte[] window) {
      return window;
    }
  }

  /** Adds samples up. */
  private static final class Adding implements AggregateFunction<Sample, Totals, Totals> {

    private static final long serialVersionUID = 1;

    private transient @Nullable LatencySketch scratch;

    @Override
    public Totals createAccumulator() {
      return new Totals();
    }

    @Override
    public Totals add(Sample sample, Totals totals) {
      LatencySketch ready = scratch == null ? new LatencySketch() : scratch;
      scratch = ready;
      totals.add(sample, ready);
      return totals;
    }

    @Override
    public Totals getResult(Totals totals) {
      return totals;
    }

    @Override
    public Totals merge(Totals one, Totals other) {
      one.merge(other);
      return one;
    }
  }

  /** Writes a window as the analyzer writes its own. */
  private static final class Emitting
      extends ProcessWindowFunction<Totals, byte[], String, TimeWindow> {

    private static final long serialVersionUID = 1;

    private transient @Nullable Codec codec;

    @Override
    public void process(
        String series, Context context, Iterable<Totals> windows, Collector<byte[]> out) {
      Codec ready = codec == null ? new Codec() : codec;
      codec = ready;
      for (Totals totals : windows) {
        out.collect(ready.encode(rolling(series, context.window(), totals)));
      }
      WINDOWS.incrementAndGet();
      ENDED.set(System.nanoTime());
    }

    private static Rolling rolling(String series, TimeWindow window, Totals totals) {
      return new Rolling(
          new SeriesKey("flink", series, "", List.of()),
          window.getEnd() * 1_000_000,
          SIZE.toNanos(),
          ADVANCE.toNanos(),
          totals.started,
          0L,
          totals.succeeded,
          totals.errors,
          0L,
          totals.errors,
          totals.bytes,
          0L,
          0L,
          SIZE.toNanos(),
          Distributions.of(totals.response),
          Distributions.of(new LatencySketch()));
    }
  }
}
