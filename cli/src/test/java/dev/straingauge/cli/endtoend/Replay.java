package dev.straingauge.cli.endtoend;

import dev.straingauge.analyzer.fold.Fate;
import dev.straingauge.analyzer.fold.Outputs;
import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.event.Event;
import dev.straingauge.producer.journal.EventLog;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A run's own log through the folds alone, without Streams: which hashes its results have (contract
 * §8).
 */
final class Replay implements Outputs {

  private final Map<Topic, MessageDigest> digests = new EnumMap<>(Topic.class);
  private final Codec codec = new Codec();
  private @Nullable RunAnalysis analysis;

  private Replay() {
    Topic.RESULTS.forEach(topic -> digests.put(topic, sha256()));
  }

  /** Hashes per result topic. */
  static Map<String, String> of(Map<String, Object> kafka, String prefix, RunId run) {
    Replay replay = new Replay();
    try (EventLog log = EventLog.open(kafka, Topic.EVENTS, prefix)) {
      int partition = log.partitionOf(run);
      log.read(
          partition,
          log.beginning(partition),
          log.end(partition),
          record -> {
            if (record.key().equals(run.toString())) {
              replay.accept(record.value());
            }
          });
    }
    Map<String, String> hashes = new TreeMap<>();
    replay.digests.forEach(
        (topic, digest) ->
            hashes.put(topic.shortName(), HexFormat.of().formatHex(digest.digest())));
    return hashes;
  }

  private void accept(byte[] value) {
    try {
      Event event = codec.decodeEvent(value);
      RunAnalysis open = analysis;
      if (open == null) {
        analysis = RunAnalysis.open(event, this).orElseThrow();
      } else if (!open.isClosed()) {
        open.accept(event, this);
      }
    } catch (MalformedRecordException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void emit(Topic topic, SpecificRecord result) {
    byte[] value = new Codec().encode(result);
    MessageDigest digest = Objects.requireNonNull(digests.get(topic));
    digest.update(ByteBuffer.allocate(4).putInt(value.length).array());
    digest.update(value);
  }

  @Override
  public void deadLetter(Fate fate, String detail) {
    throw new AssertionError(fate + ": " + detail);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
