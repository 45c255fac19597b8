package dev.straingauge.cli.endtoend;

import dev.straingauge.analyzer.fold.Fate;
import dev.straingauge.analyzer.fold.Outputs;
import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.cli.replay.RunFold;
import dev.straingauge.producer.journal.EventLog;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * A run's own log in Kafka through the folds alone, without Streams: which hashes its results have
 * (contract §8).
 */
final class Replay implements Outputs {

  private final Map<Topic, RecordHash> hashes = new EnumMap<>(Topic.class);
  private final Codec codec = new Codec();

  private Replay() {
    Topic.RESULTS.forEach(topic -> hashes.put(topic, new RecordHash()));
  }

  /** Hashes per result topic. */
  static Map<String, String> of(Map<String, Object> kafka, String prefix, RunId run) {
    Replay replay = new Replay();
    RunFold fold = new RunFold(replay, started -> {});
    try (EventLog log = EventLog.open(kafka, Topic.EVENTS, prefix)) {
      int partition = log.partitionOf(run);
      log.read(
          partition,
          log.beginning(partition),
          log.end(partition),
          record -> {
            if (record.key().equals(run.toString())) {
              replay.accept(fold, record.value());
            }
          });
    }
    Map<String, String> hex = new TreeMap<>();
    replay.hashes.forEach((topic, hash) -> hex.put(topic.shortName(), hash.hex()));
    return hex;
  }

  private void accept(RunFold fold, byte[] value) {
    try {
      fold.accept(codec.decodeEvent(value));
    } catch (MalformedRecordException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void emit(Topic topic, SpecificRecord result) {
    Objects.requireNonNull(hashes.get(topic)).add(new Codec().encode(result));
  }

  @Override
  public void deadLetter(Fate fate, String detail) {
    throw new AssertionError(fate + ": " + detail);
  }
}
