package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.straingauge.event.IoInterval;
import dev.straingauge.event.WatchGap;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.stage.LiveStage;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.producer.stage.Stage;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.config.Scenario.IoLoad;
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
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * I/O in pods of an image with fio and sh, named by {@code STRAINGAUGE_TEST_IO_IMAGE}, on a node
 * where pods really run; with the printed roles.
 */
@Timeout(300)
@EnabledIfEnvironmentVariable(
    named = KubernetesClusterIT.KUBECONFIG,
    matches = ".+",
    disabledReason = "no kubeconfig in STRAINGAUGE_TEST_KUBECONFIG: nothing ran on a real cluster")
@EnabledIfEnvironmentVariable(
    named = PodIoIT.IMAGE,
    matches = ".+",
    disabledReason = "no image with fio in STRAINGAUGE_TEST_IO_IMAGE: no I/O was done in pods")
class PodIoIT {

  static final String IMAGE = "STRAINGAUGE_TEST_IO_IMAGE";

  private static final String NAMESPACE = "roles-io";
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Map<String, String> REAL = Map.of("straingauge/node", "real");
  private static final IoLoad LOAD = new IoLoad(40, 20, 4, 4096);

  private final List<SpecificRecord> written = Collections.synchronizedList(new ArrayList<>());
  private final Scenario scenario = KubernetesClusterIT.scenario();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void doesWhatIsAskedForAndSaysSoEachSecond() throws IOException {
    on(
        System.getenv(IMAGE),
        (stage, cluster) -> {
          cluster.io("io", Optional.of(LOAD));
          awaitIo(stage, "pod-1", 5);
          awaitIo(stage, "pod-2", 5);
          cluster.io("io", Optional.empty());
        });

    for (int pod = 1; pod <= 2; pod++) {
      String target = "vol-" + pod;
      assertThat(perSecond(target, "read")).isBetween(18.0, 23.0);
      assertThat(perSecond(target, "write")).isBetween(9.0, 12.0);
      assertThat(perSecond(target, "metadata")).isBetween(1.5, 3.5);
      List<IoInterval> reads = io(target, "read").toList();
      for (int i = 1; i < reads.size(); i++) {
        assertThat(reads.get(i).getStart()).isEqualTo(reads.get(i - 1).getEnd());
      }
    }
    assertThat(io().toList())
        .allSatisfy(
            one -> {
              assertThat(one.getSource()).isEqualTo("localhost");
              assertThat(one.getErrors()).isZero();
              assertThat(LatencySketch.fromBytes(one.getService().array()).count())
                  .isEqualTo(one.getCount());
            });
    assertThat(gaps()).isEmpty();
  }

  @Test
  void aPodThatIsKilledIsAGapAndTheOthersGoOn() throws IOException {
    on(
        System.getenv(IMAGE),
        (stage, cluster) -> {
          cluster.io("io", Optional.of(LOAD));
          awaitIo(stage, "pod-1", 2);
          awaitIo(stage, "pod-2", 2);
          kill("pod-1");
          awaitUntil(stage, () -> !gaps().isEmpty());
          awaitIo(stage, "pod-2", 2);
          cluster.io("io", Optional.empty());
        });

    assertThat(gaps()).extracting(WatchGap::getKind).containsExactly("I/O of pod-1");
    WatchGap gap = gaps().getFirst();
    assertThat(gap.getFrom()).isEqualTo(io("vol-1", "read").toList().getLast().getEnd());
    assertThat(gap.getTo()).isGreaterThan(gap.getFrom());
  }

  /** It is asked for its last counts, and may be gone before it has said them. */
  @Test
  void aPodThatTheRunDeletesLacksTwoSecondsAtMost() throws IOException {
    on(
        System.getenv(IMAGE),
        (stage, cluster) -> {
          cluster.io("io", Optional.of(LOAD));
          awaitIo(stage, "pod-1", 2);
          effect(stage, cluster, new Intent.DeletePod(10, "pod-1"));
          awaitIo(stage, "pod-2", 2);
          cluster.io("io", Optional.empty());
        });

    assertThat(gaps())
        .allSatisfy(
            gap -> {
              assertThat(gap.getKind()).isEqualTo("I/O of pod-1");
              assertThat(gap.getTo() - gap.getFrom()).isBetween(1L, 2_000_000_000L);
            });
  }

