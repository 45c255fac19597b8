package dev.straingauge.producer.broker;

import dev.straingauge.schemas.topic.Topic;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** One broker in this process, on free ports of loopback. */
public final class TestBroker implements AutoCloseable {

  private static final int ATTEMPTS = 5;

  private final KafkaRaftServer server;
  private final int port;

  private TestBroker(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /** Starts a broker on a new folder. */
  public static TestBroker start(Path folder) throws Exception {
    for (int attempt = 1; ; attempt++) {
      try {
        return start(folder.resolve("attempt-" + attempt), freePort(), freePort());
      } catch (RuntimeException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Client properties that lead here. */
  public Map<String, Object> clients() {
    return Map.of("bootstrap.servers", "127.0.0.1:" + port);
  }

  /** Makes all topics with append time. */
  public void createTopics(String prefix, int partitions) throws Exception {
    List<NewTopic> topics =
        Stream.of(Topic.values())
            .map(
                topic ->
                    new NewTopic(topic.name(prefix), Optional.of(partitions), Optional.empty()))
            .map(topic -> topic.configs(Map.of("message.timestamp.type", "LogAppendTime")))
            .toList();
    try (Admin admin = Admin.create(clients())) {
      admin.createTopics(topics).all().get();
    }
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static TestBroker start(Path folder, int port, int controllerPort) throws Exception {
    Properties p = new Properties();
    p.putAll(
        Map.of(
            "process.roles", "broker,controller",
            "node.id", "1",
            "listeners",
                "CLIENTS://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort),
            "listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name", "CLIENTS",
            "controller.listener.names", "CONTROLLER",
            "controller.quorum.voters", "1@127.0.0.1:" + controllerPort,
            "log.dirs", folder.toString(),
            "auto.create.topics.enable", "false",
            "controlled.shutdown.enable", "false"));
    p.putAll(
        Map.of(
            "offsets.topic.replication.factor", "1",
            "transaction.state.log.replication.factor", "1",
            "transaction.state.log.min.isr", "1",
            "log.segment.bytes", Integer.toString(64 << 20),
            "log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20)));
    try (PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(nowhere)
          .setNodeId(1)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName("CONTROLLER")
          .setDirectories(List.of(folder.toString()))
          .setMetadataLogDirectory(folder.toString())
          .run();
    }
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(p), Time.SYSTEM);
    try {
      server.startup();
    } catch (RuntimeException e) {
      server.shutdown();
      throw e;
    }
    return new TestBroker(server, port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
