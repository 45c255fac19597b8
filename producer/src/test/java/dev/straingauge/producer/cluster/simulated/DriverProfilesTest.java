package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.producer.cluster.simulated.Attaching.WaitingText;
import dev.straingauge.producer.cluster.simulated.DriverProfile.Clients;
import dev.straingauge.producer.cluster.simulated.DriverProfile.RequestRate;
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
    assertThat(efs.probes()).isTrue();
    assertThat(efs.stages()).isFalse();
    assertThat(efs.clients())
        .isEqualTo(
            new Clients(new RequestRate(5, 10), new RequestRate(5, 10), new RequestRate(20, 30)));
    assertThat(efs.errors()).isEqualTo(new DriverProfile.Errors(0.001, 0.002, 0.002, 0));
  }

  @Test
  void readsHowTheBlockProfileAttaches() {
    DriverProfile block = DriverProfiles.require("block");

    assertThat(block.attachRequired()).isTrue();
    assertThat(block.attaching())
        .isEqualTo(
            new Attaching(
                25,
                10,
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                new Latency(
                    Duration.ofMillis(2_200), Duration.ofSeconds(9), Duration.ofMillis(900)),
                new Latency(Duration.ofSeconds(3), Duration.ofSeconds(12), Duration.ofSeconds(1)),
                0.001,
                0.001,
                WaitingText.MULTI_ATTACH));
    assertThat(block.clients())
        .isEqualTo(
            new Clients(new RequestRate(5, 10), new RequestRate(5, 10), new RequestRate(20, 30)));
    assertThat(DriverProfiles.require("efs").attachRequired()).isFalse();
  }

  @Test
  void namesTheNearestProfile() {
    assertThat(DriverProfiles.find("efz")).isEmpty();
    assertThatThrownBy(() -> DriverProfiles.require("efz"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("find driver profile 'efz': unknown (expected one of efs, block)")
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
  void refusesUnknownKeysAndAttachmentWithoutItsKeys() {
    assertThatThrownBy(() -> DriverProfiles.parse(text() + "\ntypo: 1\n", "bad"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("typo");
    assertThatThrownBy(
            () ->
                DriverProfiles.parse(
                    text().replace("attachRequired: false", "attachRequired: true"), "bad"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("attaching.volumesPerNode is missing")
        .hasMessageContaining("clients.attacher.burst is missing");
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
