package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.cluster.simulated.DriverProfile.BackOffs;
import dev.straingauge.producer.cluster.simulated.DriverProfile.Errors;
import dev.straingauge.producer.cluster.simulated.DriverProfile.Latencies;
import dev.straingauge.producer.cluster.simulated.DriverProfile.Limits;
import dev.straingauge.producer.cluster.simulated.DriverProfile.RequestRate;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.config.Scenario.Load;
import dev.straingauge.schemas.config.Scenario.Parameter;
import dev.straingauge.schemas.config.Scenario.StorageClass;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Scenarios and profiles for tests. */
final class Plans {

  private Plans() {}

  static Scenario scenario(Scenario.Fault... faults) {
    return scenario(2, "Delete", "Immediate", faults);
  }

  static Scenario scenario(
      int nodes, String reclaimPolicy, String bindingMode, Scenario.Fault... faults) {
    return new Scenario(
        "test",
        new Scenario.Target(
            "storage",
            nodes,
            "efs",
            "2.1.8",
            "ns",
            new StorageClass(
                "efs-sc",
                reclaimPolicy,
                bindingMode,
                List.of("tls"),
                List.of(
                    new Parameter("provisioningMode", "efs-ap"),
                    new Parameter("fileSystemId", "fs-1"))),
            new Scenario.PodTemplate("alpine", Duration.ofSeconds(5), Duration.ofSeconds(5))),
        1,
        List.of(
            new Scenario.Phase(
                "step",
                Duration.ofHours(1),
                false,
                new Load.Closed(1, Duration.ZERO),
                List.of(),
                List.of(),
                Optional.empty())),
        new Scenario.Limits(1000, 50, 3000),
        List.of(),
        new Scenario.Retries(3, Duration.ofSeconds(1)),
        List.of(),
        List.of(faults));
  }

  /** The same with a driver that attaches disks, each for one node. */
  static Scenario block(int nodes, Scenario.Fault... faults) {
    return block(nodes, "Delete", "Immediate", faults);
  }

  static Scenario block(
      int nodes, String reclaimPolicy, String bindingMode, Scenario.Fault... faults) {
    Scenario efs = scenario(nodes, reclaimPolicy, bindingMode, faults);
    return new Scenario(
        efs.name(),
        new Scenario.Target(
            "storage",
            nodes,
            "block",
            "1.4.0",
            "ns",
            new StorageClass("block-sc", reclaimPolicy, bindingMode, List.of(), List.of()),
            efs.target().pod(),
            Scenario.Target.RWO),
        1,
        efs.phases(),
        efs.limits(),
        efs.timeouts(),
        efs.retries(),
        efs.scenarios(),
        efs.faults());
  }

  /** Attaching takes 5 s, detaching 2 s, an API request 10 ms; nothing fails. */
  static Attaching attaching() {
    return attaching(5_000, 2_000, 4);
  }

  static Attaching attaching(long attachMillis, long detachMillis, int volumesPerNode) {
    return new Attaching(
        volumesPerNode,
        10,
        Duration.ofSeconds(15),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        millis(attachMillis),
        millis(detachMillis),
        0,
        0,
        Attaching.WaitingText.MULTI_ATTACH);
  }

  /** {@link #fixed()} with attachment. */
  static DriverProfile fixed(Attaching attaching) {
    RequestRate unlimited = new RequestRate(1e6, 1_000_000);
    return fixed(attaching, unlimited, unlimited);
  }

  static DriverProfile fixed(Attaching attaching, RequestRate sidecars, RequestRate controllers) {
    DriverProfile efs = fixed();
    return new DriverProfile(
        "fixed-block",
        "block.csi.straingauge.dev",
        "block-csi-controller",
        attaching,
        new Expanding(millis(4_000), millis(500)),
        new Snapshotting(millis(6_000), millis(1_500)),
        new DriverProfile.Clients(sidecars, sidecars, controllers),
        true,
        false,
        efs.limits(),
        efs.latencies(),
        efs.backOffs(),
        efs.errors(),
        efs.restart());
  }

  /** {@link #fixed()} with other nodes or another driver. */
  static DriverProfile fixed(boolean probes, boolean stages) {
    DriverProfile efs = fixed();
    return new DriverProfile(
        efs.name(),
        efs.csiDriver(),
        efs.controller(),
        null,
        null,
        null,
        null,
        probes,
        stages,
        efs.limits(),
        efs.latencies(),
        efs.backOffs(),
        efs.errors(),
        efs.restart());
  }

  /** Everything takes a fixed time, nothing fails. */
  static DriverProfile fixed() {
    return fixed(new Limits(1000, 110, 100, 100, 10));
  }

  static DriverProfile fixed(Limits limits) {
    return fixed(limits, 1, 2_000, 200);
  }

  /** With other times to be seen, to delete a volume, to start a command. */
  static DriverProfile taking(long watchMillis, long deleteMillis, long execMillis) {
    return fixed(new Limits(1000, 110, 100, 100, 10), watchMillis, deleteMillis, execMillis);
  }

  private static DriverProfile fixed(
      Limits limits, long watchMillis, long deleteMillis, long execMillis) {
    return new DriverProfile(
        "fixed",
        "efs.csi.aws.com",
        "efs-csi-controller",
        null,
        null,
        null,
        null,
        true,
        false,
        limits,
        new Latencies(
            millis(10), // api
            millis(watchMillis),
            millis(50), // controller
            millis(20), // schedule
            millis(1_000), // provision
            millis(deleteMillis),
            millis(100), // kubelet
            millis(3_000), // mount
            millis(300), // unmount
            millis(400), // sandbox
            millis(600), // start
            millis(1_500), // application
            millis(700), // terminate
            millis(execMillis),
            millis(2), // read
            millis(4), // write
            millis(3)), // metadata
        new BackOffs(
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(122)),
        new Errors(0, 0, 0, 0),
        Duration.ofSeconds(25));
  }

  private static Latency millis(long millis) {
    return Latency.fixed(Duration.ofMillis(millis));
  }
}
