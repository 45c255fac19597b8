package dev.straingauge.analyzer.fold;

import dev.straingauge.event.EndMark;
import dev.straingauge.event.Event;
import dev.straingauge.event.Rolling;
import dev.straingauge.event.Slice;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;

/** Keeps what an analysis gives. */
public final class Collected implements Outputs {

  final Map<Topic, List<SpecificRecord>> records = new EnumMap<>(Topic.class);
  final List<String> deadLetters = new ArrayList<>();
  private final Codec codec = new Codec();
  private final Map<Topic, MessageDigest> digests = new EnumMap<>(Topic.class);

  public Collected() {
    for (Topic topic : Topic.values()) {
      records.put(topic, new ArrayList<>());
    }
  }

  /** The whole log through one analysis, without a break. */
  public static Collected of(List<Event> events) {
    Collected out = new Collected();
    RunAnalysis run = RunAnalysis.open(events.getFirst(), out).orElseThrow();
    events.subList(1, events.size()).forEach(event -> run.accept(event, out));
    return out;
  }

  /** The values of a run's records, poison among them, through one analysis. */
  public static Collected ofValues(List<byte[]> values) {
    Collected out = new Collected();
    Codec codec = new Codec();
    RunAnalysis run = null;
    for (byte[] value : values) {
      try {
        Event event = codec.decodeEvent(value);
        if (run == null) {
          run = RunAnalysis.open(event, out).orElseThrow();
        } else {
          run.accept(event, out);
        }
      } catch (MalformedRecordException e) {
        Objects.requireNonNull(run).acceptMalformed();
      }
    }
    return out;
  }

  @Override
  public void emit(Topic topic, SpecificRecord result) {
    all(topic).add(result);
    byte[] bytes = codec.encode(result);
    MessageDigest digest = digests.computeIfAbsent(topic, name -> sha256());
    digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  @Override
  public void deadLetter(Fate fate, String detail) {
    deadLetters.add(fate.cause());
  }

  /** SHA-256 per topic, as contract §8 has it. Ends the collection. */
  public Map<Topic, String> hashes() {
    Map<Topic, String> hashes = new EnumMap<>(Topic.class);
    digests.forEach(
        (topic, digest) -> hashes.put(topic, HexFormat.of().formatHex(digest.digest())));
    return hashes;
  }

  public List<Slice> slices() {
    return of(Topic.SLICES, Slice.class);
  }

  List<Rolling> rolling() {
    return of(Topic.ROLLING, Rolling.class);
  }

  public Summary summary() {
    return of(Topic.SUMMARIES, Summary.class).getLast();
  }

  public <T> List<T> of(Topic topic, Class<T> type) {
    return all(topic).stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** All that came out. */
  public int results() {
    return records.values().stream().mapToInt(List::size).sum();
  }

  /** Events that were set aside; records that are no event are not among them. */
  public int letters() {
    return deadLetters.size();
  }

  EndMark endMark(Topic topic) {
    return (EndMark) all(topic).getLast();
  }

  private List<SpecificRecord> all(Topic topic) {
    return Objects.requireNonNull(records.get(topic));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
