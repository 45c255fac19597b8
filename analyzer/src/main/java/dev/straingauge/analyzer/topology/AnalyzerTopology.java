package dev.straingauge.analyzer.topology;

import dev.straingauge.schemas.topic.Topic;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * The topology: {@code events} as bytes → one processor with the store of runs → one sink per
 * result topic. Every node and store is named. A result goes to the partition that its event came
 * from (contract R4).
 */
public final class AnalyzerTopology {

  static final String SOURCE = "events";
  static final String PROCESSOR = "analyse-runs";

  private AnalyzerTopology() {}

  /**
   * Builds it.
   *
   * @param topicPrefix before the name of every topic
   * @param openRuns where the state of open runs can be seen
   * @param commitInterval how often results become visible, unless it is far behind the log
   */
  public static Topology build(String topicPrefix, OpenRuns openRuns, Duration commitInterval) {
    Topology topology = new Topology();
    readEvents(topology, topicPrefix);
    analyse(topology, openRuns, commitInterval);
    for (Topic topic : Topic.values()) {
      if (topic != Topic.EVENTS) {
        writeResults(topology, topicPrefix, topic);
      }
    }
    return topology;
  }

  static String sinkOf(Topic topic) {
    return "write-" + topic.shortName();
  }

  private static void readEvents(Topology topology, String prefix) {
    topology.addSource(
        AutoOffsetReset.earliest(),
        SOURCE,
        (event, partitionTime) -> Math.max(0, event.timestamp()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        Topic.EVENTS.name(prefix));
  }

  private static void analyse(Topology topology, OpenRuns openRuns, Duration commitInterval) {
    topology.addProcessor(PROCESSOR, () -> new RunProcessor(commitInterval), SOURCE);
    topology.addStateStore(new RunStoreBuilder(openRuns), PROCESSOR);
  }

  private static void writeResults(Topology topology, String prefix, Topic topic) {
    StreamPartitioner<RunKey, byte[]> asInput =
        (name, key, result, partitions) -> Optional.of(Set.of(key.partition()));
    topology.addSink(
        sinkOf(topic),
        topic.name(prefix),
        RunKey.serializer(),
        new ByteArraySerializer(),
        asInput,
        PROCESSOR);
  }
}
