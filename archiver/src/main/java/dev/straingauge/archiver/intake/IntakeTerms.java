package dev.straingauge.archiver.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.event.ClusterFacts;
import dev.straingauge.event.Driver;
import dev.straingauge.event.Label;
import dev.straingauge.event.RunStarted;
import dev.straingauge.schemas.config.AnalysisConfig;
import dev.straingauge.schemas.config.AnalysisConfigs;
import dev.straingauge.schemas.config.LedgerConfig;
import dev.straingauge.schemas.json.CanonicalJson;
import dev.straingauge.schemas.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * What the user says of the runs that are imported.
 *
 * @param zone of local times
 * @param test name of the test; empty: as the files say
 * @param driver name of the driver
 * @param driverVersion its version, {@code unknown} where nobody says
 * @param straingaugeVersion of the importer
 */
public record IntakeTerms(
    ZoneId zone,
    Optional<String> test,
    String driver,
    String driverVersion,
    String straingaugeVersion) {

  private static final int SHORT_HASH = 8;

  /**
   * What a format tells of a run at its start.
   *
   * @param format it is read from
   * @param nonce hash of what it is read from
   * @param scenario what was run
   * @param plan what shaped it; runs of equal plans are comparable
   * @param plannedNanos how long it was to last; 0 when that is unknown
   * @param clusterVersion of Kubernetes, or {@code unknown}
   * @param place what is known of where it ran, for the fingerprint
   * @param operations kinds of operation
   * @param scenarios kinds of scenario runs
   */
  public record Start(
      String format,
      String nonce,
      String scenario,
      ObjectNode plan,
      long plannedNanos,
      String clusterVersion,
      String place,
      List<String> operations,
      List<String> scenarios) {

    public Start {
      operations = List.copyOf(operations);
      scenarios = List.copyOf(scenarios);
    }
  }

  /** First record of a run. It has no rules: nobody set any when it ran. */
  public RunStarted started(Start start) {
    ObjectNode config = Json.object();
    config.set(
        "analysis",
        AnalysisConfigs.toJson(
            new AnalysisConfig(
                AnalysisConfig.DEFAULT_WINDOWS,
                AnalysisConfig.DEFAULT_MAX_SERIES,
                AnalysisConfig.DEFAULT_MAX_OPEN_OPERATIONS,
                start.operations(),
                start.scenarios(),
                LedgerConfig.DEFAULT)));
    config.set("plan", start.plan());
    config.putArray("rules");
    return RunStarted.newBuilder()
        .setNonce(start.nonce())
        .setWriters(1)
        .setTickNanos(EventScript.TICK_NANOS)
        .setGraceNanos(0)
        .setSeed(0)
        .setScenario(start.scenario())
        .setConfig(CanonicalJson.write(config))
        .setPlanHash(hash(CanonicalJson.write(start.plan())))
        .setPlannedNanos(start.plannedNanos())
        .setDriver(new Driver(driver, driverVersion, List.of()))
        .setCluster(
            new ClusterFacts(
                "kubernetes",
                start.clusterVersion(),
                0,
                hash("%s %s %s".formatted(start.format(), start.clusterVersion(), start.place()))))
        .setStraingaugeVersion(straingaugeVersion)
        .setLabels(List.of(new Label("imported", start.format())))
        .build();
  }

  private static String hash(String text) {
    return RecordHash.sha256(text.getBytes(StandardCharsets.UTF_8)).substring(0, SHORT_HASH);
  }
}
