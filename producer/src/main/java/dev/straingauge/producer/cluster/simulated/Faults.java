package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.FaultInjected;
import dev.straingauge.producer.journal.Journal;
import dev.straingauge.schemas.config.Scenario;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The faults of the scenario by the run's time, each labelled in the journal when it begins. What a
 * fault hits depends on its seed and the object alone.
 */
final class Faults {

  /** What a 429 says that the client shall wait. */
  static final long RETRY_AFTER_NANOS = 1_000_000_000L;

  private final World world;
  private final Journal journal;
  private final List<Window> windows;
  private final RandomGenerator io;
  private final RandomGenerator api;
  private boolean stopped;

  Faults(World world, Journal journal) {
    this.world = world;
    this.journal = journal;
    List<Scenario.Fault> faults = world.scenario.faults();
    RandomGenerator seeds = world.timeline.random("cluster/faults");
    windows =
        faults.stream().map(fault -> new Window(kindOf(fault), fault, seeds.nextLong())).toList();
    io = world.timeline.random("cluster/fault-io");
    api = world.timeline.random("cluster/fault-api");
  }

  /** The run begins now. */
  void start() {
    for (Window window : windows) {
      window.fromNanos = world.timeline.nowNanos() + window.fault.at().toNanos();
      window.toNanos = window.fromNanos + window.fault.duration().toNanos();
      world.timeline.at(window.fromNanos, () -> begin(window));
    }
  }

  /** No fault begins any more; those that last go on. */
  void stop() {
    stopped = true;
  }

  /** The controller crashed by an operation: that is labelled as well. */
  void crashed(long untilNanos) {
    label(
        FaultKind.CONTROLLER_CRASH,
        world.profile.controller(),
        world.timeline.nowNanos(),
        untilNanos);
  }

  double provisionFactor(ClaimState claim) {
    return factor(FaultKind.SLOW_PROVISION, claim);
  }

  double mountFactor(PodState pod) {
    return factor(FaultKind.SLOW_MOUNT, pod);
  }

  double attachFactor(VolumeState volume) {
    return factor(FaultKind.SLOW_ATTACH, volume);
  }

  double detachFactor(VolumeState volume) {
    return factor(FaultKind.SLOW_DETACH, volume);
  }

  boolean failsAttach(VolumeState volume) {
    return hits(FaultKind.FAIL_ATTACH, volume.ordinal);
  }

  boolean failsDetach(VolumeState volume) {
    return hits(FaultKind.FAIL_DETACH, volume.ordinal);
  }

  boolean losesVolume(VolumeState volume) {
    return hits(FaultKind.LOST_VOLUME, volume.ordinal);
  }

  boolean attachesTwice(VolumeState volume) {
    return hits(FaultKind.DOUBLE_ATTACH, volume.ordinal);
  }

  /** Whether the API answers a request with 429 now. */
  boolean throttles() {
    for (Window window : windows) {
      if (window.kind == FaultKind.API_THROTTLING
          && isOpen(window)
          && api.nextDouble() < window.fault.share()) {
        return true;
      }
    }
    return false;
  }

  double terminateFactor(PodState pod) {
    return factor(FaultKind.SLOW_TERMINATE, pod);
  }

  double unmountFactor(PodState pod) {
    return factor(FaultKind.SLOW_UNMOUNT, pod);
  }

  boolean failsPreStop(PodState pod) {
    return hits(FaultKind.FAIL_PRESTOP, pod.ordinal);
  }

  boolean failsProvision(ClaimState claim) {
    return hits(FaultKind.FAIL_PROVISION, claim.ordinal);
  }

  boolean failsMount(PodState pod) {
    return hits(FaultKind.FAIL_MOUNT, pod.ordinal);
  }

  boolean neverReady(PodState pod) {
    return hits(FaultKind.NEVER_READY, pod.ordinal);
  }

  boolean hidesFile(long operationId) {
    return hits(FaultKind.STALE_HANDLE, operationId);
  }

  /**
   * How many of {@code count} reads or metadata operations fail with a stale handle now: the share,
   * rounded up or down by chance.
   */
  long staleOf(long count) {
    long failed = 0;
    for (Window window : windows) {
      if (window.kind == FaultKind.STALE_HANDLE && isOpen(window)) {
        failed = Math.max(failed, (long) (window.fault.share() * count + io.nextDouble()));
      }
    }
    return Math.min(failed, count);
  }

