package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.Cluster;
import dev.straingauge.producer.cluster.ClusterContract;
import dev.straingauge.producer.journal.Journal;
import dev.straingauge.producer.plan.ScenarioFiles;
import dev.straingauge.producer.stage.LiveStage;
import dev.straingauge.producer.stage.StageEngine;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.run.RunId;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The adapter holds to what every cluster does, against the real control plane of {@code
 * STRAINGAUGE_TEST_KUBECONFIG} with a StorageClass {@code efs}; skipped without. {@code
 * STRAINGAUGE_TEST_NAMESPACE} names a namespace for a user who has rights in that one only.
 */
@EnabledIfEnvironmentVariable(
    named = KubernetesClusterIT.KUBECONFIG,
    matches = ".+",
    disabledReason = "no kubeconfig in STRAINGAUGE_TEST_KUBECONFIG: nothing ran on a real cluster")
class KubernetesClusterIT extends ClusterContract {

  static final String KUBECONFIG = "STRAINGAUGE_TEST_KUBECONFIG";

  private static final List<String> CLASS_OF_THE_CLUSTER =
      List.of(
          "target.storageClass.name=efs",
          "target.namespace="
              + System.getenv().getOrDefault("STRAINGAUGE_TEST_NAMESPACE", "straingauge-it"),
          "target.pod.image=busybox:1",
          "target.pod.readinessInitialDelay=0s",
          "target.pod.readinessPeriod=1s");

  private final Scenario scenario = scenario();
  private final KubernetesConnection connection =
      KubernetesConnection.open(KubernetesSettings.of(Path.of(System.getenv(KUBECONFIG))));
  private static int runs;

  /** A scenario for the shared control plane. */
  static Scenario scenario() {
    return ScenarioFiles.load("efs-orchestrator", CLASS_OF_THE_CLUSTER, OptionalLong.empty())
        .scenario();
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  @Override
  protected StageEngine engine() {
    return new LiveStage(1, InstantSource.system());
  }

  @Override
  protected Cluster cluster(StageEngine engine, Journal journal) {
    RunId run = RunId.of("it", Instant.now().plusSeconds(runs++));
    Survey survey = Survey.of(connection, scenario, "efs.csi.aws.com");
    return new KubernetesCluster(connection, survey, scenario, run, engine, journal);
  }
}
