package dev.straingauge.benchmarks;

import dev.straingauge.analyzer.fold.Fate;
import dev.straingauge.analyzer.fold.Outputs;
import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.analyzer.state.CellSink;
import dev.straingauge.event.Event;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.EventReader;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.topic.Topic;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A run through RunAnalysis, without Kafka, on the calling thread, batch by batch: decoded, folded
 * with its results encoded, and what changed stored. Counts the thread's processor time, so what
 * else the machine does is left out; in nanoseconds.
 */
final class Folding {

  /** Events of a batch: a commit of 100 ms at 125,000 events/s. */
  static final int COMMIT = 12_500;

  private final Codec codec = new Codec();
  private final EventReader reader =
      new EventReader(codec, RunAnalysis.facts(), RunAnalysis.reasons());
  private final Outputs out = outputs();
  private @Nullable RunAnalysis run;

  long decoding;
  long folding;
  long storing;
  long events;
  long results;
  long cells;

  /** Takes the next events; the first one of all opens the run. */
  void batch(List<byte[]> values) throws MalformedRecordException {
    long begin = cpuNanos();
    List<Event> decoded = new ArrayList<>(values.size());
    for (byte[] value : values) {
      decoded.add(reader.read(value));
    }
    long ready = cpuNanos();
    RunAnalysis open = run;
    int first = 0;
    if (open == null) {
      open = RunAnalysis.open(decoded.getFirst(), out).orElseThrow();
      run = open;
      first = 1;
    }
    for (int i = first; i < decoded.size(); i++) {
      open.accept(decoded.get(i), out);
    }
    long folded = cpuNanos();
    if (!open.isClosed()) {
      open.flush(sink());
    }
    storing += cpuNanos() - folded;
    folding += folded - ready;
    decoding += ready - begin;
    events += values.size();
  }

  /** Of all three. */
  long nanos() {
    return decoding + folding + storing;
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private Outputs outputs() {
    return new Outputs() {
      @Override
      public void emit(Topic topic, SpecificRecord result) {
        results += codec.encode(result).length > 0 ? 1 : 0;
      }

      @Override
      public void deadLetter(Fate fate, String detail) {
        throw new IllegalStateException("benchmark the folds: %s: %s".formatted(fate, detail));
      }
    };
  }

  private CellSink sink() {
    return new CellSink() {
      @Override
      public void put(byte[] key, byte[] content) {
        cells++;
      }

      @Override
      public void delete(byte[] key) {
        cells++;
      }
    };
  }
}
