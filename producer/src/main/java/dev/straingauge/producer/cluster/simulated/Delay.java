package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.stage.Timeline;
import java.util.random.RandomGenerator;

/** A latency drawn from its own generator, so that one component's draws do not shift another's. */
final class Delay {

  /** 31 years: what takes longer never ends, and its end still fits into a time. */
  private static final double NEVER = 1e18;

  private final Timeline timeline;
  private final Lognormal distribution;
  private final RandomGenerator random;

  Delay(Timeline timeline, Latency latency, String purpose) {
    this.timeline = timeline;
    distribution = new Lognormal(latency);
    random = timeline.random("cluster/" + purpose);
  }

  /** The next latency in nanoseconds. */
  long next() {
    return distribution.sample(random);
  }

  /** The next latency times {@code factor}, in nanoseconds. */
  long next(double factor) {
    return (long) Math.min(NEVER, next() * factor);
  }

  /** Runs {@code task} after the next latency. */
  void then(Runnable task) {
    timeline.at(timeline.nowNanos() + next(), task);
  }

  /** Runs {@code task} after the next latency times {@code factor}. */
  void then(double factor, Runnable task) {
    timeline.at(timeline.nowNanos() + next(factor), task);
  }

  /** Whether an event of that probability happens now. */
  boolean chance(double share) {
    return share > 0 && random.nextDouble() < share;
  }
}
