package dev.straingauge.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.cli.doctor.Check.State;
import dev.straingauge.producer.cluster.kubernetes.Checkup;
import dev.straingauge.producer.cluster.kubernetes.ClockDifference;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterChecksTest {

  @Test
  void saysThatTheClustersClockIsThreeMinutesOff() {
    assertThat(check("clock", cluster(Optional.of(new ClockDifference(180_000)), List.of())))
        .isEqualTo(
            Check.warning(
                "clock",
                "the cluster's clock is +180.0 s from ours, to about a second",
                "durations are of our clock only; the cluster's own stamps will not fit"));
    assertThat(
            check("clock", cluster(Optional.of(new ClockDifference(-180_000)), List.of())).found())
        .contains("-180.0 s");
    assertThat(check("clock", cluster(Optional.of(new ClockDifference(900)), List.of())).state())
        .isEqualTo(State.OK);
    assertThat(check("clock", cluster(Optional.empty(), List.of())).state())
        .isEqualTo(State.WARNING);
  }

  @Test
  void namesTheRightsThatAreMissing() {
    Check rights =
        check(
            "rights", cluster(Optional.of(new ClockDifference(0)), List.of("watch nodes (nodes)")));

    assertThat(rights.state()).isEqualTo(State.FAILED);
    assertThat(rights.found()).isEqualTo("missing: watch nodes (nodes)");
    assertThat(rights.next()).isEqualTo("straingauge doctor --print-rbac -n load");
  }

  private static Checkup cluster(Optional<ClockDifference> clockMillis, List<String> missing) {
    return new Checkup(
        "https://127.0.0.1:1",
        "v1.28.15",
        1_000_000,
        clockMillis,
        List.of("efs.csi.aws.com (no attach)"),
        List.of("efs (efs.csi.aws.com, Immediate)"),
        missing);
  }

  private static Check check(String name, Checkup found) {
    return ClusterChecks.of(found, "load").stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
