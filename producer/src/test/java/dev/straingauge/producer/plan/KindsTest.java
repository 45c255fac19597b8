package dev.straingauge.producer.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.producer.cluster.kubernetes.Rights;
import dev.straingauge.producer.cluster.simulated.DriverProfiles;
import dev.straingauge.producer.cluster.simulated.FaultKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reader's words are those of the code that acts on them. */
class KindsTest {

  @Test
  void knowsEachFaultOfTheClusters() {
    List<String> all = new ArrayList<>(FaultKind.labels());
    Rights.faultKinds().stream().filter(kind -> !all.contains(kind)).forEach(all::add);
    assertThat(Kinds.FAULTS).containsExactlyElementsOf(all);
  }

  @Test
  void knowsEachDriverProfile() {
    assertThat(Drivers.SIMULATED.names()).containsExactlyElementsOf(DriverProfiles.names());
    assertThat(Drivers.SIMULATED.versions()).containsOnlyKeys(Drivers.SIMULATED.names());
  }
}
