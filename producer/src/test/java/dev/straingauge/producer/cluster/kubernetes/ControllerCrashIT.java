package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.straingauge.event.FaultInjected;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.stage.LiveStage;
import dev.straingauge.producer.stage.Stage;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.run.RunId;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * A driver that runs in pods: its version is known from them, and its controller can be crashed.
 */
@Timeout(300)
@EnabledIfEnvironmentVariable(
    named = KubernetesClusterIT.KUBECONFIG,
    matches = ".+",
    disabledReason = "no kubeconfig in STRAINGAUGE_TEST_KUBECONFIG: nothing ran on a real cluster")
class ControllerCrashIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Pods of the looks of a driver's; hollow nodes run any image. */
  private static final String DRIVER =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: fake-driver}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: node, namespace: fake-driver}
      spec:
        nodeSelector: {straingauge/node: hollow}
        terminationGracePeriodSeconds: 1
        containers:
          - {name: driver, image: "example/fake-efs:v9.9.1"}
        volumes:
          - {name: socket, hostPath: {path: /var/lib/kubelet/plugins/efs.csi.aws.com/}}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: controller, namespace: fake-driver}
      spec:
        replicas: 1
        selector: {matchLabels: {app: controller}}
        template:
          metadata: {labels: {app: controller}}
          spec:
            nodeSelector: {straingauge/node: hollow}
            terminationGracePeriodSeconds: 1
            containers:
              - {name: driver, image: "example/fake-efs:v9.9.1"}
      """;

  private final List<SpecificRecord> written = Collections.synchronizedList(new ArrayList<>());

  @Test
  void crashesTheControllerAndSeesItComeBack() {
    on(
        List.of("controller-crash"),
        (stage, cluster) -> {
          assertThat(cluster.driver().getVersion()).isEqualTo("9.9.1");
          for (long operation = 0; operation < 2; operation++) {
            stage.await(cluster.submit(new Intent.CrashController(operation)));
            assertThat(stage.await(cluster.effect(operation), LIMIT)).isPresent();
          }
        });

    assertThat(written)
        .filteredOn(FaultInjected.class::isInstance)
        .hasSize(2)
        .allSatisfy(
            fault ->
                assertThat(((FaultInjected) fault).getTo())
                    .isGreaterThan(((FaultInjected) fault).getFrom()));
  }

  @Test
  void leavesTheControllerAloneUnlessAllowed() {
    on(
        List.of(),
        (stage, cluster) ->
            assertThat(
                    catchThrowableOfType(
                            ClusterException.class,
                            () -> stage.await(cluster.submit(new Intent.CrashController(0))))
                        .reason())
                .isEqualTo("NotAllowed"));
  }

  private void on(List<String> allowed, BiConsumer<Stage, KubernetesCluster> body) {
    Scenario scenario = KubernetesClusterIT.scenario();
    KubernetesSettings settings =
        new KubernetesSettings(
            Path.of(System.getenv(KubernetesClusterIT.KUBECONFIG)),
            null,
            null,
            null,
            null,
            KubernetesSettings.DEFAULT_REQUESTS_PER_SECOND,
            KubernetesSettings.DEFAULT_BURST,
            allowed,
            PodSettings.USUAL);
    try (KubernetesConnection connection = KubernetesConnection.open(settings)) {
      KubernetesClient client = connection.client();
      var driver = client.load(new ByteArrayInputStream(DRIVER.getBytes(StandardCharsets.UTF_8)));
      driver.serverSideApply();
      try {
        client
            .apps()
            .deployments()
            .inNamespace("fake-driver")
            .withName("controller")
            .waitUntilReady(60, TimeUnit.SECONDS);
        LiveStage stage = new LiveStage(1, InstantSource.system());
        KubernetesCluster cluster =
            new KubernetesCluster(
                connection,
                Survey.of(connection, scenario, "efs.csi.aws.com"),
                scenario,
                RunId.of("crash", Instant.now()),
                stage,
                written::add);
        stage.run(
            main -> {
              main.await(cluster.setUp());
              try {
                body.accept(main, cluster);
              } finally {
                main.await(cluster.cleanUp());
              }
            });
      } finally {
        client.namespaces().withName("fake-driver").delete();
        client
            .namespaces()
            .withName("fake-driver")
            .waitUntilCondition(gone -> gone == null, 60, TimeUnit.SECONDS);
      }
    }
  }
}
