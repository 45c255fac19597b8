package dev.straingauge.archiver.chunk;

import dev.straingauge.archiver.store.ObjectReader;
import dev.straingauge.schemas.topic.Topic;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Name of a chunk inside the folder of its run, such as {@code events/3-000000120000.avro} or
 * {@code analysis/log/slices/3-000000000004.avro}; {@code .raw.avro} holds values that are no
 * records of the topic, as bytes. Ordered by topic, then offset.
 *
 * @param topic whose records
 * @param partition of that topic
 * @param first offset of its first record
 * @param raw whether it holds bytes
 */
public record ChunkName(Topic topic, int partition, long first, boolean raw)
    implements Comparable<ChunkName> {

  /** Folder of the events. */
  public static final String EVENTS_FOLDER = "events/";

  /** Folder of the folders of the other topics. */
  public static final String LOG_FOLDER = "analysis/log/";

  private static final Pattern FILE =
      Pattern.compile("([0-9]{1,9})-([0-9]{12,18})(\\.raw)?\\.avro");
  private static final Comparator<ChunkName> ORDER =
      Comparator.comparing(ChunkName::topic)
          .thenComparingInt(ChunkName::partition)
          .thenComparingLong(ChunkName::first);

  /** Reads a name; empty when it is none of a chunk. */
  public static Optional<ChunkName> parse(String name) {
    for (Topic topic : Topic.values()) {
      if (name.startsWith(folder(topic))) {
        Matcher file = FILE.matcher(name.substring(folder(topic).length()));
        if (file.matches()) {
          return Optional.of(
              new ChunkName(
                  topic,
                  Integer.parseInt(file.group(1)),
                  Long.parseLong(file.group(2)),
                  file.group(3) != null));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The chunks of a run that are in the store, in order.
   *
   * @param folder of the run, ending in {@code /}
   */
  public static List<ChunkName> listed(ObjectReader store, String folder, int partition) {
    return store.list(folder).stream()
        .flatMap(object -> parse(object.key().substring(folder.length())).stream())
        .filter(name -> name.partition() == partition)
        .sorted()
        .toList();
  }

  private static String folder(Topic topic) {
    return topic == Topic.EVENTS ? EVENTS_FOLDER : LOG_FOLDER + topic.shortName() + "/";
  }

  @Override
  public int compareTo(ChunkName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s%d-%012d%s.avro", folder(topic), partition, first, raw ? ".raw" : "");
  }
}
