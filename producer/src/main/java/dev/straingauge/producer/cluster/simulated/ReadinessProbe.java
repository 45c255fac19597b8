package dev.straingauge.producer.cluster.simulated;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The readiness probes: a ticker with the probe's period begins within a second of the container's
 * start (the kubelet lists containers each second) and probes from the first tick at or after the
 * initial delay.
 */
final class ReadinessProbe {

  private static final long SECOND = 1_000_000_000L;
  private static final String FAILED =
      "Readiness probe failed: stat: cannot stat '/data/ready': No such file or directory";

  private final World world;
  private final String reporter;
  private final long initialDelayNanos;
  private final long periodNanos;
  private final Delay application;
  private final RandomGenerator random;

  ReadinessProbe(World world, String reporter, Duration initialDelay, Duration period) {
    this.world = world;
    this.reporter = reporter;
    initialDelayNanos = initialDelay.toNanos();
    periodNanos = period.toNanos();
    application = world.delay(world.profile.latencies().application(), "application");
    random = world.timeline.random("cluster/probe");
  }

  /** The container has started; {@code ready} runs at the first probe that succeeds. */
  void watch(PodState pod, NodeState node, Runnable ready) {
    long applicationUp = world.timeline.nowNanos() + application.next();
    long firstTick = random.nextLong(SECOND);
    long ticks =
        firstTick >= initialDelayNanos
            ? 0
            : (initialDelayNanos - firstTick + periodNanos - 1) / periodNanos;
    world.after(
        firstTick + ticks * periodNanos,
        world.kubelet.onNode(node, () -> probe(pod, node, applicationUp, ready)));
  }

  private void probe(PodState pod, NodeState node, long applicationUp, Runnable ready) {
    if (pod.deleting) {
      return;
    }
    if (pod.neverReady || world.timeline.nowNanos() < applicationUp) {
      world.events.warning(pod, "Unhealthy", reporter, FAILED);
      world.after(
          periodNanos, world.kubelet.onNode(node, () -> probe(pod, node, applicationUp, ready)));
    } else {
      ready.run();
    }
  }
}
