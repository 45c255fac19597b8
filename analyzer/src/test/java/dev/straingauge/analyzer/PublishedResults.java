package dev.straingauge.analyzer;

import dev.straingauge.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads committed results as an archiver would: per run and topic, in log order. */
final class PublishedResults implements AutoCloseable {

  private final String prefix;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, Map<Topic, MessageDigest>> digests = new TreeMap<>();
  private int ended;
  private int deadLetters;
  private int slices;

  PublishedResults(String server, String prefix) {
    this.prefix = prefix;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", server,
                "group.id", "results-" + prefix,
                "auto.offset.reset", "earliest",
                "metadata.max.age.ms", "500",
                "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.subscribe(
        Pattern.compile(
            Pattern.quote(prefix) + "(slices|rolling|breaches|incidents|summaries|dead-letters)"));
  }

  void poll() {
    for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofMillis(20))) {
      take(found);
    }
  }

  /** Reads all that is committed by now: what came after the last end is seen too. */
  void readToTheEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      poll();
    }
  }

  int ended() {
    return ended;
  }

  int slices() {
    return slices;
  }

  int deadLetters() {
    return deadLetters;
  }

  Map<String, Map<Topic, String>> hashes() {
    Map<String, Map<Topic, String>> hashes = new TreeMap<>();
    digests.forEach(
        (runId, byTopic) -> {
          Map<Topic, String> ofRun = new EnumMap<>(Topic.class);
          byTopic.forEach(
              (topic, digest) -> ofRun.put(topic, HexFormat.of().formatHex(digest.digest())));
          hashes.put(runId, ofRun);
        });
    return hashes;
  }

  @Override
  public void close() {
    consumer.close();
  }

  private void take(ConsumerRecord<byte[], byte[]> found) {
    Topic topic =
        Arrays.stream(Topic.values())
            .filter(t -> t.name(prefix).equals(found.topic()))
            .findFirst()
            .orElseThrow();
    if (topic == Topic.DEAD_LETTERS) {
      deadLetters++;
      return;
    }
    slices += topic == Topic.SLICES ? 1 : 0;
    var mark = found.headers().lastHeader(Topic.MARK_HEADER);
    ended +=
        mark != null && new String(mark.value(), StandardCharsets.UTF_8).equals("EndMark") ? 1 : 0;
    MessageDigest digest =
        digests
            .computeIfAbsent(
                new String(found.key(), StandardCharsets.UTF_8), id -> new EnumMap<>(Topic.class))
            .computeIfAbsent(topic, name -> sha256());
    digest.update(ByteBuffer.allocate(4).putInt(found.value().length).flip());
    digest.update(found.value());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
