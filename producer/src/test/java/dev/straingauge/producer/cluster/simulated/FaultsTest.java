package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.straingauge.event.FaultInjected;
import dev.straingauge.producer.cluster.Cluster.Effect;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.schemas.config.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {

  @ParameterizedTest
  @CsvSource({
    "controller-crash, efs-csi-controller",
    "slow-provision, 5% of claims",
    "fail-provision, 5% of claims",
    "slow-mount, 5% of pods",
    "fail-mount, 5% of pods",
    "never-ready, 5% of pods",
    "stale-handle, 5% of reads and metadata operations",
    "slow-attach, 5% of volumes",
    "fail-attach, 5% of volumes",
    "slow-detach, 5% of volumes",
    "fail-detach, 5% of volumes",
    "lost-volume, 5% of volumes",
    "double-attach, 5% of volumes",
    "node-loss, node-2",
    "out-of-service, node-2",
    "force-delete, node-2",
    "node-drain, node-2",
    "fail-prestop, 5% of pods",
    "slow-terminate, 5% of pods",
    "slow-unmount, 5% of pods",
    "api-throttling, 5% of API requests"
  })
  void labelsEachKindOnceWhenItBegins(String kind, String target) {
    Rig rig = Rig.up(Rig.fault(kind, 10, 20, 0.05, 2));

    rig.timeline.runFor(8.9);
    assertThat(rig.faults()).isEmpty();
    rig.timeline.runFor(100);

    long start = QueueTimeline.START;
    assertThat(rig.faults())
        .containsExactly(
            new FaultInjected(kind, target, start + 10_000_000_000L, start + 30_000_000_000L));
  }

  @Test
  void namesEveryKindInTheTableAbove() {
    assertThat(FaultKind.labels())
        .containsExactly(
            "controller-crash",
            "slow-provision",
            "fail-provision",
            "slow-mount",
            "fail-mount",
            "never-ready",
            "stale-handle",
            "slow-attach",
            "fail-attach",
            "slow-detach",
            "fail-detach",
            "lost-volume",
            "double-attach",
            "node-loss",
            "out-of-service",
            "force-delete",
            "node-drain",
            "fail-prestop",
            "slow-terminate",
            "slow-unmount",
            "api-throttling");
  }

  @Test
  void refusesAnUnknownKind() {
    assertThatThrownBy(() -> Rig.up(Rig.fault("flood", 1, 1, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "inject fault 'flood': unknown (expected one of controller-crash, slow-provision,"
                + " fail-provision, slow-mount, fail-mount, never-ready, stale-handle, slow-attach,"
                + " fail-attach, slow-detach, fail-detach, lost-volume, double-attach, node-loss,"
                + " out-of-service, force-delete, node-drain, fail-prestop, slow-terminate,"
                + " slow-unmount, api-throttling)");
  }

  @Test
  void repeatsWhatACrashOfTheControllerInterrupted() {
    Rig rig = Rig.up(Rig.fault("controller-crash", 2, 20, 1, 1));
    Promise<Effect> before = rig.claim("vol-1");
    rig.timeline.runFor(0.4);
    rig.claim("vol-2"); // at work at 2 s
    rig.timeline.runFor(1);
    Promise<Effect> during = rig.claim("vol-3");
    rig.timeline.runFor(15);
    assertThat(before.isDone()).isFalse();
    assertThat(during.isDone()).isFalse();
    rig.timeline.runFor(10);

    assertThat(List.of(before, during))
        .allSatisfy(p -> assertThat(secondsOf(p)).isBetween(23.0, 23.2));
    assertThat(rig.events("ProvisioningSucceeded"))
        .hasSize(3)
        .allSatisfy(
            e -> assertThat(e.getReporter()).startsWith("efs.csi.aws.com_efs-csi-controller-2_"));
  }

  @Test
  void deletesNothingWhileTheControllerIsAway() {
    Rig rig = Rig.up(Rig.fault("controller-crash", 10, 20, 1, 1));
    rig.claim("vol-1");
    rig.timeline.runFor(7.5);
    Promise<Effect> gone = rig.deleteClaim("vol-1"); // its volume is being deleted at 10 s
    rig.timeline.runFor(15);
    assertThat(gone.isDone()).isFalse();
    rig.timeline.runFor(20);

    assertThat(secondsOf(gone)).isCloseTo(32, within(0.1));
  }

  @Test
  void crashesByAnOperationForTheTimeOfTheProfile() {
    Rig rig = Rig.up();

    Promise<Effect> again = rig.crash();
    rig.timeline.runFor(24.9);
    assertThat(again.isDone()).isFalse();
    rig.timeline.runFor(0.2);

    assertThat(secondsOf(again)).isCloseTo(26.01, within(0.01));
    FaultInjected label = rig.faults().getFirst();
    assertThat(label.getFault()).isEqualTo("controller-crash");
    assertThat(label.getTo() - label.getFrom()).isEqualTo(25_000_000_000L);
  }

  @Test
  void staysAwayUntilTheLongerOfTwoCrashesIsOver() {
    Rig rig = Rig.up(Rig.fault("controller-crash", 5, 60, 1, 1));
    rig.timeline.runFor(9);

    Promise<Effect> again = rig.crash();
    rig.timeline.runFor(100);

    assertThat(secondsOf(again)).isCloseTo(65, within(0.01));
  }

  @Test
  void slowsProvisioningByItsFactor() {
    Rig rig = Rig.up(Rig.fault("slow-provision", 0, 60, 1, 8));

    Promise<Effect> bound = rig.claim("vol-1");
    rig.timeline.runFor(20);

    assertThat(secondsOf(bound)).isCloseTo(1.01 + 0.05 + 8 + 0.05, within(0.01));
  }

  @Test
  void failsProvisioningWithBackOffUntilItIsOver() {
    Rig rig = Rig.up(Rig.fault("fail-provision", 0, 10, 1, 1));

    Promise<Effect> bound = rig.claim("vol-1");
    rig.timeline.runFor(20);

    // ends at 2.06, 4.06 (after 1 s), 7.06 (2 s), 12.06 (4 s)
    assertThat(secondsOf(bound)).isCloseTo(12.11, within(0.01));
    assertThat(rig.events("ProvisioningFailed")).hasSize(3);
    assertThat(rig.events("ProvisioningFailed").getFirst().getNote())
        .isEqualTo(
            "failed to provision volume with StorageClass \"efs-sc\": rpc error: code = Internal"
                + " desc = Failed to create Access point in File System fs-1 : Failed to create"
                + " access point: InternalServerError: An internal error occurred");
    assertThat(rig.events("ProvisioningFailed").stream().map(e -> e.getUid()).distinct())
        .as("counted up")
        .hasSize(1);
  }

  @Test
  void slowsMountsByItsFactor() {
    Rig rig = bound(Rig.fault("slow-mount", 0, 60, 1, 5));

    rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(40);

    assertThat(rig.story(0))
        .contains("19.54 Pod pod-1 MODIFIED Pending node-1 startable"); // 12 s later than without
  }

  @Test
  void failsMountsWithBackOffUntilItIsOver() {
    Rig rig = bound(Rig.fault("fail-mount", 0, 12, 1, 1));

    Promise<Effect> ready = rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(40);

    // ends at 7.1, 10.6 (after 0.5 s), 14.6 (1 s)
    assertThat(rig.story(0)).contains("15.04 Pod pod-1 MODIFIED Pending node-1 startable");
    assertThat(ready.isDone()).isTrue();
    assertThat(rig.events("FailedMount")).hasSize(2);
    assertThat(rig.events("FailedMount").getFirst().getNote())
        .matches(
            "MountVolume\\.SetUp failed for volume \"pvc-[0-9a-f-]{36}\" : rpc error: code ="
                + " Internal desc = Could not mount \"fs-1:/\" at"
                + " \"/var/lib/kubelet/pods/[0-9a-f-]{36}/volumes/kubernetes\\.io~csi/pvc-[0-9a-f-]{36}/mount\":"
                + " mount failed: exit status 32");
  }

  @Test
  void keepsPodsOfItsWindowFromEverBeingReady() {
    Rig rig = bound(Rig.fault("never-ready", 10, 10, 1, 1));
    Promise<Effect> before = rig.pod("before", "vol-1");
    rig.timeline.runFor(8);
    Promise<Effect> hit = rig.pod("hit", "vol-1");
    rig.timeline.runFor(10);
    Promise<Effect> after = rig.pod("after", "vol-1");
    rig.timeline.runFor(3_600);

    assertThat(before.isDone()).isTrue();
    assertThat(after.isDone()).isTrue();
    assertThat(hit.isDone()).isFalse();
    assertThat(rig.events("Unhealthy"))
        .allSatisfy(e -> assertThat(e.getRegardingName()).isEqualTo("hit"))
        .as("25 at once, then one in 300 s")
        .hasSizeBetween(34, 38);
    rig.deletePod("hit");
    assertThat(rig.failure(hit).reason()).isEqualTo("Deleted");
  }

  @Test
  void hitsItsShare() {
    Rig rig = Rig.up(Rig.fault("fail-provision", 0, 100, 0.25, 1));
    List<Promise<Effect>> bound = new ArrayList<>();
    for (int i = 0; i < 800; i++) {
      bound.add(rig.claim("vol-" + i));
    }
    rig.timeline.runFor(80);

    assertThat(bound.stream().filter(p -> !p.isDone()).count()).isBetween(160L, 240L);
  }

  @Test
  void makesReadsAndMetadataStale() {
    Rig rig = bound(Rig.fault("stale-handle", 30, 30, 0.5, 1));
    rig.pod("pod-1", "vol-1");
    rig.timeline.runFor(16);
    rig.cluster.io("step", Optional.of(new Scenario.IoLoad(100, 100, 100, 4096)));
    rig.timeline.runFor(60);

    assertThat(errors(rig, "read")).isBetween(1_400L, 1_600L);
    assertThat(errors(rig, "metadata")).isBetween(1_400L, 1_600L);
    assertThat(errors(rig, "write")).isZero();
  }

  private static long errors(Rig rig, String kind) {
    return rig.io(kind).stream().mapToLong(i -> i.getErrors()).sum();
  }

  /** With a bound claim, at 4 s; the fault does not hit its provisioning. */
  private static Rig bound(Scenario.Fault fault) {
    Rig rig = Rig.up(fault);
    rig.claim("vol-1");
    rig.timeline.runFor(3);
    return rig;
  }

  private static double secondsOf(Promise<Effect> promise) {
    var at = promise.get().at();
    return (at.getEpochSecond() * 1_000_000_000L + at.getNano() - QueueTimeline.START) / 1e9;
  }
}
