package dev.straingauge.archiver.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.schemas.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Notes as JSON documents of the schema {@code straingauge.note/1}. All static. */
final class NoteJson {

  private static final String SCHEMA = "straingauge.note/1";
  private static final int MOST_CHARACTERS = 2_000;

  private NoteJson() {}

  static byte[] write(Note note) {
    ObjectNode json = Json.object().put("schema", SCHEMA);
    fill(note, json);
    return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static void fill(Note note, ObjectNode json) {
    switch (note) {
      case Note.Acknowledgement each ->
          json.put("kind", "acknowledgement")
              .put("id", each.id())
              .put("series", each.series())
              .put("run", each.run())
              .put("until", each.until());
      case Note.Exclusion each ->
          json.put("kind", each.excluded() ? "exclusion" : "inclusion").put("run", each.run());
      case Note.Baseline each -> {
        json.put("kind", "baseline");
        each.runs().forEach(json.putArray("runs")::add);
      }
    }
    json.put("reason", note.reason()).put("by", note.by()).put("at", note.at().toString());
  }

  /**
   * @throws StoreException ({@code archive-corrupt}) if it is no note, or of a kind that is not
   *     known
   */
  static Note read(String what, byte[] bytes) {
    try {
      return parse(bytes);
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new StoreException(
          StoreException.CORRUPT,
          "read note '%s': %s".formatted(what, e.getMessage()),
          List.of(),
          e);
    }
  }

  /**
   * @throws IllegalArgumentException if it is no note, or of a kind that is not known
   * @throws DateTimeException if its time is none
   */
  static Note parse(byte[] bytes) {
    JsonNode json = Json.readObject(new String(bytes, StandardCharsets.UTF_8));
    String schema = text(json, "schema");
    if (!schema.equals(SCHEMA)) {
      throw new IllegalArgumentException("schema '%s' (expected %s)".formatted(schema, SCHEMA));
    }
    return note(json);
  }

  private static Note note(JsonNode json) {
    Instant at = Instant.parse(text(json, "at"));
    String by = text(json, "by");
    String reason = text(json, "reason");
    String kind = text(json, "kind");
    return switch (kind) {
      case "acknowledgement" ->
          new Note.Acknowledgement(
              at,
              by,
              text(json, "id"),
              text(json, "series"),
              text(json, "run"),
              text(json, "until"),
              reason);
      case "exclusion", "inclusion" ->
          new Note.Exclusion(at, by, text(json, "run"), kind.equals("exclusion"), reason);
      case "baseline" -> {
        List<String> runs = new ArrayList<>();
        json.path("runs").forEach(run -> runs.add(run.asText()));
        yield new Note.Baseline(at, by, runs, reason);
      }
      default ->
          throw new IllegalArgumentException(
              "kind '%s' (expected acknowledgement, exclusion, inclusion or baseline)"
                  .formatted(kind));
    };
  }

  private static String text(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.isTextual() || value.textValue().length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "'%s' is no text of at most %d characters".formatted(name, MOST_CHARACTERS));
    }
    return value.textValue();
  }
}
