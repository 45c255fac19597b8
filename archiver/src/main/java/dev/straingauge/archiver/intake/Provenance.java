package dev.straingauge.archiver.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.schemas.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code import.json}: where an imported run comes from; it travels in the run's log. */
public final class Provenance {

  /** Name of the file. */
  public static final String NAME = "import.json";

  private Provenance() {}

  /**
   * The document.
   *
   * @param zone in which local times were read
   */
  public static byte[] document(
      String format,
      String zone,
      List<String> sources,
      List<String> notes,
      List<String> differences) {
    ObjectNode json = Json.object();
    json.put("schema", "straingauge.import/1");
    json.put("format", format);
    json.put("zone", zone);
    sources.forEach(json.putArray("sources")::add);
    notes.forEach(json.putArray("notes")::add);
    differences.forEach(json.putArray("differences")::add);
    return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
