package dev.straingauge.producer.journal;

import dev.straingauge.event.Event;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.config.Quoted;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Events as one line of JSON each: {@code
 * {"offset":…,"writer":…,"incarnation":…,"sequence":…,"time":"…","type":"Heartbeat","body":{…}}}.
 * Times are ISO 8601 in UTC with nine decimals, sketches and contents are base64. A record that
 * does not decode becomes {@code {"offset":…,"error":"…","hex":"…"}}. Not thread-safe.
 */
public final class EventJson {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Codec codec = new Codec();

  /** The line, without its end. */
  public String line(LogRecord record) {
    StringBuilder out = new StringBuilder(256).append("{\"offset\":").append(record.offset());
    try {
      envelope(out, codec.decodeEvent(record.value()));
    } catch (MalformedRecordException e) {
      record.mark().ifPresent(mark -> quote(out.append(",\"mark\":"), mark));
      quote(out.append(",\"error\":"), String.valueOf(e.getMessage()));
      quote(out.append(",\"hex\":"), HexFormat.of().formatHex(record.value()));
    }
    return out.append('}').toString();
  }

  private static void envelope(StringBuilder out, Event event) {
    out.append(",\"writer\":").append(event.getWriter());
    out.append(",\"incarnation\":").append(event.getIncarnation());
    out.append(",\"sequence\":").append(event.getSequence());
    time(out.append(",\"time\":"), event.getTime());
    SpecificRecord body = (SpecificRecord) event.getBody();
    quote(out.append(",\"type\":"), body.getSchema().getName());
    record(out.append(",\"body\":"), body);
  }

  private static void record(StringBuilder out, SpecificRecord record) {
    char separator = '{';
    for (Schema.Field field : record.getSchema().getFields()) {
      quote(out.append(separator), field.name());
      value(out.append(':'), record.get(field.pos()), isTime(field.schema()));
      separator = ',';
    }
    out.append(separator == '{' ? "{}" : "}");
  }

  private static void value(StringBuilder out, @Nullable Object value, boolean isTime) {
    switch (value) {
      case null -> out.append("null");
      case SpecificRecord inner -> {
        quote(out.append("{\"type\":"), inner.getSchema().getName());
        StringBuilder fields = new StringBuilder();
        record(fields, inner);
        out.append(fields.length() > 2 ? "," : "").append(fields, 1, fields.length());
      }
      case List<?> list -> {
        char separator = '[';
        for (Object item : list) {
          value(out.append(separator), item, false);
          separator = ',';
        }
        out.append(separator == '[' ? "[]" : "]");
      }
      case ByteBuffer bytes -> quote(out, Base64.getEncoder().encodeToString(copy(bytes)));
      case Long nanos when isTime -> time(out, nanos);
      case Number number -> out.append(number);
      case Boolean flag -> out.append(flag);
      default -> quote(out, value.toString());
    }
  }

  private static boolean isTime(Schema schema) {
    if (schema.getType() == Schema.Type.UNION) {
      return schema.getTypes().stream().anyMatch(EventJson::isTime);
    }
    return schema.getObjectProp("time") != null;
  }

  private static void time(StringBuilder out, long nanos) {
    Instant at =
        Instant.ofEpochSecond(
            Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    out.append('"');
    TIME.formatTo(at, out);
    out.append('"');
  }

  private static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return copy;
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (Quoted.steers(c) || Character.isSurrogate(c)) {
            out.append("\\u").append(HexFormat.of().toHexDigits(c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
