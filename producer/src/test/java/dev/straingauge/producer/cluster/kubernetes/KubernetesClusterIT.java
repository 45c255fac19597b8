package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.Cluster;
import dev.straingauge.producer.cluster.ClusterContract;
import dev.straingauge.producer.journal.Journal;
import dev.straingauge.producer.plan.ScenarioFiles;
import dev.straingauge.producer.stage.LiveStage;
import dev.straingauge.producer.stage.StageEngine;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.run.RunId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The adapter holds to what every cluster does, against the real control plane of {@code
 * STRAINGAUGE_TEST_KUBECONFIG} with a StorageClass {@code efs}, with exactly the roles that {@code
 * doctor --print-rbac} prints; skipped without.
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
          "target.namespace=straingauge-it",
          "target.pod.image=busybox:1",
          "target.pod.readinessInitialDelay=0s",
          "target.pod.readinessPeriod=1s");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static RestrictedUser user;

  private static int runs;

  private final Scenario scenario = scenario();
  private final KubernetesConnection connection = KubernetesConnection.open(user.settings());

  /** A scenario for the shared control plane. */
  static Scenario scenario() {
    return ScenarioFiles.load("efs-orchestrator", CLASS_OF_THE_CLUSTER, OptionalLong.empty())
        .scenario();
  }

  @BeforeAll
  static void takeRoles() throws IOException {
    user = new RestrictedUser(folder, "straingauge-roles", Map.of(), null, List.of(), false);
  }

  @AfterAll
  static void giveRolesBack() {
    user.close();
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
    return new KubernetesCluster(connection, survey, withSets(scenario), run, engine, journal);
  }
}
