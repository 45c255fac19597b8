package dev.straingauge.producer.run;

import dev.straingauge.producer.journal.EventLog;
import dev.straingauge.producer.journal.JournalException;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the run that a user means among the runs on a broker: a whole id, a prefix that is unique,
 * {@code latest} or {@code latest~N}.
 */
public final class RunLookup {

  private static final Pattern LATEST = Pattern.compile("latest(?:~([0-9]{1,6}))?");
  private static final String LATEST_ONE = "latest";
  private static final Duration MARGIN = Duration.ofMinutes(10);
  private static final int SHOWN = 8;

  private RunLookup() {}

  /**
   * Finds the run. A whole id is taken as it is, without a look at the broker.
   *
   * @throws RunException {@code run-unknown}, {@code run-ambiguous} (exit 2) or {@code
   *     kafka-unreachable} (exit 1)
   */
  public static RunId find(String text, Map<String, Object> kafka, String topicPrefix) {
    Optional<RunId> whole = whole(text);
    if (whole.isPresent()) {
      return whole.get();
    }
    try {
      Optional<RunId> newest =
          text.equals(LATEST_ONE) ? select(text, recent(kafka, topicPrefix)) : Optional.empty();
      return newest.isPresent() ? newest.get() : selectOrThrow(text, all(kafka, topicPrefix));
    } catch (JournalException e) {
      throw new RunException(
          "kafka-unreachable",
          1,
          "look for run '%s': %s".formatted(text, e.getMessage()),
          List.of(),
          null,
          e);
    }
  }

  /**
   * Picks from {@code runs}: {@code latest} counts by timestamp, then name.
   *
   * @return empty when none fits
   * @throws RunException {@code run-ambiguous} when several fit a prefix
   */
  static Optional<RunId> select(String text, List<RunId> runs) {
    Matcher latest = LATEST.matcher(text);
    if (latest.matches()) {
      int back = latest.group(1) == null ? 0 : Integer.parseInt(latest.group(1));
      Comparator<RunId> byTime = Comparator.comparing(RunId::timestamp);
      return runs.stream()
          .sorted(byTime.thenComparing(RunId::testName).reversed())
          .skip(back)
          .findFirst();
    }
    List<RunId> fitting = runs.stream().filter(run -> run.toString().startsWith(text)).toList();
    if (fitting.size() > 1) {
      throw new RunException(
          "run-ambiguous",
          2,
          "find run '%s': %d runs begin so (expected one)".formatted(text, fitting.size()),
          fitting.stream().limit(SHOWN).map(RunId::toString).toList(),
          null,
          null);
    }
    return fitting.stream().findFirst();
  }

  private static RunId selectOrThrow(String text, List<RunId> runs) {
    return select(text, runs)
        .orElseThrow(
            () ->
                new RunException(
                    "run-unknown",
                    2,
                    "find run '%s': none of the %d runs on the broker".formatted(text, runs.size()),
                    runs.reversed().stream().limit(SHOWN).map(RunId::toString).toList(),
                    null,
                    null));
  }

  /**
   * Analysed runs, and whatever began at or after the newest of them: enough for {@code latest}.
   */
  private static List<RunId> recent(Map<String, Object> kafka, String topicPrefix) {
    TreeSet<RunId> runs = new TreeSet<>();
    try (EventLog log = EventLog.open(kafka, Topic.SUMMARIES, topicPrefix)) {
      for (int partition : log.partitions()) {
        log.read(
            partition,
            log.beginning(partition),
            log.end(partition),
            r -> whole(r.key()).ifPresent(runs::add));
      }
    }
    Instant newest =
        runs.stream()
            .map(RunId::at)
            .max(Comparator.naturalOrder())
            .orElse(Instant.EPOCH.plus(MARGIN));
    runs.addAll(started(kafka, topicPrefix, newest.minus(MARGIN)));
    return List.copyOf(runs);
  }

  private static List<RunId> all(Map<String, Object> kafka, String topicPrefix) {
    TreeSet<RunId> runs = new TreeSet<>(recent(kafka, topicPrefix));
    runs.addAll(started(kafka, topicPrefix, Instant.EPOCH));
    return List.copyOf(runs);
  }

  private static List<RunId> started(Map<String, Object> kafka, String topicPrefix, Instant since) {
    TreeSet<RunId> runs = new TreeSet<>();
    try (EventLog log = EventLog.open(kafka, Topic.EVENTS, topicPrefix)) {
      for (int partition : log.partitions()) {
        log.read(
            partition,
            log.offsetAt(partition, since),
            log.end(partition),
            record -> {
              if (record.mark().filter("RunStarted"::equals).isPresent()) {
                whole(record.key()).ifPresent(runs::add);
              }
            });
      }
    }
    return List.copyOf(runs);
  }

  private static Optional<RunId> whole(String text) {
    try {
      return Optional.of(RunId.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