  @Test
  void anImageWithoutFioFails() throws IOException {
    on(
        "busybox:1",
        (stage, cluster) -> {
          Promise<Boolean> io = cluster.io("io", Optional.of(LOAD));
          ClusterException failure =
              catchThrowableOfType(ClusterException.class, () -> stage.await(io, LIMIT));

          assertThat(failure).hasMessageContaining("exit code 127").hasMessageContaining("fio");
        });

    assertThat(io()).isEmpty();
  }

  private void on(String image, BiConsumer<Stage, KubernetesCluster> body) throws IOException {
    PodSettings pods = new PodSettings(image, null, List.of(), REAL, List.of(), Map.of(), Map.of());
    try (RestrictedUser user =
            new RestrictedUser(folder, NAMESPACE, Map.of(), null, List.of(), false);
        KubernetesConnection connection = KubernetesConnection.open(user.settings(pods))) {
      assumeTrue(
          connection.client().nodes().withLabels(REAL).list().getItems().size() > 0,
          "no node with the labels " + REAL);
      LiveStage stage = new LiveStage(1, InstantSource.system());
      Survey survey = Survey.of(connection, scenario, "efs.csi.aws.com");
      RunId run = RunId.of("io", Instant.now());
      KubernetesCluster cluster =
          new KubernetesCluster(connection, survey, scenario, run, stage, written::add);
      stage.run(
          main -> {
            main.await(cluster.setUp());
            try {
              for (int pod = 1; pod <= 2; pod++) {
                String volume = "vol-" + pod;
                effect(main, cluster, new Intent.CreateClaim(2L * pod, volume, 1L << 30));
                effect(
                    main,
                    cluster,
                    new Intent.CreatePod(2L * pod + 1, "pod-" + pod, List.of(volume)));
              }
              body.accept(main, cluster);
            } finally {
              main.await(cluster.cleanUp());
            }
          });
    }
  }

  /** As somebody else does it: at once, and not through the run. */
  private void kill(String pod) {
    try (KubernetesConnection other =
        KubernetesConnection.open(
            KubernetesSettings.of(Path.of(System.getenv(KubernetesClusterIT.KUBECONFIG))))) {
      other
          .client()
          .pods()
          .inNamespace(NAMESPACE)
          .withLabel(Names.NAME, pod)
          .withGracePeriod(0)
          .delete();
    }
  }

  private void awaitIo(Stage stage, String pod, int intervals) {
    String target = pod.replace("pod", "vol");
    long before = io(target, "read").count();
    awaitUntil(stage, () -> io(target, "read").count() >= before + intervals);
  }

  private static void awaitUntil(Stage stage, BooleanSupplier condition) {
    Instant until = stage.now().plus(LIMIT);
    while (!condition.getAsBoolean()) {
      assertThat(stage.now()).isBefore(until);
      stage.sleepUntil(stage.now().plusMillis(50));
    }
  }

  private static void effect(Stage stage, KubernetesCluster cluster, Intent intent) {
    stage.await(cluster.submit(intent));
    assertThat(stage.await(cluster.effect(intent.operationId()), LIMIT)).isPresent();
  }

  private double perSecond(String target, String kind) {
    List<IoInterval> all = io(target, kind).toList();
    double seconds = (all.getLast().getEnd() - all.getFirst().getStart()) / 1e9;
    return all.stream().mapToLong(IoInterval::getCount).sum() / seconds;
  }

  private Stream<IoInterval> io(String target, String kind) {
    return io().filter(one -> one.getTarget().equals(target) && one.getKind().equals(kind));
  }

  private Stream<IoInterval> io() {
    return List.copyOf(written).stream()
        .filter(IoInterval.class::isInstance)
        .map(IoInterval.class::cast);
  }

  private List<WatchGap> gaps() {
    return List.copyOf(written).stream()
        .filter(WatchGap.class::isInstance)
        .map(WatchGap.class::cast)
        .filter(gap -> gap.getKind().startsWith("I/O"))
        .toList();
  }
}
