package dev.straingauge.analyzer;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A real broker of one node in this process, for a test. */
final class TestBroker implements AutoCloseable {

  private final KafkaRaftServer server;
  private final int port;

  private TestBroker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  static TestBroker start(Path folder) throws Exception {
    int port = freePort();
    int controllerPort = freePort();
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "process.roles", "broker,controller",
            "node.id", "1",
            "listeners",
                "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                    .formatted(port, controllerPort),
            "advertised.listeners", "PLAINTEXT://127.0.0.1:" + port,
            "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "controller.listener.names", "CONTROLLER",
            "controller.quorum.voters", "1@127.0.0.1:" + controllerPort,
            "log.dirs", folder.toString(),
            "log.cleaner.enable", "false",
            "default.replication.factor", "1"));
    properties.putAll(
        Map.of(
            "offsets.topic.replication.factor", "1",
            "offsets.topic.num.partitions", "1",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.num.partitions", "1",
            "transaction.state.log.min.isr", "1",
            "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000",
            "group.min.session.timeout.ms", "1000",
            "group.initial.rebalance.delay.ms", "0"));
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(1)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName("CONTROLLER")
        .setDirectories(List.of(folder.toString()))
        .setMetadataLogDirectory(folder.toString())
        .run();
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    server.startup();
    return new TestBroker(server, port);
  }

  Map<String, Object> clientProps() {
    return Map.of("bootstrap.servers", "127.0.0.1:" + port);
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
