package dev.straingauge.cli.stack;

import dev.straingauge.producer.journal.EventLog;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The runs that a log knows. */
public final class LoggedRuns {

  private LoggedRuns() {}

  /** All of which there is a RunStarted, sorted; reads the whole topic. */
  public static List<RunId> all(Map<String, Object> kafka, String topicPrefix) {
    TreeSet<RunId> runs = new TreeSet<>();
    try (EventLog log = EventLog.open(kafka, Topic.EVENTS, topicPrefix)) {
      for (int partition : log.partitions()) {
        log.read(
            partition,
            log.beginning(partition),
            log.end(partition),
            record -> {
              if (record.mark().filter("RunStarted"::equals).isPresent()) {
                add(runs, record.key());
              }
            });
      }
    }
    return List.copyOf(runs);
  }

  private static void add(Set<RunId> runs, String key) {
    try {
      runs.add(RunId.parse(key));
    } catch (IllegalArgumentException e) {
      // Somebody else's record: no run of ours to end.
      return;
    }
  }
}
