package dev.straingauge.producer.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.producer.cluster.kubernetes.KubernetesSettings;
import dev.straingauge.producer.cluster.kubernetes.PodSettings;
import dev.straingauge.producer.plan.ScenarioFiles;
import dev.straingauge.schemas.config.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RealClusterTest {

  @Test
  void refusesIoThatIsTooSeldom() {
    Scenario scenario =
        ScenarioFiles.load(
                "steady-io", List.of("phases.steady.io.metadata=30/m"), OptionalLong.empty())
            .scenario();
    KubernetesSettings usual = KubernetesSettings.of(Path.of("/no/such/file"));
    KubernetesSettings settings =
        new KubernetesSettings(
            usual.kubeconfig(),
            null,
            null,
            null,
            null,
            1,
            1,
            List.of(),
            new PodSettings(null, "fio", List.of(), Map.of(), List.of(), Map.of(), Map.of()));

    assertThatThrownBy(() -> RealCluster.open(settings, scenario))
        .isInstanceOf(RunException.class)
        .hasMessage(
            "run phase 'steady' on a real cluster: I/O of one kind less than once a second"
                + " (expected none, or 1/s and more)");
  }

  @Test
  void refusesIoWithoutAnImageForItBeforeItConnects() {
    Scenario scenario = ScenarioFiles.load("steady-io", List.of(), OptionalLong.empty()).scenario();

    assertThatThrownBy(
            () -> RealCluster.open(KubernetesSettings.of(Path.of("/no/such/file")), scenario))
        .isInstanceOf(RunException.class)
        .hasMessage(
            "run phase 'steady' on a real cluster: its pods do I/O, and no image is named for that"
                + " (expected --io-image IMAGE, with fio and sh)");
  }
}
