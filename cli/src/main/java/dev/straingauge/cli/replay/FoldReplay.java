package dev.straingauge.cli.replay;

import dev.straingauge.analyzer.fold.Fate;
import dev.straingauge.analyzer.fold.Outputs;
import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.topic.Topic;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * An archived run through the folds once more (contract D4, K22): its events straight into the
 * analysis, its results counted and hashed. Nothing is written.
 */
public final class FoldReplay implements Outputs {

  private final Codec codec = new Codec();
  private final Map<Topic, RecordHash> hashes = new EnumMap<>(Topic.class);
  private @Nullable Summary summary;

  private FoldReplay() {
    Topic.RESULTS.forEach(topic -> hashes.put(topic, new RecordHash()));
  }

  /**
   * What came out.
   *
   * @param events records of the run
   * @param afterClose those of them that came after its end
   * @param summary of the run
   * @param hashes per result topic the hash of contract §8, in the order of the topics
   */
  public record Outcome(long events, long afterClose, Summary summary, Map<String, String> hashes) {
    public Outcome {
      hashes = Collections.unmodifiableMap(new LinkedHashMap<>(hashes));
    }
  }

  /**
   * Replays it.
   *
   * @throws Failure ARCHIVE_INCOMPLETE if its events begin or end no run
   * @throws dev.straingauge.archiver.store.StoreException if a chunk cannot be read, or is not what
   *     was written
   */
  public static Outcome of(RunArchive run) {
    FoldReplay replay = new FoldReplay();
    RunFold fold = new RunFold(replay, started -> {});
    ArchivedEvents.forEach(run, fold::accept);
    return new Outcome(
        fold.read(), fold.afterClose(), whole(run, fold, replay.summary), replay.hashes());
  }

  /** Its results, once more: what {@link #of} hashed. */
  static void show(RunArchive run, Outputs out) {
    ArchivedEvents.forEach(run, new RunFold(out, started -> {})::accept);
  }

  static Summary whole(RunArchive run, RunFold fold, @Nullable Summary summary) {
    if (summary == null) {
      throw Failure.of(
          ErrorId.ARCHIVE_INCOMPLETE,
          "analyse the events of run '%s': %s"
              .formatted(
                  run.manifest().archivedAs(),
                  fold.refused().isEmpty() ? "they end before the run does" : fold.refused()));
    }
    return summary;
  }

  @Override
  public void emit(Topic topic, SpecificRecord result) {
    Objects.requireNonNull(hashes.get(topic)).add(codec.encode(result));
    if (result instanceof Summary last) {
      summary = last;
    }
  }

  @Override
  public void deadLetter(Fate fate, String detail) {
    // copied to dead-letters by the service; no part of the results
  }

  private Map<String, String> hashes() {
    Map<String, String> hex = new LinkedHashMap<>();
    hashes.forEach((topic, hash) -> hex.put(topic.shortName(), hash.hex()));
    return hex;
  }
}
