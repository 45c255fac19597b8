package dev.straingauge.cli.embedded;

import dev.straingauge.cli.embedded.EmbeddedException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker in this process: KRaft, one node, loopback, free ports, its log in a folder.
 * Starting again on the same folder takes other ports and finds the same topics. Thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final int ATTEMPTS = 5;

  /** A broker asks its controller before it stops, for up to five minutes if that one is stuck. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private static final Duration GIVEN_UP_LIMIT = Duration.ofSeconds(1);

  private final KafkaRaftServer server;
  private final int port;
  private final Breakdown breakdown;

  private EmbeddedKafka(KafkaRaftServer server, int port, Breakdown breakdown) {
    this.server = server;
    this.port = port;
    this.breakdown = breakdown;
  }

  /**
   * Starts the broker on {@code folder}, which is made and formatted if it is new.
   *
   * @throws EmbeddedException PORTS, FULL, UNWRITABLE or BROKEN
   */
  public static EmbeddedKafka start(Path folder) {
    Breakdown breakdown = Breakdown.install(folder);
    boolean killed = killed(folder);
    RuntimeException last = new IllegalStateException("no attempt");
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      List<Integer> ports = Ports.free(2);
      try {
        EmbeddedKafka kafka = start(folder, ports.get(0), ports.get(1), breakdown);
        if (killed) {
          LeftTransactions.end(kafka.bootstrapServers());
        }
        Coordinators.wake(kafka.bootstrapServers());
        return kafka;
      } catch (RuntimeException e) {
        if (!IoCauses.isBindFailure(e)) {
          throw failed(folder, e, breakdown);
        }
        LOG.debug("a free port was taken before the broker bound it, attempt {}", attempt);
        last = e;
      }
    }
    throw new EmbeddedException(
        Kind.PORTS,
        "start embedded Kafka: no free port on 127.0.0.1 after %d attempts".formatted(ATTEMPTS),
        last);
  }

  /** {@code host:port} for clients. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /**
   * Completes with the reason when the broker gives up by itself, for instance because its disk is
   * full.
   */
  public CompletableFuture<EmbeddedException> breakdown() {
    return breakdown.reason;
  }

  /**
   * Stops the broker. One that gave up, or does not stop in time, is left to the end of the
   * process: what it has acknowledged is on disk.
   */
  @Override
  public void close() {
    CompletableFuture<Boolean> stopped = new CompletableFuture<>();
    Thread.ofPlatform().name("stop-kafka").daemon().start(() -> stop(stopped));
    Duration limit = breakdown.known().isPresent() ? GIVEN_UP_LIMIT : STOP_LIMIT;
    try {
      stopped.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      Breakdown.uninstall(breakdown);
    } catch (TimeoutException e) {
      LOG.atInfo().addKeyValue("limit", limit).log("embedded broker did not stop in time");
    } catch (ExecutionException e) {
      LOG.atWarn().setCause(e.getCause()).log("embedded broker did not stop well");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop(CompletableFuture<Boolean> stopped) {
    try {
      server.shutdown();
      server.awaitShutdown();
      stopped.complete(true);
    } catch (Throwable e) {
      stopped.completeExceptionally(e);
    }
  }

  static EmbeddedKafka start(Path folder, int port, int controllerPort, Breakdown breakdown) {
    Properties properties = BrokerProperties.of(folder, port, controllerPort);
    format(folder);
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
    try {
      server.startup();
    } catch (RuntimeException e) {
      shutDownAfter(e, server);
      throw e;
    }
    return new EmbeddedKafka(server, port, breakdown);
  }

  /** Whether the folder was used before and its broker did not stop in order. */
  private static boolean killed(Path folder) {
    return Files.exists(folder.resolve("meta.properties"))
        && !Files.exists(folder.resolve(".kafka_cleanshutdown"));
  }

  private static void shutDownAfter(RuntimeException first, KafkaRaftServer server) {
    try {
      server.shutdown();
    } catch (RuntimeException e) {
      first.addSuppressed(e);
    }
  }

  private static void format(Path folder) {
    if (Files.exists(folder.resolve("meta.properties"))) {
      return;
    }
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(words, true, StandardCharsets.UTF_8)) {
      Files.createDirectories(folder);
      new Formatter()
          .setPrintStream(out)
          .setNodeId(BrokerProperties.NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName("CONTROLLER")
          .setDirectories(List.of(folder.toString()))
          .setMetadataLogDirectory(folder.toString())
          .setIgnoreFormatted(true)
          .run();
    } catch (java.io.IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(words.toString(StandardCharsets.UTF_8), e);
    }
    LOG.debug("{}", words);
  }

  private static EmbeddedException failed(Path folder, RuntimeException e, Breakdown breakdown) {
    Optional<EmbeddedException> known = breakdown.known();
    if (known.isPresent()) {
      return known.get();
    }
    if (IoCauses.isDiskFull(e)) {
      return new EmbeddedException(
          Kind.FULL, "start embedded Kafka in '%s': no space left".formatted(folder), e);
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof java.nio.file.AccessDeniedException denied) {
        return new EmbeddedException(
            Kind.UNWRITABLE,
            "start embedded Kafka in '%s': permission denied for '%s'"
                .formatted(folder, denied.getFile()),
            e);
      }
    }
    return new EmbeddedException(
        Kind.BROKEN, "start embedded Kafka in '%s': %s".formatted(folder, e.getMessage()), e);
  }

  /**
   * Kafka ends its process when its log folder fails. In here that would take everything with it
   * without a word, so its way out is turned into a result that somebody waits for. The hook is one
   * per JVM, and so is the embedded broker, except in tests, where the last one started has it.
   */
  static final class Breakdown {

    private static final AtomicReference<@Nullable Breakdown> CURRENT = new AtomicReference<>();

    private final Path folder;
    private final CompletableFuture<EmbeddedException> reason = new CompletableFuture<>();

    private Breakdown(Path folder) {
      this.folder = folder;
    }

    static Breakdown install(Path folder) {
      Breakdown breakdown = new Breakdown(folder);
      CURRENT.set(breakdown);
      Exit.setHaltProcedure(breakdown::ended);
      Exit.setExitProcedure(breakdown::ended);
      return breakdown;
    }

    static void uninstall(Breakdown breakdown) {
      if (CURRENT.compareAndSet(breakdown, null)) {
        Exit.resetHaltProcedure();
        Exit.resetExitProcedure();
      }
    }

    private Optional<EmbeddedException> known() {
      return reason.isDone() ? Optional.of(reason.join()) : Optional.empty();
    }

    private void ended(int status, @Nullable String message) {
      boolean full = folder.toFile().getUsableSpace() < (1L << 20);
      String why =
          full ? "no space left on the device" : message == null ? "see the log file" : message;
      EmbeddedException failure =
          new EmbeddedException(
              full ? Kind.FULL : Kind.BROKEN,
              "run embedded Kafka in '%s': the broker gave up, %s".formatted(folder, why));
      if (reason.complete(failure)) {
        LOG.atError().log(String.valueOf(failure.getMessage()));
      }
      throw failure;
    }
  }
}
