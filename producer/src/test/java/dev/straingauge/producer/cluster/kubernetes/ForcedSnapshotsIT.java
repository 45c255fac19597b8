package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.straingauge.schemas.run.RunId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of a dead run that something holds are forced with the printed roles, no others. */
@Timeout(300)
@EnabledIfEnvironmentVariable(
    named = KubernetesClusterIT.KUBECONFIG,
    matches = ".+",
    disabledReason = "no kubeconfig in STRAINGAUGE_TEST_KUBECONFIG: nothing ran on a real cluster")
class ForcedSnapshotsIT {

  private static final String NAMESPACE = "roles-snapshots";
  private static final String HOLD = "example.com/hold";
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private final RunId run = RunId.of("snapshots", Instant.now());
  private final Names names = new Names(run);

  @Test
  void removesHeldSnapshotsOfTheRunWithTheirContents() throws Exception {
    try (RestrictedUser user =
            new RestrictedUser(folder, NAMESPACE, Map.of(), null, List.of(), true);
        FeatureControllers controllers =
            FeatureControllers.begin(
                KubernetesConnection.open(
                    KubernetesSettings.of(
                        Path.of(System.getenv(KubernetesClusterIT.KUBECONFIG)))))) {
      // Given
      user.apply(snapshot("stranger", Map.of()));
      user.apply(snapshot(names.of("snap-1"), names.labels("snap-1", 7)));
      String content = controllers.contentOf(NAMESPACE, names.of("snap-1"));
      user.apply(
          """
          {"apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshotContent",
           "metadata": {"name": "%s", "finalizers": ["%s"]}}
          """
              .formatted(content, HOLD));
      try (Leftovers leftovers = Leftovers.of(user.settings(), run, PATIENCE, false)) {
        assertThat(leftovers.remove())
            .filteredOn(left -> left.kind().equals(Watches.SNAPSHOT))
            .singleElement()
            .satisfies(left -> assertThat(left.heldBy()).contains(HOLD));
      }
      // When
      try (Leftovers leftovers = Leftovers.of(user.settings(), run, PATIENCE, true)) {
        assertThat(leftovers.remove()).isEmpty();
        // Then
        assertThat(leftovers.forced())
            .extracting(Forced::kind, Forced::name, Forced::finalizers)
            .containsExactly(
                tuple(Watches.SNAPSHOT, names.of("snap-1"), List.of(HOLD)),
                tuple(Watches.SNAPSHOT_CONTENT, content, List.of(HOLD)));
      }
      assertThat(SnapshotApi.snapshots(user.admin, NAMESPACE).list().getItems())
          .singleElement()
          .satisfies(left -> assertThat(left.getMetadata().getFinalizers()).containsExactly(HOLD));
      user.apply(snapshot("stranger", Map.of()).replace('"' + HOLD + '"', ""));
    }
  }

  private static String snapshot(String name, Map<String, String> labels) {
    return """
    {"apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshot",
     "metadata": {"name": "%s", "namespace": "%s", "labels": {%s}, "finalizers": ["%s"]},
     "spec": {"source": {"persistentVolumeClaimName": "none"}}}
    """
        .formatted(
            name,
            NAMESPACE,
            String.join(
                ",",
                labels.entrySet().stream()
                    .map(label -> "\"%s\": \"%s\"".formatted(label.getKey(), label.getValue()))
                    .toList()),
            HOLD);
  }
}
