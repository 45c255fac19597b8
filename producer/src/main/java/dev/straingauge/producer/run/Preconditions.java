package dev.straingauge.producer.run;

import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import dev.straingauge.schemas.topic.TopicsException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What has to hold before a run id is claimed. */
final class Preconditions {

  private static final Duration BROKER_LIMIT = Duration.ofSeconds(30);

  private Preconditions() {}

  /**
   * Checks the plan's length and the topics, and makes those that are missing.
   *
   * @throws RunException {@code plan-too-long} (exit 2) and others of {@link TopicsException}
   */
  static void check(RunRequest request) {
    checkLength(request);
    checkTopics(request.kafka(), request.topicPrefix(), request.partitions());
  }

  private static void checkLength(RunRequest request) {
    Duration planned = request.scenario().scenario().planned();
    Duration most = Topic.EVENTS.retention().dividedBy(2);
    if (planned.compareTo(most) > 0) {
      throw new RunException(
          "plan-too-long",
          2,
          "run scenario '%s': %s planned (expected at most %s, half of what topic '%s' keeps)"
              .formatted(
                  request.testName(),
                  words(planned),
                  words(most),
                  Topic.EVENTS.name(request.topicPrefix())),
          List.of(),
          null,
          null);
    }
  }

  private static String words(Duration duration) {
    long days = duration.toDays();
    String rest = "%d h %d min".formatted(duration.toHoursPart(), duration.toMinutesPart());
    return days == 0 ? rest : days + " d " + rest;
  }

  /** The same of the topics alone. */
  static void checkTopics(Map<String, Object> kafka, String topicPrefix, int partitions) {
    try {
      Topics.createAndCheck(kafka, topicPrefix, partitions, BROKER_LIMIT);
    } catch (TopicsException e) {
      throw new RunException(
          e.id(), e.exitCode(), String.valueOf(e.getMessage()), e.facts(), null, e);
    }
  }
}
