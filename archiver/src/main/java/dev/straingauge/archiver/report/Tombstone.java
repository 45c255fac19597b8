package dev.straingauge.archiver.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.schemas.run.RunId;

/**
 * {@code DELETED.json}: the run was deleted, its id is not used again.
 *
 * @param run name under which it was archived
 * @param deletedAt when, ISO 8601 UTC
 * @param verdict it had; empty when it was not finished
 * @param described scenario and driver
 * @param objects how many objects it had
 * @param bytes their size
 */
public record Tombstone(
    RunId run,
    String deletedAt,
    String verdict,
    RunMetadata.Described described,
    int objects,
    long bytes) {

  private static final String SCHEMA = "straingauge.tombstone/1";

  /** The document. */
  public byte[] toJson() {
    ObjectNode json = Json.object();
    json.put("schema", SCHEMA);
    json.put("run", run.toString());
    json.put("deletedAt", deletedAt);
    json.put("verdict", verdict);
    json.put("scenario", described.scenario());
    json.put("driver", described.driver());
    json.put("driverVersion", described.driverVersion());
    json.put("objects", objects);
    json.put("bytes", bytes);
    return Json.write(json);
  }

  /**
   * Reads it.
   *
   * @throws dev.straingauge.archiver.store.StoreException ({@code archive-corrupt}) if it is none
   */
  public static Tombstone parse(String what, byte[] bytes) {
    ObjectNode json = Json.readObject(what, bytes);
    Json.requireSchema(what, json, SCHEMA);
    try {
      return new Tombstone(
          RunId.parse(json.path("run").asText()),
          json.path("deletedAt").asText(),
          json.path("verdict").asText(),
          new RunMetadata.Described(
              json.path("scenario").asText(),
              json.path("driver").asText(),
              json.path("driverVersion").asText()),
          json.path("objects").asInt(),
          json.path("bytes").asLong());
    } catch (IllegalArgumentException e) {
      throw Json.corrupt(what, String.valueOf(e.getMessage()));
    }
  }
}
