package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.straingauge.event.IoInterval;
import dev.straingauge.producer.cluster.Cluster.Effect;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.stage.LiveStage;
import dev.straingauge.producer.stage.Stage;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Data written by one pod and read by another, on a node where pods really run; with the printed
 * roles.
 */
@Timeout(300)
@EnabledIfEnvironmentVariable(
    named = KubernetesClusterIT.KUBECONFIG,
    matches = ".+",
    disabledReason = "no kubeconfig in STRAINGAUGE_TEST_KUBECONFIG: nothing ran on a real cluster")
class VerificationIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Map<String, String> REAL = Map.of("straingauge/node", "real");

  private final List<SpecificRecord> written = Collections.synchronizedList(new ArrayList<>());
  private final Scenario scenario = KubernetesClusterIT.scenario();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void readsInOnePodWhatAnotherHasWritten() throws IOException {
    on(
        REAL,
        (stage, cluster) -> {
          Intent verify = new Intent.VerifyReadWrite(3, "step", "vol-1", "pod-1", "pod-2");
          stage.await(cluster.submit(verify));
          Optional<Effect> effect = stage.await(cluster.effect(3), LIMIT);

          assertThat(effect.orElseThrow().bytes())
              .isEqualTo(2L * 50 * "Test content: 3\n".length());
        });

    assertThat(io("write").getCount()).isEqualTo(50);
    assertThat(io("read").getCount()).isEqualTo(1);
    assertThat(io("metadata").getCount()).isEqualTo(1);
    LatencySketch writes = LatencySketch.fromBytes(io("write").getService().array());
    assertThat(writes.count()).isEqualTo(50);
    assertThat(writes.quantile(0.5).orElseThrow()).isBetween(1_000L, 1_000_000_000L);
  }

  @Test
  void failsWhereNoProgramCanRun() throws IOException {
    on(
        Map.of("straingauge/node", "hollow"),
        (stage, cluster) -> {
          stage.await(
              cluster.submit(new Intent.VerifyReadWrite(3, "step", "vol-1", "pod-1", "pod-2")));
          ClusterException failure =
              catchThrowableOfType(
                  ClusterException.class, () -> stage.await(cluster.effect(3), LIMIT));

          assertThat(failure).isNotNull();
        });
  }

  private IoInterval io(String kind) {
    return written.stream()
        .filter(IoInterval.class::isInstance)
        .map(IoInterval.class::cast)
        .filter(interval -> interval.getKind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private void on(Map<String, String> nodes, BiConsumer<Stage, KubernetesCluster> body)
      throws IOException {
    PodSettings pods = new PodSettings(null, null, List.of(), nodes, List.of(), Map.of(), Map.of());
    try (RestrictedUser user =
            new RestrictedUser(folder, "roles-verify", Map.of(), null, List.of(), false);
        KubernetesConnection connection = KubernetesConnection.open(user.settings(pods))) {
      assumeTrue(
          connection.client().nodes().withLabels(nodes).list().getItems().size() > 0,
          "no node with the labels " + nodes);
      LiveStage stage = new LiveStage(1, InstantSource.system());
      Survey survey = Survey.of(connection, scenario, "efs.csi.aws.com");
      RunId run = RunId.of("verify", Instant.now());
      KubernetesCluster cluster =
          new KubernetesCluster(connection, survey, scenario, run, stage, written::add);
      stage.run(
          main -> {
            main.await(cluster.setUp());
            try {
              effect(main, cluster, new Intent.CreateClaim(0, "vol-1", 1L << 30));
              effect(main, cluster, new Intent.CreatePod(1, "pod-1", List.of("vol-1")));
              effect(main, cluster, new Intent.CreatePod(2, "pod-2", List.of("vol-1")));
              body.accept(main, cluster);
            } finally {
              main.await(cluster.cleanUp());
            }
          });
    }
  }

  private static void effect(Stage stage, KubernetesCluster cluster, Intent intent) {
    stage.await(cluster.submit(intent));
    assertThat(stage.await(cluster.effect(intent.operationId()), LIMIT)).isPresent();
  }
}
