package dev.straingauge.cli.embedded;

import java.nio.file.Path;
import java.util.Properties;

/**
 * Settings of the embedded broker: one node that is broker and controller, on loopback, small in
 * memory and quick to start.
 */
final class BrokerProperties {

  static final int NODE_ID = 1;

  /** What a partition keeps at most, so that a folder does not grow for ever. */
  static final long RETENTION_BYTES = 1L << 30;

  private BrokerProperties() {}

  static Properties of(Path folder, int port, int controllerPort) {
    Properties p = new Properties();
    set(p, "process.roles", "broker,controller");
    set(p, "node.id", NODE_ID);
    set(
        p,
        "listeners",
        "CLIENTS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
    set(p, "advertised.listeners", "CLIENTS://127.0.0.1:%d".formatted(port));
    set(p, "listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
    set(p, "inter.broker.listener.name", "CLIENTS");
    set(p, "controller.listener.names", "CONTROLLER");
    set(p, "controller.quorum.voters", "%d@127.0.0.1:%d".formatted(NODE_ID, controllerPort));
    set(p, "log.dirs", folder);
    oneNode(p);
    retention(p);
    small(p);
    return p;
  }

  private static void oneNode(Properties p) {
    set(p, "default.replication.factor", 1);
    set(p, "min.insync.replicas", 1);
    set(p, "offsets.topic.replication.factor", 1);
    set(p, "offsets.topic.num.partitions", 2);
    set(p, "transaction.state.log.replication.factor", 1);
    set(p, "transaction.state.log.min.isr", 1);
    set(p, "transaction.state.log.num.partitions", 2);
    set(p, "share.coordinator.state.topic.replication.factor", 1);
    set(p, "share.coordinator.state.topic.min.isr", 1);
    set(p, "share.coordinator.state.topic.num.partitions", 1);
    set(p, "group.initial.rebalance.delay.ms", 0);
    set(p, "auto.create.topics.enable", false);
  }

  /**
   * Nothing is flushed by force: a killed process loses nothing, since the page cache outlives it;
   * only a dead machine does.
   */
  private static void retention(Properties p) {
    set(p, "log.retention.bytes", RETENTION_BYTES);
    set(p, "log.segment.bytes", 128 << 20);
    set(p, "log.index.size.max.bytes", 1 << 20);
    set(p, "log.cleaner.dedupe.buffer.size", 4 << 20);
    set(p, "log.cleaner.io.buffer.size", 128 << 10);
  }

  private static void small(Properties p) {
    set(p, "num.network.threads", 2);
    set(p, "num.io.threads", 3);
    set(p, "background.threads", 2);
    set(p, "group.coordinator.threads", 1);
    set(p, "share.coordinator.threads", 1);
    set(p, "num.replica.fetchers", 1);
    set(p, "metric.reporters", "");
    set(p, "metrics.jmx.exclude", ".*");
    set(p, "metadata.max.idle.interval.ms", 5_000);
    set(p, "controlled.shutdown.enable", true);
  }

  private static void set(Properties p, String key, Object value) {
    p.setProperty(key, value.toString());
  }
}
