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

/**
 * RunAnalysis alone, without Kafka, on one thread: nanoseconds of processor time per event for
 * decoding, for the fold with its results encoded, and for storing what changed each 12,500 events
 * (a commit of 100 ms at 125,000 events/s). Arguments: {@code [events] [rounds]}.
 */
public final class FoldBenchmark {

  private static final int COMMIT = 12_500;

  private final Codec codec = new Codec();
  private final EventReader reader =
      new EventReader(codec, RunAnalysis.facts(), RunAnalysis.reasons());
  private long results;
  private long cells;

  private FoldBenchmark() {}

  /** Runs it and prints each round. */
  public static void main(String[] args) throws MalformedRecordException {
    int events = args.length > 0 ? Integer.parseInt(args[0]) : 500_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    List<byte[]> values = new ArrayList<>(events);
    Codec writer = new Codec();
    AnalyzerLoad.write(events, event -> values.add(writer.encode(event)));
    for (int round = 1; round <= rounds; round++) {
      new FoldBenchmark().round(round, values);
    }
  }

  private void round(int number, List<byte[]> values) throws MalformedRecordException {
    RunAnalysis run = null;
    long decoding = 0;
    long folding = 0;
    long storing = 0;
    Outputs out = outputs();
    for (int from = 0; from < values.size(); from += COMMIT) {
      List<byte[]> batch = values.subList(from, Math.min(values.size(), from + COMMIT));
      long begin = cpuNanos();
      List<Event> events = new ArrayList<>(batch.size());
      for (byte[] value : batch) {
        events.add(reader.read(value));
      }
      long decoded = cpuNanos();
      int first = 0;
      if (run == null) {
        run = RunAnalysis.open(events.getFirst(), out).orElseThrow();
        first = 1;
      }
      for (int i = first; i < events.size(); i++) {
        run.accept(events.get(i), out);
      }
      long folded = cpuNanos();
      if (!run.isClosed()) {
        run.flush(sink());
      }
      storing += cpuNanos() - folded;
      folding += folded - decoded;
      decoding += decoded - begin;
    }
    int count = values.size();
    System.out.printf(
        "round %d: %,d events, per event: decode %d ns, fold and encode results %d ns, store %d ns "
            + "  (%,d results, %,d cells)%n",
        number, count, decoding / count, folding / count, storing / count, results, cells);
  }

  /** Time of this thread alone: what else the machine does is left out. */
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