  private void begin(Window window) {
    if (stopped) {
      return;
    }
    window.begun = true;
    switch (window.kind) {
      case CONTROLLER_CRASH -> {
        label(window, target(window));
        world.provisioner.crash(window.toNanos);
      }
      case NODE_LOSS, OUT_OF_SERVICE, FORCE_DELETE -> {
        List<NodeState> nodes = nodesOf(window);
        label(window, names(nodes));
        nodes.forEach(node -> world.nodeLife.lose(node, window.toNanos, window.kind));
      }
      case NODE_DRAIN -> {
        List<NodeState> nodes = nodesOf(window);
        label(window, names(nodes));
        nodes.forEach(world.nodeLife::drain);
        world.timeline.at(window.toNanos, () -> nodes.forEach(world.nodeLife::uncordon));
      }
      default -> label(window, target(window));
    }
  }

  /** At least one: those that come first in an order that the seed makes. */
  private List<NodeState> nodesOf(Window window) {
    long count = Math.max(1, Math.round(window.fault.share() * world.nodes.size()));
    return world.nodes.stream()
        .sorted(
            Comparator.<NodeState>comparingLong(node -> Uids.mix(window.seed + node.ordinal))
                .thenComparingLong(node -> node.ordinal))
        .limit(count)
        .sorted(Comparator.comparingLong(node -> node.ordinal))
        .toList();
  }

  private static String names(List<NodeState> nodes) {
    return nodes.stream().map(node -> node.name).collect(Collectors.joining(", "));
  }

  private void label(Window window, String target) {
    label(window.kind, target, window.fromNanos, window.toNanos);
  }

  private void label(FaultKind kind, String target, long fromNanos, long toNanos) {
    journal.write(new FaultInjected(kind.label(), target, fromNanos, toNanos));
  }

  private String target(Window window) {
    String percent =
        BigDecimal.valueOf(window.fault.share())
                .movePointRight(2)
                .stripTrailingZeros()
                .toPlainString()
            + "% of ";
    return switch (window.kind) {
      case CONTROLLER_CRASH -> world.profile.controller();
      case SLOW_PROVISION, FAIL_PROVISION -> percent + "claims";
      case SLOW_MOUNT, FAIL_MOUNT, NEVER_READY, FAIL_PRESTOP, SLOW_TERMINATE, SLOW_UNMOUNT ->
          percent + "pods";
      case STALE_HANDLE -> percent + "reads and metadata operations";
      case SLOW_ATTACH, FAIL_ATTACH, SLOW_DETACH, FAIL_DETACH, LOST_VOLUME, DOUBLE_ATTACH ->
          percent + "volumes";
      case NODE_LOSS, OUT_OF_SERVICE, FORCE_DELETE, NODE_DRAIN -> percent + "nodes";
      case API_THROTTLING -> percent + "API requests";
    };
  }

  private double factor(FaultKind kind, Tracked object) {
    double factor = 1;
    for (Window window : windows) {
      if (window.kind == kind && isOpen(window) && window.hits(object.ordinal)) {
        factor *= window.fault.factor();
      }
    }
    return factor;
  }

  private boolean hits(FaultKind kind, long ordinal) {
    for (Window window : windows) {
      if (window.kind == kind && isOpen(window) && window.hits(ordinal)) {
        return true;
      }
    }
    return false;
  }

  private boolean isOpen(Window window) {
    long now = world.timeline.nowNanos();
    return window.begun && now < window.toNanos;
  }

  private static FaultKind kindOf(Scenario.Fault fault) {
    return FaultKind.of(fault.kind())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "inject fault '%s': unknown (expected one of %s)"
                        .formatted(fault.kind(), String.join(", ", FaultKind.labels()))));
  }

  private static final class Window {
    final FaultKind kind;
    final Scenario.Fault fault;
    final long seed;
    boolean begun;
    long fromNanos;
    long toNanos;

    Window(FaultKind kind, Scenario.Fault fault, long seed) {
      this.kind = kind;
      this.fault = fault;
      this.seed = seed;
    }

    /** A draw that is the same each time it is asked for. */
    boolean hits(long ordinal) {
      return (Uids.mix(seed + ordinal) >>> 11) * 0x1p-53 < fault.share();
    }
  }
}
