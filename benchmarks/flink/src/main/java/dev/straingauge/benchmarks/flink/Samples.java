package dev.straingauge.benchmarks.flink;

import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.event.Event;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.KubernetesEventSeen;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.EventReader;
import dev.straingauge.schemas.codec.MalformedRecordException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ValueTypeInfo;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Decodes events as the analyzer does, and says what each adds to which windows. */
final class Samples implements KafkaRecordDeserializationSchema<Sample> {

  private static final long serialVersionUID = 1;

  /** When the job took its first event; 0: not yet. */
  static final AtomicLong BEGUN = new AtomicLong();

  private final boolean all;
  private transient @Nullable EventReader reader;

  /**
   * @param all every event; else only operations and I/O, which the analyzer has windows of
   */
  Samples(boolean all) {
    this.all = all;
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Sample> out)
      throws IOException {
    EventReader ready = reader;
    if (ready == null) {
      BEGUN.compareAndSet(0, System.nanoTime());
      ready = new EventReader(new Codec(), RunAnalysis.facts(), RunAnalysis.reasons());
      reader = ready;
    }
    Event event;
    try {
      event = ready.read(record.value());
    } catch (MalformedRecordException e) {
      throw new IOException(e);
    }
    Sample sample = sample(event);
    if (sample != null) {
      out.collect(sample);
    }
  }

  @Override
  public TypeInformation<Sample> getProducedType() {
    return new ValueTypeInfo<>(Sample.class);
  }

  private @Nullable Sample sample(Event event) {
    long time = event.getTime();
    return switch (event.getBody()) {
      case OperationStarted started -> {
        Sample sample = Sample.of(started.getOperation(), time);
        sample.started = 1;
        yield sample;
      }
      case OperationFinished finished -> {
        Sample sample = Sample.of(finished.getOperation(), time);
        if (finished.getOutcome() == Outcome.SUCCEEDED) {
          sample.succeeded = 1;
          sample.response = finished.getCompletedAt() - finished.getIntendedStart();
          sample.bytes = finished.getBytes();
        } else {
          sample.errors = 1;
        }
        yield sample;
      }
      case IoInterval io -> {
        Sample sample = Sample.of(io.getKind(), time);
        sample.started = (int) io.getCount();
        sample.succeeded = (int) (io.getCount() - io.getErrors());
        sample.errors = (int) io.getErrors();
        sample.bytes = io.getBytes();
        sample.sketch = new byte[io.getService().remaining()];
        io.getService().duplicate().get(sample.sketch);
        yield sample;
      }
      case ObjectChanged change -> all ? Sample.of(change.getKind(), time) : null;
      case KubernetesEventSeen seen -> all ? Sample.of(seen.getReason(), time) : null;
      case SpecificRecord other -> all ? Sample.of("other", time) : null;
      default -> null;
    };
  }
}
