package dev.straingauge.benchmarks;

import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import java.util.ArrayList;
import java.util.List;

/**
 * RunAnalysis alone, without Kafka, on one thread: nanoseconds of processor time per event for
 * decoding, for the fold with its results encoded, and for storing what changed each 12,500 events
 * (a commit of 100 ms at 125,000 events/s). Arguments: {@code [events] [rounds]}.
 */
public final class FoldBenchmark {

  private FoldBenchmark() {}

  /** Runs it and prints each round. */
  public static void main(String[] args) throws MalformedRecordException {
    int events = args.length > 0 ? Integer.parseInt(args[0]) : 500_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    List<byte[]> values = new ArrayList<>(events);
    Codec writer = new Codec();
    AnalyzerLoad.write(events, event -> values.add(writer.encode(event)));
    for (int round = 1; round <= rounds; round++) {
      Folding folding = new Folding();
      for (int from = 0; from < values.size(); from += Folding.COMMIT) {
        folding.batch(values.subList(from, Math.min(values.size(), from + Folding.COMMIT)));
      }
      long count = folding.events;
      System.out.printf(
          "round %d: %,d events, per event: decode %d ns, fold and encode results %d ns, store %d"
              + " ns   (%,d results, %,d cells)%n",
          round,
          count,
          folding.decoding / count,
          folding.folding / count,
          folding.storing / count,
          folding.results,
          folding.cells);
    }
  }
}
