package dev.straingauge.producer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.producer.cluster.simulated.DriverProfiles;
import dev.straingauge.producer.cluster.simulated.FaultKind;
import org.junit.jupiter.api.Test;

/** The reader's words are those of the code that acts on them. */
class KindsTest {

  @Test
  void knowsEachFaultOfTheSimulatedCluster() {
    assertThat(Kinds.FAULTS).containsExactlyElementsOf(FaultKind.labels());
  }

  @Test
  void knowsEachDriverProfile() {
    assertThat(Drivers.SIMULATED.names()).containsExactlyElementsOf(DriverProfiles.names());
    assertThat(Drivers.SIMULATED.versions()).containsOnlyKeys(Drivers.SIMULATED.names());
  }
}
