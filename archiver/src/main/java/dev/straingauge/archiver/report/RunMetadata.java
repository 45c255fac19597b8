package dev.straingauge.archiver.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.event.Label;
import dev.straingauge.event.RunStarted;
import dev.straingauge.schemas.run.RunId;
import java.time.Instant;
import java.util.Optional;

/**
 * {@code metadata.json}, the claim of a run's folder, and its marker: who owns it.
 *
 * @param run run id in Kafka
 * @param nonce of its RunStarted
 * @param clusterId Kafka cluster that it came from
 * @param partition there
 */
public record RunMetadata(RunId run, String nonce, String clusterId, int partition) {

  /** The document, with what RunStarted says. */
  public byte[] toJson(RunId archivedAs, RunStarted started, long startedAtNanos) {
    ObjectNode json = owner("straingauge.metadata/1");
    json.put("archivedAs", archivedAs.toString());
    json.put("startedAt", iso(startedAtNanos));
    json.put("scenario", started.getScenario());
    json.put("seed", started.getSeed());
    json.put("planHash", started.getPlanHash());
    json.set("plannedSeconds", Json.seconds(started.getPlannedNanos()));
    ObjectNode driver = json.putObject("driver");
    driver.put("name", started.getDriver().getName());
    driver.put("version", started.getDriver().getVersion());
    ObjectNode cluster = json.putObject("cluster");
    cluster.put("kind", started.getCluster().getKind());
    cluster.put("version", started.getCluster().getVersion());
    cluster.put("nodes", started.getCluster().getNodes());
    cluster.put("fingerprint", started.getCluster().getFingerprint());
    json.put("straingaugeVersion", started.getStraingaugeVersion());
    ObjectNode labels = json.putObject("labels");
    for (Label label : started.getLabels()) {
      labels.put(label.getKey(), label.getValue());
    }
    json.put("replayOf", started.getReplayOf());
    return Json.write(json);
  }

  /** Content of the marker. */
  public byte[] toMarker() {
    return Json.write(owner("straingauge.open/1"));
  }

  /** Reads the owner out of either document; empty when it is neither. */
  public static Optional<RunMetadata> parse(String what, byte[] bytes) {
    try {
      ObjectNode json = Json.readObject(what, bytes);
      return Optional.of(
          new RunMetadata(
              RunId.parse(json.path("run").asText()),
              json.path("nonce").asText(),
              json.path("clusterId").asText(),
              json.path("partition").asInt(-1)));
    } catch (IllegalArgumentException | StoreException e) {
      return Optional.empty();
    }
  }

  /**
   * Scenario and driver of the document, for lists: {@code scenario, driver name, driver version}.
   */
  public static Described describe(String what, byte[] bytes) {
    ObjectNode json = Json.readObject(what, bytes);
    return new Described(
        json.path("scenario").asText(),
        json.path("driver").path("name").asText(),
        json.path("driver").path("version").asText());
  }

  /**
   * What a list shows of a run.
   *
   * @param scenario its scenario
   * @param driver name of the driver
   * @param driverVersion its version
   */
  public record Described(String scenario, String driver, String driverVersion) {}

  static String iso(long nanos) {
    return Instant.ofEpochSecond(
            Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L))
        .toString();
  }

  private ObjectNode owner(String schema) {
    ObjectNode json = Json.object();
    json.put("schema", schema);
    json.put("run", run.toString());
    json.put("nonce", nonce);
    json.put("clusterId", clusterId);
    json.put("partition", partition);
    return json;
  }
}
