package dev.straingauge.cli.endtoend;

import dev.straingauge.cli.documents.SchemaFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Commands as processes of their own, so that they can be killed. Closing kills those that are
 * left.
 */
final class Processes implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path folder;
  private final Map<String, String> environment;
  private final List<Started> all = new ArrayList<>();

  Processes(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  /** A running command. */
  record Started(String command, Process process, Path out, Path err) {

    /** SIGKILL: nothing is flushed, nothing is said. */
    void kill() throws InterruptedException {
      process.destroyForcibly();
      process.waitFor();
    }

    void signal(String name) throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    /** Waits for its end; a document that it printed must hold its schema. */
    int code() throws InterruptedException {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("still running: " + this);
      }
      SchemaFiles.hold(command.split(" ", -1), stdout());
      return process.exitValue();
    }

    /** Waits until something holds; looks again and again while the process lives. */
    void until(String what, BooleanSupplier holds) throws InterruptedException {
      long end = System.nanoTime() + LIMIT.toNanos();
      while (!holds.getAsBoolean()) {
        if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
          throw new AssertionError("ended before " + what + ": " + this);
        }
        if (System.nanoTime() > end) {
          throw new AssertionError("waited for " + what + " in vain: " + this);
        }
      }
    }

    String stdout() {
      return read(out);
    }

    String stderr() {
      return read(err);
    }

    @Override
    public String toString() {
      return command + "\n" + stdout() + stderr();
    }

    private static String read(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  Started start(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx300m",
            "-XX:+UseSerialGC"));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "dev.straingauge.cli.Main"));
    command.addAll(List.of(args));
    String name = all.size() + "-" + args[0];
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve(name + ".out").toFile())
            .redirectError(folder.resolve(name + ".err").toFile());
    builder.environment().putAll(environment);
    builder.environment().put("LANG", "C.UTF-8");
    Started started =
        new Started(
            String.join(" ", args),
            builder.start(),
            folder.resolve(name + ".out"),
            folder.resolve(name + ".err"));
    all.add(started);
    return started;
  }

  @Override
  public void close() {
    try {
      for (Started each : all) {
        each.kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stop the processes of a test: interrupted", e);
    }
  }
}
