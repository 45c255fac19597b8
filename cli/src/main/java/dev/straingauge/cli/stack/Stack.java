package dev.straingauge.cli.stack;

import dev.straingauge.archiver.store.S3Settings;
import dev.straingauge.cli.embedded.DataFolder;
import dev.straingauge.cli.embedded.EmbeddedException;
import dev.straingauge.cli.embedded.EmbeddedKafka;
import dev.straingauge.cli.embedded.EmbeddedS3;
import dev.straingauge.cli.settings.KafkaProperties;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Kafka and S3 for one command: what is not given is started in this process, both at the same
 * time. Closing stops them at the same time too and gives the data folder back. Thread-safe.
 */
public final class Stack implements AutoCloseable {

  private final Deque<AutoCloseable> servers = new ArrayDeque<>();
  private final CompletableFuture<EmbeddedException> breakdown = new CompletableFuture<>();
  private Map<String, Object> kafka = Map.of();
  private @Nullable S3Settings s3;
  private @Nullable DataFolder folder;
  private Duration kafkaTook = Duration.ZERO;
  private Duration s3Took = Duration.ZERO;

  private Stack() {}

  /**
   * What a command needs.
   *
   * @param data data folder, absolute
   * @param kafka properties of a real Kafka; null: the embedded one
   * @param extra further properties for clients of the embedded one
   * @param withS3 whether S3 is needed at all
   * @param s3 a real S3; null: the embedded one
   */
  public record Wanted(
      Path data,
      @Nullable Map<String, Object> kafka,
      Map<String, Object> extra,
      boolean withS3,
      @Nullable S3Settings s3) {

    /** Whether a part of it runs in this process. */
    public boolean embedded() {
      return kafka == null || (withS3 && s3 == null);
    }
  }

  /**
   * Starts what is wanted and not given.
   *
   * @throws EmbeddedException if a part cannot start; those already started are stopped
   */
  public static Stack open(Wanted wanted) {
    Stack stack = new Stack();
    try {
      stack.start(wanted);
      return stack;
    } catch (RuntimeException e) {
      stack.closeAfter(e);
      throw e;
    }
  }

  /** Client properties. */
  public Map<String, Object> kafka() {
    return kafka;
  }

  /** Where the runs go. */
  public S3Settings s3() {
    if (s3 == null) {
      throw new IllegalStateException("ask for S3: none is wanted");
    }
    return s3;
  }

  /** How long the embedded broker took to start; zero for a real one. */
  public Duration kafkaTook() {
    return kafkaTook;
  }

  /** How long the embedded S3 server took to start; zero for a real one. */
  public Duration s3Took() {
    return s3Took;
  }

  /** Completes when an embedded part gives up by itself. */
  public CompletableFuture<EmbeddedException> breakdown() {
    return breakdown;
  }

  @Override
  public void close() {
    RuntimeException first = stopAll(null);
    if (first != null) {
      throw first;
    }
  }

  private void start(Wanted wanted) {
    if (wanted.embedded() || wanted.withS3()) {
      folder = DataFolder.lock(wanted.data());
    }
    boolean embeddedS3 = wanted.withS3() && wanted.s3() == null;
    CompletableFuture<Optional<Timed<EmbeddedS3>>> server =
        embeddedS3
            ? background("embedded-s3", () -> EmbeddedS3.start(wanted.data()))
            : CompletableFuture.completedFuture(Optional.empty());
    try {
      startKafka(wanted);
    } catch (RuntimeException e) {
      waitAndClose(server, e);
      throw e;
    }
    useS3(wanted, join(server));
  }

  private void startKafka(Wanted wanted) {
    if (wanted.kafka() != null) {
      kafka = new TreeMap<>(wanted.kafka());
      return;
    }
    DataFolder locked = Objects.requireNonNull(folder);
    Timed<EmbeddedKafka> broker = timed(() -> EmbeddedKafka.start(locked.kafka()));
    servers.push(broker.value());
    broker.value().breakdown().thenAccept(breakdown::complete).exceptionally(thrown -> null);
    kafkaTook = broker.took();
    kafka = KafkaProperties.at(broker.value().bootstrapServers(), wanted.extra());
    kafka.putIfAbsent("metric.reporters", ""); // nobody looks at the beans of a process this short
    locked.announce(broker.value().bootstrapServers());
  }

  private void useS3(Wanted wanted, Optional<Timed<EmbeddedS3>> server) {
    if (server.isEmpty()) {
      s3 = wanted.s3();
      return;
    }
    EmbeddedS3 running = server.get().value();
    servers.push(running);
    s3Took = server.get().took();
    s3 =
        S3Settings.of(
            running.endpoint(),
            EmbeddedS3.BUCKET,
            new S3Settings.Credentials(running.accessKey(), running.secretKey()));
  }

  private void closeAfter(RuntimeException first) {
    stopAll(first);
  }

  /** All servers at the same time, since each waits for its clients; then the folder. */
  private @Nullable RuntimeException stopAll(@Nullable RuntimeException first) {
    List<CompletableFuture<Optional<Timed<Boolean>>>> stopping = new ArrayList<>();
    while (!servers.isEmpty()) {
      AutoCloseable server = servers.pop();
      stopping.add(background("stop-" + server.getClass().getSimpleName(), () -> closed(server)));
    }
    RuntimeException failure = first;
    for (CompletableFuture<?> stop : stopping) {
      failure = attempt(() -> join(stop), failure);
    }
    DataFolder locked = folder;
    folder = null;
    return locked == null ? failure : attempt(() -> closed(locked), failure);
  }

  private static @Nullable RuntimeException attempt(
      Runnable step, @Nullable RuntimeException before) {
    try {
      step.run();
      return before;
    } catch (RuntimeException e) {
      if (before == null) {
        return e;
      }
      before.addSuppressed(e);
      return before;
    }
  }

  private static boolean closed(AutoCloseable part) {
    try {
      part.close();
      return true;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private record Timed<T>(T value, Duration took) {}

  private static <T> Timed<T> timed(Supplier<T> start) {
    long begun = System.nanoTime();
    T value = start.get();
    return new Timed<>(value, Duration.ofNanos(System.nanoTime() - begun));
  }

  private static <T> CompletableFuture<Optional<Timed<T>>> background(
      String name, Supplier<T> start) {
    CompletableFuture<Optional<Timed<T>>> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .name(name)
        .daemon()
        .start(
            () -> {
              try {
                result.complete(Optional.of(timed(start)));
              } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  private static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static void waitAndClose(
      CompletableFuture<Optional<Timed<EmbeddedS3>>> server, RuntimeException first) {
    try {
      server.join().ifPresent(running -> running.value().close());
    } catch (RuntimeException e) {
      first.addSuppressed(e);
    }
  }
}
