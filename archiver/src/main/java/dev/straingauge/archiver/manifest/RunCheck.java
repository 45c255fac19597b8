package dev.straingauge.archiver.manifest;

import dev.straingauge.archiver.chunk.ChunkName;
import dev.straingauge.archiver.chunk.ChunkReader;
import dev.straingauge.archiver.chunk.RecordDecoder;
import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.archiver.chunk.RecordVisitor;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.report.Manifest.Equation;
import dev.straingauge.archiver.report.Manifest.ObjectFacts;
import dev.straingauge.archiver.report.Manifest.TopicFacts;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectReader;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.archiver.store.StoredObject;
import dev.straingauge.event.DeadLetter;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.topic.Topic;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A finished run, checked once more: every object against its manifest, every chunk by its records,
 * every topic against what the manifest tells of it. Memory: one chunk. Not thread-safe.
 */
public final class RunCheck {

  private final ObjectReader store;
  private final String folder;
  private final Manifest manifest;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<Topic, TopicReading> topics = new EnumMap<>(Topic.class);
  private final Map<String, Long> deadLetters = new TreeMap<>();
  private @Nullable Summary summary;
  private int sound;

  /** What is wrong with an object, or with a topic as a whole. */
  public enum Problem {
    /** The manifest names it, and it is not there. */
    MISSING,
    /** It is there, and the manifest does not name it. */
    EXTRA,
    /** It is shorter than the manifest says. */
    TRUNCATED,
    /** It is longer than the manifest says. */
    LONGER,
    /** Its size is right and its SHA-256 is not. */
    CHANGED,
    /** The objects of a topic are not what the manifest tells of the topic. */
    TOPIC
  }

  /**
   * Something that is wrong.
   *
   * @param object name of the object in the run's folder, or of the topic
   * @param problem what kind of thing
   * @param detail what was found and what was expected
   */
  public record Finding(String object, Problem problem, String detail) {}

  private RunCheck(ObjectReader store, String folder, Manifest manifest) {
    this.store = store;
    this.folder = folder;
    this.manifest = manifest;
    for (Topic topic : Topic.values()) {
      topics.put(topic, new TopicReading(topic));
    }
  }

  /**
   * Checks a run.
   *
   * @param folder of the run, ending in {@code /}
   * @throws StoreException if the store fails; what is damaged is a finding
   */
  public static RunCheck of(ObjectReader store, String folder, Manifest manifest) {
    RunCheck check = new RunCheck(store, folder, manifest);
    check.objects();
    check.topics();
    return check;
  }

  /** What is wrong, object by object, then topic by topic; empty: nothing. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** Objects that are what the manifest says, itself not counted. */
  public int sound() {
    return sound;
  }

  /** The Summary among the records; empty when there is none that can be read. */
  public Optional<Summary> summary() {
    return Optional.ofNullable(summary);
  }

  /**
   * The equations B6 from the records that are there.
   *
   * @param afterClose events after the closing record
   */
  public List<Equation> books(long afterClose) {
    return BooksB6.of(topics, summary(), deadLetters, afterClose);
  }

  private void objects() {
    if (!folder.endsWith(manifest.archivedAs() + "/")) {
      found(Keys.MANIFEST, Problem.CHANGED, "it is that of run " + manifest.archivedAs());
    }
    Map<String, Long> there = new TreeMap<>();
    for (StoredObject object : store.list(folder)) {
      there.put(object.key().substring(folder.length()), object.bytes());
    }
    there.remove(Keys.MANIFEST);
    Comparator<ObjectFacts> inOrder = // of a topic as they were written, all else before
        Comparator.comparing(
            (ObjectFacts facts) -> ChunkName.parse(facts.name()).orElse(null),
            Comparator.nullsFirst(Comparator.naturalOrder()));
    for (ObjectFacts facts : manifest.objects().stream().sorted(inOrder).toList()) {
      Long bytes = there.remove(facts.name());
      if (bytes == null) {
        found(
            facts.name(),
            Problem.MISSING,
            "not there (expected %,d bytes)".formatted(facts.bytes()));
      } else {
        check(facts);
      }
    }
    there.forEach(
        (name, bytes) ->
            found(
                name,
                Problem.EXTRA,
                "%,d bytes that MANIFEST.json does not name".formatted(bytes)));
  }

  private void check(ObjectFacts facts) {
    Optional<ChunkName> chunk = ChunkName.parse(facts.name());
    if (chunk.isPresent()) {
      checkChunk(facts, chunk.get());
      return;
    }
    MessageDigest digest = RecordHash.sha256();
    Counting counting = new Counting();
    if (!store.copy(folder + facts.name(), new DigestOutputStream(counting, digest))) {
      found(facts.name(), Problem.MISSING, "it was listed and is gone");
    } else if (compare(facts, counting.bytes, HexFormat.of().formatHex(digest.digest()), "")) {
      sound++;
    }
  }

