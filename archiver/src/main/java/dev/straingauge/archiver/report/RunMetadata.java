package dev.straingauge.archiver.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.event.Label;
import dev.straingauge.event.RunStarted;
import dev.straingauge.schemas.run.RunId;
import java.time.Instant;
import java.util.Optional;

/**
 * {@code metadata.json}, the claim of a run's folder, and its marker: who owns it. A run of another
 * tool comes from no Kafka cluster: in the place of its id stands {@code import-} and the format.
 *
 * @param run run id in Kafka
 * @param nonce of its RunStarted
 * @param clusterId Kafka cluster that it came from
 * @param partition there
 */
public record RunMetadata(RunId run, String nonce, String clusterId, int partition) {

  private static final String IMPORT = "import-";

  /** The owner of a run that is imported from {@code format}. */
  public static RunMetadata ofImport(RunId run, String nonce, String format, int partition) {
    return new RunMetadata(run, nonce, IMPORT + format, partition);
  }

  /** The format that the run was imported from; empty for one of Straingauge. */
  public Optional<String> imported() {
    return clusterId.startsWith(IMPORT)
        ? Optional.of(clusterId.substring(IMPORT.length()))
        : Optional.empty();
  }

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
    imported().ifPresent(format -> json.put("imported", format));
    return json;
  }
}
