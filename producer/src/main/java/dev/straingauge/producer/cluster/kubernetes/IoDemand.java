package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.schemas.config.Scenario.IoLoad;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The I/O that a phase asks for. Thread-safe but for the shares, which are those of one thread. */
final class IoDemand {

  private final String step;
  private final IoShares shares;
  private final Consumer<ClusterException> failed;
  private final AtomicBoolean decided = new AtomicBoolean();

  /**
   * @param step phase of the scenario
   * @param failed told at most once: no pod can do it
   */
  IoDemand(String step, IoLoad load, Consumer<ClusterException> failed) {
    this.step = step;
    this.shares = new IoShares(load);
    this.failed = failed;
  }

  String step() {
    return step;
  }

  IoShares shares() {
    return shares;
  }

  /** A pod does it. */
  void succeeded() {
    decided.set(true);
  }

  /** A pod cannot do it, and why: if none could before, none can. */
  void failed(ClusterException cause) {
    if (decided.compareAndSet(false, true)) {
      failed.accept(cause);
    }
  }
}
