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
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The same with claims that can be expanded and with snapshots. The control plane has neither a
 * resizer nor a snapshotter: {@link FeatureControllers} do to the objects what those would do, and
 * the API is the real one.
 */
@EnabledIfEnvironmentVariable(
    named = KubernetesClusterIT.KUBECONFIG,
    matches = ".+",
    disabledReason = "no kubeconfig in STRAINGAUGE_TEST_KUBECONFIG: nothing ran on a real cluster")
class OptionalFeaturesIT extends ClusterContract {

  private static final List<String> CLASS_OF_THE_TEST =
      List.of(
          "target.storageClass.name=" + FeatureControllers.CLASS,
          "target.accessMode=RWX",
          "target.namespace=straingauge-it",
          "target.pod.image=busybox:1",
          "target.pod.readinessInitialDelay=0s",
          "target.pod.readinessPeriod=1s",
          "phases.churn.operations.expand_pvc=1",
          "phases.churn.operations.create_snapshot=1");

  private static final List<FeatureControllers> CONTROLLERS = new ArrayList<>();
  private static int runs;

  private final Scenario scenario =
      ScenarioFiles.load("block-churn", CLASS_OF_THE_TEST, OptionalLong.empty()).scenario();
  private final KubernetesConnection connection = open();

  @BeforeAll
  static void begin() {
    CONTROLLERS.add(FeatureControllers.begin(open()));
  }

  @AfterAll
  static void end() {
    CONTROLLERS.forEach(FeatureControllers::close);
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
    RunId run = RunId.of("features", Instant.now().plusSeconds(runs++));
    Survey survey = Survey.of(connection, scenario, FeatureControllers.DRIVER);
    return new KubernetesCluster(connection, survey, withSets(scenario), run, engine, journal);
  }

  private static KubernetesConnection open() {
    return KubernetesConnection.open(
        KubernetesSettings.of(Path.of(System.getenv(KubernetesClusterIT.KUBECONFIG))));
  }
}
