package dev.straingauge.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.analyzer.topology.AnalyzerTopology;
import dev.straingauge.analyzer.topology.OpenRuns;
import dev.straingauge.event.ClusterFacts;
import dev.straingauge.event.DeadLetter;
import dev.straingauge.event.Driver;
import dev.straingauge.event.Event;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.RunStarted;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose configuration this version does not know: {@code analyze} says so, once. */
class UnknownConfigTest {

  private static final String RUN = "future/20260101000000";
  private static final long EPOCH = 1_767_225_600_000_000_000L;

  @TempDir Path folder;

  @Test
  void isWarnedOfByName() throws Exception {
    List<String> lines = new ArrayList<>();
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    List<byte[]> letters;

    try (Logs _ = Logs.begin(LogFormat.TEXT, false, false, lines::add);
        TopologyTestDriver driver =
            new TopologyTestDriver(
                AnalyzerTopology.build("", new OpenRuns(), Duration.ofMillis(100)), properties)) {
      TestInputTopic<String, byte[]> events =
          driver.createInputTopic(
              Topic.EVENTS.name(""), new StringSerializer(), new ByteArraySerializer());
      events.pipeInput(RUN, new Codec().encode(new Event(0, 1, 1L, EPOCH, start())));
      events.pipeInput(
          RUN, new Codec().encode(new Event(0, 1, 2L, EPOCH + 1, new Heartbeat(EPOCH))));
      letters =
          driver
              .createOutputTopic(
                  Topic.DEAD_LETTERS.name(""),
                  new StringDeserializer(),
                  new ByteArrayDeserializer())
              .readValuesToList();
    }

    assertThat(lines.stream().filter(line -> line.contains("cannot analyse")))
        .singleElement()
        .asString()
        .startsWith("warning: ")
        .contains(RUN, "unknown [lanes]", "expected only [windows");
    assertThat(letters).hasSize(2);
    for (byte[] letter : letters) {
      assertThat(((DeadLetter) new Codec().decode(letter)).getCause()).isEqualTo("no_run");
    }
  }

  private static RunStarted start() {
    return new RunStarted(
        "nonce",
        1,
        1_000_000_000L,
        0L,
        1L,
        "future",
        "{\"analysis\":{\"lanes\":4}}",
        "00000000",
        1L,
        new Driver("d", "1", List.of()),
        new ClusterFacts("simulated", "1", 1, "f"),
        "9.0.0",
        List.of(),
        null);
  }
}
