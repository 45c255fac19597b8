package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DriverProfilesTest {

  @Test
  void readsEachProfileUnderItsName() {
    for (String name : DriverProfiles.names()) {
      assertThat(DriverProfiles.require(name).name()).isEqualTo(name);
    }
  }

  @Test
  void readsEveryKeyOfTheEfsProfile() {
    DriverProfile efs = DriverProfiles.require("efs");

    assertThat(efs.csiDriver()).isEqualTo("efs.csi.aws.com");
    assertThat(efs.controller()).isEqualTo("efs-csi-controller");
    assertThat(efs.restart()).isEqualTo(Duration.ofSeconds(25));
    assertThat(efs.limits()).isEqualTo(new DriverProfile.Limits(1000, 110, 100, 100, 10));
    assertThat(efs.latencies().provision())
        .isEqualTo(
            new Latency(Duration.ofMillis(1_100), Duration.ofSeconds(4), Duration.ofMillis(350)));
    assertThat(efs.backOffs().mountMax()).isEqualTo(Duration.ofSeconds(122));
    assertThat(efs.errors()).isEqualTo(new DriverProfile.Errors(0.001, 0.002, 0.002, 0));
  }

  @Test
  void namesTheNearestProfile() {
    assertThat(DriverProfiles.find("efz")).isEmpty();
    assertThatThrownBy(() -> DriverProfiles.require("efz"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("find driver profile 'efz': unknown (expected one of efs)")
        .hasMessageContaining("did you mean");
  }

  @Test
  void tellsEverythingThatIsWrong() {
    String bad =
        text()
            .replace("p50: 1.1s, p99: 4s", "p50: 5s, p99: 4s")
            .replace("podsPerNode: 110", "podsPerNode: 0")
            .replace("restart: 25s", "");

    assertThatThrownBy(() -> DriverProfiles.parse(bad, "bad"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("latencies.provision")
        .hasMessageContaining("limits.podsPerNode")
        .hasMessageContaining("restart");
  }

  @Test
  void refusesUnknownKeysAndAttach() {
    assertThatThrownBy(() -> DriverProfiles.parse(text() + "\ntypo: 1\n", "bad"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("typo");
    assertThatThrownBy(
            () ->
                DriverProfiles.parse(
                    text().replace("attachRequired: false", "attachRequired: true"), "bad"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("attach is not simulated");
  }

  private static String text() {
    try (InputStream in = DriverProfilesTest.class.getResourceAsStream("/profiles/efs.yaml")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
