package dev.straingauge.cli.replay;

import dev.straingauge.analyzer.fold.Fate;
import dev.straingauge.analyzer.fold.Outputs;
import dev.straingauge.archiver.chunk.RecordDecoder;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.event.BreachEvent;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.Rolling;
import dev.straingauge.event.RunOpened;
import dev.straingauge.event.Slice;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The first record of a result topic that a replay gives otherwise.
 *
 * @param topic short name of the topic
 * @param index of the record in its topic, from 0
 * @param type of the record; of the archived one where there are both
 * @param at its time, nanoseconds since 1970; empty for one without
 * @param archived its text, cut around what differs; null: the archive has no such record
 * @param replayed likewise
 */
public record FirstDifference(
    String topic,
    long index,
    String type,
    OptionalLong at,
    @Nullable String archived,
    @Nullable String replayed) {

  /** Records of a topic that are compared: 8 bytes of memory each. */
  private static final int MOST = 8_000_000;

  /** Characters before and after the place where two texts part. */
  private static final int BEFORE = 60;

  private static final int AFTER = 140;

  /**
   * Finds them: reads the topics, and has the run analysed once more.
   *
   * @param topics those whose hashes differ
   */
  public static List<FirstDifference> of(RunArchive run, List<Topic> topics) {
    Map<Topic, Comparison> comparisons = new EnumMap<>(Topic.class);
    topics.forEach(topic -> comparisons.put(topic, new Comparison(run, topic)));
    FoldReplay.show(
        run,
        new Outputs() {
          @Override
          public void emit(Topic topic, SpecificRecord result) {
            Comparison comparison = comparisons.get(topic);
            if (comparison != null) {
              comparison.take(result);
            }
          }

          @Override
          public void deadLetter(Fate fate, String detail) {
            // no part of the results
          }
        });
    return comparisons.values().stream().flatMap(one -> one.difference(run).stream()).toList();
  }

  /** One topic: what the archive has, against what comes. */
  private static final class Comparison {

    private final Topic topic;
    private final Codec codec = new Codec();
    private long[] archived = new long[1024];
    private int size;
    private long next;
    private long differsAt = -1;
    private @Nullable SpecificRecord replayed;

    Comparison(RunArchive run, Topic topic) {
      this.topic = topic;
      TopicFormat format = TopicFormat.of(topic);
      run.read(
          topic, (branch, bytes, from, to) -> add(hash(format.header(branch), bytes, from, to)));
    }

    void take(SpecificRecord result) {
      if (differsAt < 0 && next < MOST) {
        byte[] value = codec.encode(result);
        if (next >= size || archived[(int) next] != hash(new byte[0], value, 0, value.length)) {
          differsAt = next;
          replayed = result;
        }
      }
      next++;
    }

    Optional<FirstDifference> difference(RunArchive run) {
      if (differsAt < 0 && next < size) {
        differsAt = next; // nothing more came
      }
      if (differsAt < 0) {
        return Optional.empty();
      }
      SpecificRecord was = differsAt < size ? archived(run) : null;
      SpecificRecord shown = was == null ? Objects.requireNonNull(replayed) : was;
      List<String> texts = cut(text(was), text(replayed));
      return Optional.of(
          new FirstDifference(
              topic.shortName(),
              differsAt,
              shown.getClass().getSimpleName(),
              timeOf(shown),
              was == null ? null : texts.getFirst(),
              replayed == null ? null : texts.getLast()));
    }

    private @Nullable SpecificRecord archived(RunArchive run) {
      RecordDecoder decoder = new RecordDecoder(TopicFormat.of(topic));
      List<SpecificRecord> found = new ArrayList<>();
      long[] index = {0};
      run.read(
          topic,
          (branch, bytes, from, to) -> {
            if (index[0]++ == differsAt
                && branch != TopicFormat.RAW
                && decoder.decode(branch, bytes, from, to) instanceof SpecificRecord record) {
              found.add(record);
            }
          });
      return found.isEmpty() ? null : found.getFirst();
    }

    private void add(long hash) {
      if (size < MOST) {
        if (size == archived.length) {
          archived = Arrays.copyOf(archived, Math.min(MOST, size * 2));
        }
        archived[size++] = hash;
      }
    }

    /** FNV-1a: only a hint where to look, the hash of the topic is what counts. */
    private static long hash(byte[] header, byte[] bytes, int from, int to) {
      long hash = 0xcbf29ce484222325L;
      for (byte b : header) {
        hash = (hash ^ b) * 0x100000001b3L;
      }
      for (int i = from; i < to; i++) {
        hash = (hash ^ bytes[i]) * 0x100000001b3L;
      }
      return hash;
    }
  }

  private static String text(@Nullable SpecificRecord record) {
    return record == null ? "" : String.valueOf(record);
  }

  /** Both texts around the first place where they differ. */
  static List<String> cut(String one, String other) {
    int same = 0;
    while (same < Math.min(one.length(), other.length())
        && one.charAt(same) == other.charAt(same)) {
      same++;
    }
    int from = Math.max(0, same - BEFORE);
    return List.of(cut(one, from, same + AFTER), cut(other, from, same + AFTER));
  }

  private static String cut(String text, int from, int to) {
    String part = text.substring(Math.min(from, text.length()), Math.min(to, text.length()));
    return (from > 0 ? "…" : "") + part + (to < text.length() ? "…" : "");
  }

  private static OptionalLong timeOf(SpecificRecord record) {
    return switch (record) {
      case Slice slice -> OptionalLong.of(slice.getStart());
      case Rolling rolling -> OptionalLong.of(rolling.getEnd());
      case BreachEvent breach -> OptionalLong.of(breach.getAt());
      case IncidentEvent incident -> OptionalLong.of(incident.getAt());
      case RunOpened opened -> OptionalLong.of(opened.getStartedAt());
      case Summary summary -> OptionalLong.of(summary.getEndedAt());
      default -> OptionalLong.empty();
    };
  }
}
