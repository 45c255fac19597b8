package dev.straingauge.schemas.codec;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Copies of records with less in them, for results that have to fit into a record of Kafka. */
public final class Shortened {

  private Shortened() {}

  /**
   * Copies a record of this contract: at every depth each list keeps its first {@code items}
   * entries and each text its first {@code characters}; numbers, enums and bytes stay.
   *
   * @throws IllegalArgumentException if a field of {@code record} does not fit its schema
   */
  public static <T extends SpecificRecord> T copy(T record, int items, int characters) {
    Codec codec = new Codec();
    try {
      @SuppressWarnings("unchecked") // what is decoded is of the type that was encoded
      T copy = (T) codec.decode(codec.encode(record));
      shorten(copy, items, characters);
      return copy;
    } catch (MalformedRecordException e) {
      throw new IllegalStateException("copy a record: it was encoded and does not decode", e);
    }
  }

  private static void shorten(SpecificRecord record, int items, int characters) {
    for (int field = 0; field < record.getSchema().getFields().size(); field++) {
      record.put(field, shortened(record.get(field), items, characters));
    }
  }

  private static @Nullable Object shortened(@Nullable Object value, int items, int characters) {
    return switch (value) {
      case CharSequence text when text.length() > characters ->
          text.subSequence(0, characters).toString();
      case List<?> list -> {
        List<@Nullable Object> first = new ArrayList<>();
        for (Object item : list.subList(0, Math.min(items, list.size()))) {
          first.add(shortened(item, items, characters));
        }
        yield first;
      }
      case SpecificRecord nested -> {
        shorten(nested, items, characters);
        yield nested;
      }
      case null, default -> value;
    };
  }
}