  private void checkChunk(ObjectFacts facts, ChunkName name) {
    byte[] file;
    try {
      file = store.get(folder + name, ChunkReader.MAX_BYTES).orElse(null);
    } catch (StoreException e) {
      if (!e.id().equals(StoreException.CORRUPT)) {
        throw e;
      }
      found(facts.name(), Problem.LONGER, String.valueOf(e.getMessage()));
      return;
    }
    if (file == null) {
      found(facts.name(), Problem.MISSING, "it was listed and is gone");
      return;
    }
    Reading reading = new Reading(name.topic());
    String broken = "";
    try {
      topic(name.topic()).take(name, file, reading);
    } catch (StoreException e) {
      if (e.id().equals(StoreException.NEWER) && RecordHash.sha256(file).equals(facts.sha256())) {
        throw e; // nothing is wrong with it
      }
      broken =
          "; %s; %,d records before that are readable".formatted(e.getMessage(), reading.records);
    }
    if (compare(facts, file.length, RecordHash.sha256(file), broken)) {
      if (broken.isEmpty() && name.partition() == manifest.owner().partition()) {
        sound++;
      } else {
        found(
            facts.name(),
            Problem.CHANGED,
            broken.isEmpty()
                ? "of partition %d (expected %d)"
                    .formatted(name.partition(), manifest.owner().partition())
                : "as MANIFEST.json says, and no chunk" + broken);
      }
    }
  }

  /** Whether size and hash are right. */
  private boolean compare(ObjectFacts facts, long bytes, String sha256, String more) {
    if (bytes != facts.bytes()) {
      found(
          facts.name(),
          bytes < facts.bytes() ? Problem.TRUNCATED : Problem.LONGER,
          "%,d bytes (expected %,d)%s".formatted(bytes, facts.bytes(), more));
      return false;
    }
    if (!sha256.equals(facts.sha256())) {
      found(
          facts.name(),
          Problem.CHANGED,
          "SHA-256 %s… (expected %s…)%s".formatted(start(sha256), start(facts.sha256()), more));
      return false;
    }
    return true;
  }

  private void topics() {
    for (Topic topic : Topic.values()) {
      TopicFacts expected = manifest.topics().get(topic.shortName());
      TopicFacts facts = topic(topic).facts();
      if (expected == null) {
        if (facts.chunks() > 0) {
          found(topic.shortName(), Problem.TOPIC, "MANIFEST.json tells nothing of it");
        }
      } else if (!expected.equals(facts)) {
        found(topic.shortName(), Problem.TOPIC, difference(facts, expected));
      }
      if (topic(topic).overlap()) {
        found(topic.shortName(), Problem.TOPIC, "a chunk begins before the one before it ends");
      }
    }
  }

  private static String difference(TopicFacts facts, TopicFacts expected) {
    if (facts.records() != expected.records()
        || facts.chunks() != expected.chunks()
        || facts.first() != expected.first()
        || facts.last() != expected.last()) {
      return "%,d records in %,d chunks, offsets %d to %d (expected %,d in %,d, %d to %d)"
          .formatted(
              facts.records(),
              facts.chunks(),
              facts.first(),
              facts.last(),
              expected.records(),
              expected.chunks(),
              expected.first(),
              expected.last());
    }
    return "hash of its records %s… (expected %s…)"
        .formatted(start(facts.sha256()), start(expected.sha256()));
  }

  private TopicReading topic(Topic topic) {
    return Objects.requireNonNull(topics.get(topic));
  }

  private void found(String object, Problem problem, String detail) {
    findings.add(new Finding(object, problem, detail));
  }

  private static String start(String hash) {
    return hash.substring(0, Math.min(8, hash.length()));
  }

  /** Looks at the records of one chunk. */
  private final class Reading implements RecordVisitor {

    private final @Nullable RecordDecoder decoder;
    private long records;

    Reading(Topic topic) {
      decoder =
          topic == Topic.SUMMARIES || topic == Topic.DEAD_LETTERS
              ? new RecordDecoder(TopicFormat.of(topic))
              : null;
    }

    @Override
    public void record(int branch, byte[] bytes, int from, int to) {
      records++;
      if (decoder != null && branch != TopicFormat.RAW) {
        Object record = decoder.decode(branch, bytes, from, to);
        if (record instanceof Summary last) {
          summary = last;
        } else if (record instanceof DeadLetter letter) {
          deadLetters.merge(letter.getCause(), 1L, Long::sum);
        }
      }
    }
  }

  private static final class Counting extends OutputStream {
    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
      bytes += length;
    }
  }
}
