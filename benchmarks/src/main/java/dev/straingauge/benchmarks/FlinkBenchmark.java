package dev.straingauge.benchmarks;

import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.TopicsException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * The whole analyzer (slices, windows of three sizes, rules, ledger) with exactly-once beside a
 * bare consumer that decodes with Avro's reader of specific records, and beside Flink jobs with
 * windows of 60 s every 5 s over the same events, in turns. The job comes in two forms: every event
 * goes into windows, or only operations and I/O do, which is what the analyzer has windows of. Both
 * decode every event, by the analyzer's reader.
 *
 * <p>The analyzer's time is from its start of work until its last record is committed. Flink's is
 * from its first event until its last window leaves the operator: neither its start is in it, nor
 * its last checkpoint and commit (with them: "committed").
 *
 * <p>Arguments: {@code host:port events rounds command…}; the command starts {@code FlinkJobs} in a
 * process of its own, which lives as long as this one, so that both are warm.
 */
public final class FlinkBenchmark {

  /** Rounds before those that count: in the first ones much runs that is not compiled yet. */
  private static final int WARM_UPS = 3;

  /** What a job said. */
  private record Job(double processed, double committed, long windows) {}

  /** Events a second. */
  private record Round(double bare, double analyzer, double flinkOfAll, double flinkOfSome) {}

  private final String server;
  private final Process jobs;
  private final BufferedReader answers;

  private FlinkBenchmark(String server, Process jobs) {
    this.server = server;
    this.jobs = jobs;
    this.answers = jobs.inputReader(StandardCharsets.UTF_8);
  }

  /** Runs it and prints each round, then medians of the ratios. */
  public static void main(String[] args)
      throws TopicsException, MalformedRecordException, IOException {
    long events = Long.parseLong(args[1]);
    int rounds = Integer.parseInt(args[2]);
    List<String> command = new ArrayList<>(Arrays.asList(args).subList(3, args.length));
    command.add(args[0]);
    Process jobs =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      new FlinkBenchmark(args[0], jobs).run(events, rounds);
    } finally {
      jobs.destroyForcibly();
    }
  }

  private void run(long events, int rounds)
      throws TopicsException, MalformedRecordException, IOException {
    List<Round> counted = new ArrayList<>();
    for (int i = 1 - WARM_UPS; i <= rounds; i++) {
      Round round = round(i > 0 ? "round " + i : "warm-up", events);
      if (i > 0) {
        counted.add(round);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "median of %d rounds: analyzer ÷ Flink = %.2f, all events in its windows (goal 1.5)   %.2f,"
            + " operations and I/O only   analyzer ÷ bare, Avro's reader = %.2f (goal 0.7)%n",
        rounds,
        median(counted, round -> round.analyzer / round.flinkOfAll),
        median(counted, round -> round.analyzer / round.flinkOfSome),
        median(counted, round -> round.analyzer / round.bare));
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return rounds.stream().mapToDouble(figure).sorted().toArray()[rounds.size() / 2];
  }

  private Round round(String name, long wanted)
      throws TopicsException, MalformedRecordException, IOException {
    String prefix = "bench-flink-%d.".formatted(System.currentTimeMillis());
    AnalyzerRound measured = new AnalyzerRound(server, prefix, wanted);
    long events = measured.events();
    double bare = measured.bareWithAvro();
    double analyzer = measured.analyzer();
    Job all = flink(prefix, "all");
    Job some = flink(prefix, "some");
    Round round = new Round(bare, analyzer, events / all.processed, events / some.processed);
    System.out.printf(
        Locale.ROOT,
        "%s: %,d events   bare %,.0f   analyzer %,.0f   Flink, all events %,.0f (committed %,.0f;"
            + " %,d windows)   Flink, operations and I/O %,.0f (committed %,.0f; %,d windows)"
            + " events/s   ratios %.2f %.2f%n",
        name,
        events,
        bare,
        analyzer,
        round.flinkOfAll,
        events / all.committed,
        all.windows,
        round.flinkOfSome,
        events / some.committed,
        some.windows,
        analyzer / round.flinkOfAll,
        analyzer / round.flinkOfSome);
    return round;
  }

  private Job flink(String prefix, String which) throws IOException {
    String results = prefix + "flink-" + which;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", server))) {
      admin.createTopics(List.of(new NewTopic(results, 1, (short) 1)));
    } // waits until it is done
    jobs.getOutputStream()
        .write(
            "%s %s %s%n"
                .formatted(Topic.EVENTS.name(prefix), results, which)
                .getBytes(StandardCharsets.UTF_8));
    jobs.getOutputStream().flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("run a Flink job over '%s': its process ended".formatted(prefix));
    }
    String[] figures = answer.split(" ", -1);
    return new Job(
        Double.parseDouble(figures[0]), Double.parseDouble(figures[1]), Long.parseLong(figures[2]));
  }
}
