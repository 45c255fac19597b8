package dev.straingauge.benchmarks;

import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.topic.TopicsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The analyzer with exactly-once beside bare consumers that only decode the same events: one with
 * Avro's reader of specific records, to which the goal refers, and one with the analyzer's own
 * reader, which leaves out what the analyzer does not look at. Each round fills new topics with the
 * log of one run, reads it with each consumer until its last event, then runs the service from its
 * start of work until the EndMark of the summaries is committed. Arguments: {@code host:port
 * [events] [rounds]}.
 */
public final class AnalyzerBenchmark {

  /** Rounds before those that count: in the first ones much runs that is not compiled yet. */
  private static final int WARM_UPS = 3;

  /** Events a second. */
  private record Round(double avro, double own, double analyzer) {}

  private AnalyzerBenchmark() {}

  /**
   * Runs it and prints each round, then the medians of the ratios. The first {@value #WARM_UPS} do
   * not count.
   */
  public static void main(String[] args)
      throws TopicsException, MalformedRecordException, IOException {
    long events = args.length > 1 ? Long.parseLong(args[1]) : 1_500_000;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    List<Round> all = new ArrayList<>();
    for (int round = 1 - WARM_UPS; round <= rounds; round++) {
      String prefix = "bench-analyzer-%d.".formatted(System.currentTimeMillis());
      Round figures =
          round(
              round > 0 ? "round " + round : "warm-up", new AnalyzerRound(args[0], prefix, events));
      if (round > 0) {
        all.add(figures);
      }
    }
    System.out.printf(
        "median of %d rounds: analyzer ÷ bare, Avro's reader = %.2f (goal 0.7)   analyzer ÷ bare,"
            + " the analyzer's reader = %.2f%n",
        rounds,
        median(all, round -> round.analyzer / round.avro),
        median(all, round -> round.analyzer / round.own));
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return rounds.stream().mapToDouble(figure).sorted().toArray()[rounds.size() / 2];
  }

  private static Round round(String name, AnalyzerRound measured)
      throws MalformedRecordException, IOException {
    Round round =
        new Round(measured.bareWithAvro(), measured.bareWithOwnReader(), measured.analyzer());
    System.out.printf(
        "%s: %,d events   bare with Avro's reader %,.0f events/s   with the analyzer's %,.0f"
            + " events/s   analyzer %,.0f events/s   ratios %.2f %.2f%n",
        name,
        measured.events(),
        round.avro,
        round.own,
        round.analyzer,
        round.analyzer / round.avro,
        round.analyzer / round.own);
    return round;
  }
}
