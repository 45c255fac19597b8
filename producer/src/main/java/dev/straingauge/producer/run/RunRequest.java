package dev.straingauge.producer.run;

import dev.straingauge.event.Label;
import dev.straingauge.producer.plan.LoadedScenario;
import dev.straingauge.producer.stage.Pace;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be run, and where its events go.
 *
 * @param scenario what is to be run; its seed is the run's
 * @param testName first part of the run id
 * @param labels the user's labels, in any order
 * @param pace how fast virtual time passes
 * @param kafka client properties, at least {@code bootstrap.servers}
 * @param topicPrefix of every topic's name
 * @param partitions of every topic
 * @param straingaugeVersion written into RunStarted
 * @param clock names the second of the run id; a virtual run asks it nothing else
 */
public record RunRequest(
    LoadedScenario scenario,
    String testName,
    List<Label> labels,
    Pace pace,
    Map<String, Object> kafka,
    String topicPrefix,
    int partitions,
    String straingaugeVersion,
    InstantSource clock) {

  public RunRequest {
    labels = labels.stream().sorted(Comparator.comparing(Label::getKey)).toList();
    kafka = Collections.unmodifiableMap(new LinkedHashMap<>(kafka));
  }
}
