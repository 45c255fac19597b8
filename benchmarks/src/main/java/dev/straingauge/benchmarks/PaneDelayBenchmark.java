package dev.straingauge.benchmarks;

import dev.straingauge.analyzer.AnalyzerService;
import dev.straingauge.analyzer.AnalyzerSettings;
import dev.straingauge.event.Event;
import dev.straingauge.schemas.topic.Topics;
import dev.straingauge.schemas.topic.TopicsException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;

/**
 * From the end of a pane to its rolling windows on the topic, with exactly-once and grace 0, while
 * events come at a constant rate: the time of each event is when it is due by the wall clock, and
 * it is sent then.
 *
 * <p>Per pane (a second), to the return of the poll in which a {@code read_committed} consumer, set
 * like the one of {@code straingauge run}, has the last of the windows that end with it, from the
 * end of the pane by the wall clock: what a late or lingering producer adds is in it. This time has
 * three parts, each with percentiles of its own: until Kafka acknowledged the first event that is
 * not in the pane any more; from there until a {@code read_uncommitted} consumer has the windows,
 * which is analysis and writing; from there until the other has them, which is the commit and its
 * wait at the broker.
 *
 * <p>Arguments: {@code host:port [seconds] [events per second]}. The first tenth of the panes warms
 * up and does not count.
 */
public final class PaneDelayBenchmark {

  private static final long SECOND = 1_000_000_000L;

  /** An event that is sent later than this after it was due is late. */
  private static final long LATE = 10_000_000L;

  private final String server;
  private final String prefix = "bench-pane-%d.".formatted(System.currentTimeMillis());
  private final ConcurrentSkipListMap<Long, Long> acknowledged = new ConcurrentSkipListMap<>();
  private long pane = Long.MIN_VALUE;
  private long late;
  private long latest;

  private PaneDelayBenchmark(String server) {
    this.server = server;
  }

  /** Runs it and prints the delays in milliseconds. */
  public static void main(String[] args) throws TopicsException, IOException, InterruptedException {
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 240;
    long rate = args.length > 2 ? Long.parseLong(args[2]) : 50_000;
    new PaneDelayBenchmark(args[0]).run(seconds, rate);
  }

  private void run(int seconds, long rate)
      throws TopicsException, IOException, InterruptedException {
    Map<String, Object> kafka = Map.of("bootstrap.servers", server);
    Topics.createAndCheck(kafka, prefix, 1, Duration.ofSeconds(30));
    AnalyzerSettings settings =
        new AnalyzerSettings(
            kafka,
            prefix,
            1,
            Files.createTempDirectory("bench-pane"),
            AnalyzerSettings.DEFAULT_COMMIT_INTERVAL);
    try (AnalyzerService service = new AnalyzerService(settings)) {
      service.start();
      service.awaitRunning(Duration.ofSeconds(60));
      long begin = (WallClock.nanos() / SECOND + 2) * SECOND;
      long last = begin + seconds * SECOND;
      PaneReader written = new PaneReader(server, prefix, "read_uncommitted", service, last);
      PaneReader committed = new PaneReader(server, prefix, "read_committed", service, last);
      try {
        fill(begin, rate, seconds);
      } finally {
        written.filled();
        committed.filled();
      }
      int warmUp = Math.max(1, seconds / 10);
      long warm = begin + warmUp * SECOND;
      print(
          seconds - warmUp,
          written.await().subMap(warm, false, last, true),
          committed.await().subMap(warm, false, last, true));
      System.out.printf(Locale.ROOT, "%,d rolling windows%n", committed.windows());
    }
  }

  private void fill(long begin, long rate, int seconds) {
    try (RunLog log = new RunLog(server, prefix)) {
      long events = AnalyzerLoad.write(begin, rate, seconds * rate, event -> send(log, event));
      System.out.printf(
          Locale.ROOT,
          "%,d events in %.1f s, %.3f %% of them sent more than 10 ms after they were due, the"
              + " latest %.1f ms%n",
          events,
          (WallClock.nanos() - begin) / 1e9,
          100.0 * late / events,
          latest / 1e6);
      log.flush();
    }
  }

  private void send(RunLog log, Event event) {
    long due = event.getTime();
    long passed = WallClock.nanos() - due;
    while (passed < 0) {
      LockSupport.parkNanos(Math.min(-passed, SECOND / 1000));
      passed = WallClock.nanos() - due;
    }
    latest = Math.max(latest, passed);
    late += passed > LATE ? 1 : 0;
    long end = due / SECOND * SECOND;
    if (end == pane) {
      log.send(event);
    } else {
      pane = end;
      log.send(event, () -> acknowledged.put(end, WallClock.nanos()));
    }
  }

  private void print(
      int panes, NavigableMap<Long, Long> written, NavigableMap<Long, Long> committed) {
    if (committed.size() != panes
        || !committed.keySet().equals(written.keySet())
        || !acknowledged.keySet().containsAll(committed.keySet())) {
      throw new IllegalStateException(
          "measure panes: %d were written, %d committed (expected %d, all acknowledged)"
              .formatted(written.size(), committed.size(), panes));
    }
    long[][] delays = new long[4][committed.size()];
    int i = 0;
    for (Map.Entry<Long, Long> seen : committed.entrySet()) {
      long end = seen.getKey();
      long taken = acknowledged.getOrDefault(end, 0L);
      long seenFirst = written.getOrDefault(end, 0L);
      delays[0][i] = seen.getValue() - end;
      delays[1][i] = taken - end;
      delays[2][i] = seenFirst - taken;
      delays[3][i++] = seen.getValue() - seenFirst;
    }
    print("end of pane → windows committed and read (goal p99 250)", delays[0]);
    print("  end of pane → first event after it acknowledged", delays[1]);
    print("  acknowledged → windows written", delays[2]);
    print("  written → committed and read", delays[3]);
  }

  private static void print(String from, long[] delays) {
    Arrays.sort(delays);
    System.out.printf(
        Locale.ROOT,
        "%-56s %d panes, ms: p50 %.0f, p90 %.0f, p99 %.0f, longest %.0f%n",
        from,
        delays.length,
        rank(delays, 50),
        rank(delays, 90),
        rank(delays, 99),
        rank(delays, 100));
  }

  /** Nearest rank, in milliseconds. */
  private static double rank(long[] sorted, int percent) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.ceilDiv(sorted.length * percent, 100) - 1] / 1e6;
  }
}
