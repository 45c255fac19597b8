package dev.straingauge.archiver.chunk;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a chunk without reading its records; in its Avro header and in the object's
 * metadata (contract K12).
 *
 * @param first offset of its first record
 * @param last offset of its last record
 * @param count records in it
 * @param end the EndMark in it, or null
 */
public record ChunkFacts(long first, long last, long count, @Nullable EndOfTopic end) {

  /**
   * What an EndMark says.
   *
   * @param eventsRead events read from RunStarted to the closing record
   * @param emitted records of the topic before the mark
   */
  public record EndOfTopic(long eventsRead, long emitted) {}

  /**
   * @throws IllegalArgumentException if the numbers cannot be those of a chunk
   */
  public ChunkFacts {
    if (first < 0 || last < first || count < 1 || count > last - first + 1) {
      throw new IllegalArgumentException(
          "describe a chunk: first %d, last %d, count %d".formatted(first, last, count));
    }
  }

  /**
   * As metadata: {@code first}, {@code last}, {@code count} and, with an EndMark, {@code end} =
   * {@code eventsRead:emitted}.
   */
  public SortedMap<String, String> toMetadata() {
    SortedMap<String, String> map = new TreeMap<>();
    map.put("first", Long.toString(first));
    map.put("last", Long.toString(last));
    map.put("count", Long.toString(count));
    EndOfTopic mark = end;
    if (mark != null) {
      map.put("end", mark.eventsRead() + ":" + mark.emitted());
    }
    return map;
  }

  /** Reads what {@link #toMetadata} wrote; empty when it is not that. */
  public static Optional<ChunkFacts> fromMetadata(Map<String, String> map) {
    try {
      String[] end = map.getOrDefault("end", "").split(":", -1);
      return Optional.of(
          new ChunkFacts(
              number(map.get("first")),
              number(map.get("last")),
              number(map.get("count")),
              end.length == 2 ? new EndOfTopic(number(end[0]), number(end[1])) : null));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static long number(@Nullable String text) {
    if (text == null) {
      throw new IllegalArgumentException("missing");
    }
    return Long.parseLong(text);
  }
}
