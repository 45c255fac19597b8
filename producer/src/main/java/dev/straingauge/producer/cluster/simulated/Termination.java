package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.cluster.simulated.Attaching.WaitingText;

/**
 * How the containers of pods end, as the kubelet has it: the preStop hook, SIGTERM, and SIGKILL
 * when the grace period is over, which the hook's time counts towards; after a hook at least two
 * seconds are left.
 */
final class Termination {

  private static final long SECOND = 1_000_000_000L;

  /** Of pods that are no members of a set. */
  static final long GRACE_NANOS = 30 * SECOND;

  /** What the kubelet leaves for SIGTERM after a hook. */
  private static final long LEAST_NANOS = 2 * SECOND;

  /** When a hook fails, counted from its start. */
  private static final long FAILS_AFTER_NANOS = SECOND;

  private final World world;
  private final String reporter;
  private final Delay terminate;

  Termination(World world, String reporter) {
    this.world = world;
    this.reporter = reporter;
    terminate = world.delay(world.profile.latencies().terminate(), "terminate");
  }

  /** The pod is told to end; how long that takes, in nanoseconds. */
  long begin(PodState pod, NodeState node) {
    SetState set = pod.set;
    double factor = world.faults.terminateFactor(pod);
    if (set == null) {
      return factor > 1 ? terminate.next(factor) : Math.min(terminate.next(), GRACE_NANOS);
    }
    long grace = set.settings.gracePeriod().toNanos();
    long hook = hookNanos(pod, node, set, grace);
    long left = hook == 0 ? grace : Math.max(grace - hook, LEAST_NANOS);
    long signal = factor > 1 ? terminate.next(factor) : Math.min(terminate.next(), left);
    return hook + signal;
  }

  /**
   * By how much longer its volume stays in use on the node, after the pod is gone: what holds files
   * open ends in order by the hook alone.
   */
  double unmountFactor(PodState pod) {
    return pod.set == null || pod.stoppedInOrder ? 1 : world.faults.unmountFactor(pod);
  }

  private long hookNanos(PodState pod, NodeState node, SetState set, long grace) {
    if (!set.preStop) {
      return 0;
    }
    if (world.faults.failsPreStop(pod)) {
      world.after(
          Math.min(FAILS_AFTER_NANOS, grace),
          world.kubelet.onNode(
              node, () -> world.events.warning(pod, "FailedPreStopHook", reporter, failed(pod))));
      return Math.min(FAILS_AFTER_NANOS, grace);
    }
    long hook = set.settings.preStopDuration().toNanos();
    pod.stoppedInOrder = hook <= grace;
    return Math.min(hook, grace);
  }

  /** Newer kubelets say no more than that, so that no secret leaks. */
  private String failed(PodState pod) {
    Attaching attaching = world.profile.attaching();
    if (attaching != null && attaching.waitingText() == WaitingText.WAITING_FOR_DETACH) {
      return "PreStopHook failed";
    }
    return ("Exec lifecycle hook ([/scripts/stop]) for Container \"app\" in Pod \"%s_%s(%s)\""
            + " failed - error: command '/scripts/stop' exited with 137: , message: \"\"")
        .formatted(pod.name, pod.namespace, pod.uid);
  }
}
