package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.straingauge.event.Artifact;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.FaultInjected;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.cluster.Sweep.Found;
import dev.straingauge.producer.cluster.Trouble;
import dev.straingauge.producer.cluster.kubernetes.DryRun.Answer;
import dev.straingauge.producer.stage.LiveStage;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.producer.stage.Stage;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.run.RunId;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** What the printed roles are for can be done with them, and with nothing else. */
@Timeout(300)
@EnabledIfEnvironmentVariable(
    named = KubernetesClusterIT.KUBECONFIG,
    matches = ".+",
    disabledReason = "no kubeconfig in STRAINGAUGE_TEST_KUBECONFIG: nothing ran on a real cluster")
class PrintedRolesIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String PLANTED = "hunter2-Zx81";
  private static final String HOLD = "example.com/hold";

  /** Pods of the looks of a driver's, with secrets where people leave them. */
  private static final String DRIVER =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: node
        namespace: NAMESPACE
        annotations:
          kubectl.kubernetes.io/last-applied-configuration: '{"env":[{"value":"hunter2-Zx81"}]}'
      spec:
        nodeSelector: {straingauge/node: NODE}
        terminationGracePeriodSeconds: 1
        containers:
          - name: driver
            image: busybox:1
            command: [sh, -c, 'echo "Authorization: Bearer hunter2-Zx81"; echo "plain hunter2-Zx81"; sleep 3600']
            env: [{name: HARMLESS, value: hunter2-Zx81}]
        volumes:
          - {name: socket, hostPath: {path: /var/lib/kubelet/plugins/efs.csi.aws.com/}}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: controller, namespace: NAMESPACE}
      spec:
        replicas: 1
        selector: {matchLabels: {app: controller}}
        template:
          metadata: {labels: {app: controller}}
          spec:
            nodeSelector: {straingauge/node: NODE}
            terminationGracePeriodSeconds: 1
            containers:
              - name: driver
                image: busybox:1
                command: [sh, -c, 'echo "Authorization: Bearer hunter2-Zx81"; echo "plain hunter2-Zx81"; sleep 3600']
                env: [{name: HARMLESS, value: hunter2-Zx81}]
      """;

  @TempDir Path folder;
  private final List<SpecificRecord> written = Collections.synchronizedList(new ArrayList<>());
  private final RunId run = RunId.of("roles", Instant.now());

  @Test
  void explainsAFailureWithoutSecrets() throws Exception {
    boolean logged;
    try (RestrictedUser driver = user("roles-driver", null, List.of(), false);
        RestrictedUser user = user("roles-explain", "roles-driver", List.of(), false)) {
      driver(driver);
      logged = hasRealNode(driver);
      on(
          user,
          List.of(),
          (stage, cluster) -> {
            effect(stage, cluster, new Intent.CreateClaim(0, "vol-1", 1L << 30));
            Intent pod = new Intent.CreatePod(1, "pod-1", List.of("vol-1"));
            effect(stage, cluster, pod);
            cluster.explain(new Trouble(pod, "attach_pod", Trouble.TIMED_OUT, "too slow"));
          });
    }

    Artifact bundle =
        written.stream()
            .filter(Artifact.class::isInstance)
            .map(Artifact.class::cast)
            .findFirst()
            .orElseThrow();
    String text = StandardCharsets.UTF_8.decode(bundle.getContent()).toString();
    assertThat(bundle.getName()).isEqualTo("diagnostics-01-attach_pod-TimedOut-op1.txt");
    assertThat(text)
        .contains(
            "too slow",
            "Pod 'sg-",
            "condition Ready True",
            "PersistentVolumeClaim 'sg-",
            "PersistentVolume 'pvc-",
            "Node '",
            "== events ==",
            "Scheduled",
            "== mounts ==",
            "== log of Pod 'roles-driver/controller-",
            "== yaml ==",
            "HARMLESS",
            Masking.MASKED)
        .doesNotContain(PLANTED, "pods/log");
    assertThat(text.contains("Z Authorization: " + Masking.MASKED)).isEqualTo(logged);
    assertThat(text.contains("Z plain " + Masking.MASKED)).isEqualTo(logged);
  }

  @Test
  void crashesTheControllerWithTheRightsForThat() throws Exception {
    try (RestrictedUser driver = user("roles-driver", null, List.of(), false);
        RestrictedUser user =
            user("roles-crash", "roles-driver", List.of(ControllerCrash.FAULT), false)) {
      driver(driver);
      on(
          user,
          List.of(),
          (stage, cluster) -> {
            assertThat(cluster.driver().getVersion()).isEqualTo("1");
            effect(stage, cluster, new Intent.CrashController(0));
          });
    }

    assertThat(written).hasAtLeastOneElementOfType(FaultInjected.class);
  }

  @Test
  void cordonsAndTaintsNodesAndTakesThatBack() throws Exception {
    List<String> kinds = List.of(ClusterFaults.CORDON, ClusterFaults.TAINT);
    try (RestrictedUser user = user("roles-nodes", null, kinds, false)) {
      List<CleanupOfKind> certificate = new ArrayList<>();
      on(
          user,
          List.of(
              new Scenario.Fault(Duration.ZERO, ClusterFaults.CORDON, Duration.ofHours(1), 0.01, 1),
              new Scenario.Fault(
                  Duration.ofSeconds(1), ClusterFaults.TAINT, Duration.ofSeconds(1), 0.01, 1)),
          (stage, cluster) -> {
            user.admin
                .client()
                .nodes()
                .withLabel(Names.RUN, run.labelValue())
                .waitUntilCondition(node -> node != null, 30, TimeUnit.SECONDS);
            assertThat(changed(user)).anyMatch(node -> node.getSpec().getUnschedulable());
            assertThat(stage.await(new Promise<Boolean>(), Duration.ofSeconds(5))).isEmpty();
            certificate.addAll(stage.await(cluster.cleanUp()));
          });

      assertThat(changed(user)).isEmpty();
      assertThat(user.admin.client().nodes().list().getItems())
          .noneMatch(node -> Boolean.TRUE.equals(node.getSpec().getUnschedulable()))
          .allMatch(
              node ->
                  Facts.list(node.getSpec().getTaints()).stream()
                      .noneMatch(taint -> NodeMarks.TAINT.equals(taint.getKey())));
      assertThat(certificate)
          .filteredOn(kind -> kind.getKind().equals(NodeMarks.KIND))
          .singleElement()
          .satisfies(
              kind -> {
                assertThat(kind.getCreated()).isEqualTo(2);
                assertThat(kind.getLeft()).isZero();
              });
    }
    assertThat(written)
        .filteredOn(FaultInjected.class::isInstance)
        .extracting(fault -> ((FaultInjected) fault).getFault())
        .containsExactlyInAnyOrder(ClusterFaults.CORDON, ClusterFaults.TAINT);
  }

  @Test
  void takesBackWhatADeadRunDidToANode() throws Exception {
    try (RestrictedUser user = user("roles-dead", null, List.of(ClusterFaults.CORDON), false);
        KubernetesConnection connection = KubernetesConnection.open(user.settings());
        Leftovers leftovers = Leftovers.of(user.settings(), run, Duration.ofSeconds(10), false)) {
      Names names = new Names(run);
      NodeMarks marks = new NodeMarks(connection, new ObjectRequests(connection, names), names);
      String node = marks.free().getFirst().getMetadata().getName();
      assertThat(marks.cordon(node)).isTrue();
      assertThat(marks.taint(node)).isTrue();

      assertThat(leftovers.find()).extracting(Found::kind).containsExactly(NodeMarks.KIND);
      assertThat(leftovers.remove()).isEmpty();

      assertThat(changed(user)).isEmpty();
      assertThat(user.admin.client().nodes().withName(node).get().getSpec().getUnschedulable())
          .isNull();
    }
  }

  @Test
  void namesWhatHoldsAnObjectAndForcesOnlyTheRunsOwn() throws Exception {
    try (RestrictedUser user = user("roles-force", null, List.of(), true)) {
      on(
          user,
          List.of(),
          (stage, cluster) -> {
            effect(stage, cluster, new Intent.CreateClaim(0, "vol-1", 1L << 30));
            for (String name : List.of(new Names(run).of("vol-1"), "stranger")) {
              hold(user, name);
            }
            // as after a crash: nobody has cleaned up
          },
          false);

      try (Leftovers leftovers = Leftovers.of(user.settings(), run, Duration.ofSeconds(3), false)) {
        assertThat(leftovers.remove())
            .anySatisfy(
                left -> {
                  assertThat(left.kind()).isEqualTo(Watches.CLAIM);
                  assertThat(left.heldBy()).contains(HOLD);
                });
        assertThat(leftovers.forced()).isEmpty();
      }
      try (Leftovers leftovers = Leftovers.of(user.settings(), run, Duration.ofSeconds(3), true)) {
        assertThat(leftovers.remove()).isEmpty();
        // the volume has gone with its driver, as soon as nothing held its claim
        assertThat(leftovers.forced())
            .singleElement()
            .satisfies(
                forced -> {
                  assertThat(forced.kind()).isEqualTo(Watches.CLAIM);
                  assertThat(forced.finalizers()).containsExactly(HOLD);
                });
      }
      assertThat(claim(user, "stranger").getMetadata().getFinalizers()).contains(HOLD);
      user.admin
          .client()
          .persistentVolumeClaims()
          .inNamespace(user.namespace)
          .withName("stranger")
          .edit(
              claim -> {
                claim.getMetadata().setFinalizers(List.of());
                return claim;
              });
    }
  }

  @Test
  void removesVolumesThatTheirClassRetains() throws Exception {
    try (RestrictedUser user = user("roles-retain", null, List.of(), false)) {
      on(
          user,
          List.of(),
          (stage, cluster) -> {
            effect(stage, cluster, new Intent.CreateClaim(0, "vol-1", 1L << 30));
            String volume = claim(user, new Names(run).of("vol-1")).getSpec().getVolumeName();
            user.admin
                .client()
                .persistentVolumes()
                .withName(volume)
                .edit(
                    each -> {
                      each.getSpec().setPersistentVolumeReclaimPolicy("Retain");
                      return each;
                    });
            assertThat(stage.await(cluster.cleanUp()))
                .allSatisfy(kind -> assertThat(kind.getLeft()).isZero());
          });
    }
  }

  @Test
  void triesWithoutMakingAndListsWhoRefuses() throws Exception {
    try (RestrictedUser user =
            user(
                "roles-dry",
                Map.of("pod-security.kubernetes.io/enforce", "restricted"),
                null,
                List.of(),
                false);
        KubernetesConnection connection = KubernetesConnection.open(user.settings())) {
      Scenario scenario = KubernetesClusterIT.scenario();
      Survey survey = Survey.of(connection, scenario, "efs.csi.aws.com");
      assertThat(DryRun.of(connection, survey, scenario, run))
          .filteredOn(trial -> trial.answer() == Answer.REFUSED)
          .isEmpty();

      user.apply(
          """
          apiVersion: v1
          kind: ResourceQuota
          metadata: {name: few, namespace: roles-dry}
          spec: {hard: {pods: "0"}}
          ---
          apiVersion: v1
          kind: LimitRange
          metadata: {name: small, namespace: roles-dry}
          spec: {limits: [{type: PersistentVolumeClaim, max: {storage: 1Mi}}]}
          """);

      assertThat(DryRun.of(connection, survey, scenario, run))
          .filteredOn(trial -> trial.answer() == Answer.REFUSED)
          .extracting(DryRun.Trial::kind, DryRun.Trial::reason)
          .containsExactly(
              tuple(Watches.CLAIM, "LimitRange"),
              tuple(Watches.POD, "QuotaExceeded"),
              tuple("ResourceQuota", "QuotaExceeded"));
      assertThat(user.admin.client().pods().inNamespace(user.namespace).list().getItems())
          .isEmpty();
      assertThat(
              user.admin
                  .client()
                  .persistentVolumeClaims()
                  .inNamespace(user.namespace)
                  .list()
                  .getItems())
          .isEmpty();
    }
  }

  private RestrictedUser user(
      String namespace, @Nullable String driver, List<String> faults, boolean force)
      throws Exception {
    return user(namespace, Map.of(), driver, faults, force);
  }

  private RestrictedUser user(
      String namespace,
      Map<String, String> labels,
      @Nullable String driver,
      List<String> faults,
      boolean force)
      throws Exception {
    return new RestrictedUser(folder, namespace, labels, driver, faults, force);
  }

  /** Logs there are only where containers really run. */
  private static boolean hasRealNode(RestrictedUser user) {
    return !user.admin
        .client()
        .nodes()
        .withLabel("straingauge/node", "real")
        .list()
        .getItems()
        .isEmpty();
  }

  private static void driver(RestrictedUser in) {
    in.apply(
        DRIVER
            .replace("NAMESPACE", in.namespace)
            .replace("NODE", hasRealNode(in) ? "real" : "hollow"));
    in.admin
        .client()
        .apps()
        .deployments()
        .inNamespace(in.namespace)
        .withName("controller")
        .waitUntilReady(60, TimeUnit.SECONDS);
  }

  private List<Node> changed(RestrictedUser user) {
    return user.admin.client().nodes().withLabel(Names.RUN, run.labelValue()).list().getItems();
  }

  private static void hold(RestrictedUser user, String name) {
    var claims = user.admin.client().persistentVolumeClaims().inNamespace(user.namespace);
    if (claims.withName(name).get() == null) {
      user.apply(
          """
          apiVersion: v1
          kind: PersistentVolumeClaim
          metadata: {name: %s, namespace: %s}
          spec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 1Mi}}}
          """
              .formatted(name, user.namespace));
    }
    claims
        .withName(name)
        .edit(
            claim -> {
              claim.getMetadata().setFinalizers(List.of(HOLD));
              return claim;
            });
  }

  private static PersistentVolumeClaim claim(RestrictedUser user, String name) {
    return user.admin
        .client()
        .persistentVolumeClaims()
        .inNamespace(user.namespace)
        .withName(name)
        .get();
  }

  private void on(
      RestrictedUser user, List<Scenario.Fault> faults, BiConsumer<Stage, KubernetesCluster> body) {
    on(user, faults, body, true);
  }

  private void on(
      RestrictedUser user,
      List<Scenario.Fault> faults,
      BiConsumer<Stage, KubernetesCluster> body,
      boolean cleanUp) {
    Scenario usual = KubernetesClusterIT.scenario();
    Scenario scenario =
        new Scenario(
            usual.name(),
            usual.target(),
            usual.seed(),
            usual.phases(),
            usual.limits(),
            usual.timeouts(),
            usual.retries(),
            usual.scenarios(),
            faults);
    try (KubernetesConnection connection = KubernetesConnection.open(user.settings())) {
      LiveStage stage = new LiveStage(1, InstantSource.system());
      KubernetesCluster cluster =
          new KubernetesCluster(
              connection,
              Survey.of(connection, scenario, "efs.csi.aws.com"),
              scenario,
              run,
              stage,
              written::add);
      stage.run(
          main -> {
            main.await(cluster.setUp());
            try {
              body.accept(main, cluster);
            } finally {
              if (cleanUp) {
                main.await(cluster.cleanUp());
              }
            }
          });
    }
  }

  private static void effect(Stage stage, KubernetesCluster cluster, Intent intent) {
    stage.await(cluster.submit(intent));
    assertThat(stage.await(cluster.effect(intent.operationId()), LIMIT)).isPresent();
  }
}
