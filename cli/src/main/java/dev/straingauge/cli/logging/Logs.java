package dev.straingauge.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The log of one command: to the terminal what our own packages warn of (with {@code -v} all they
 * say), to a file everything. Closing gives both up. One at a time in a JVM.
 */
public final class Logs implements AutoCloseable {

  /** Name of the log file in the data folder. */
  public static final String FILE = "straingauge.log";

  /**
   * Logger of what ends a command: to the file with its stack trace, since the terminal gets a
   * message of another form.
   */
  public static final String FAILURES = "dev.straingauge.failures";

  private static final String OURS = "dev.straingauge";
  private static final long MAX_FILE_BYTES = 16L << 20;

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final LogFormat format;
  private final Sink terminal;
  private @Nullable Sink file;
  private @Nullable Path path;

  private Logs(LogFormat format, Consumer<String> lines, Optional<Level> least) {
    this.format = format;
    this.terminal = new Sink(event -> show(event, lines), () -> {});
    Logger ours = context.getLogger(OURS);
    ours.setLevel(least.filter(Level.DEBUG::equals).orElse(Level.INFO));
    least.ifPresent(
        level -> {
          terminal.least = level;
          attach(ours, terminal);
        });
  }

  /**
   * Begins with the terminal alone: {@code lines} gets one line per record, warnings and above,
   * none when {@code quiet}, all when {@code verbose}.
   */
  public static Logs begin(
      LogFormat format, boolean quiet, boolean verbose, Consumer<String> lines) {
    Optional<Level> least =
        quiet ? Optional.empty() : Optional.of(verbose ? Level.DEBUG : Level.WARN);
    return new Logs(format, lines, least);
  }

  /**
   * From now on everything goes to {@code folder/straingauge.log} too; a large old one is moved
   * aside.
   *
   * @throws IOException if the file cannot be written
   */
  public synchronized void toFile(Path folder) throws IOException {
    if (file != null) {
      return;
    }
    Files.createDirectories(folder);
    Path target = folder.resolve(FILE);
    if (Files.exists(target) && Files.size(target) > MAX_FILE_BYTES) {
      Files.move(target, folder.resolve(FILE + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
    PrintStream out =
        new PrintStream(
            Files.newOutputStream(target, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            true,
            StandardCharsets.UTF_8);
    Sink sink = new Sink(event -> out.println(Layouts.inFile(event, format)), out::close);
    attach(context.getLogger(Logger.ROOT_LOGGER_NAME), sink);
    file = sink;
    path = target;
  }

  /** The log file, once there is one. */
  public synchronized Optional<Path> file() {
    return Optional.ofNullable(path);
  }

  @Override
  public synchronized void close() {
    detach(context.getLogger(OURS), terminal);
    if (file != null) {
      detach(context.getLogger(Logger.ROOT_LOGGER_NAME), file);
      file.close.run();
      file = null;
    }
  }

  private void show(ILoggingEvent event, Consumer<String> lines) {
    if (!event.getLoggerName().equals(FAILURES)) {
      lines.accept(Layouts.onTerminal(event, format));
    }
  }

  private void attach(Logger logger, Sink sink) {
    sink.setContext(context);
    sink.start();
    logger.addAppender(sink);
  }

  private static void detach(Logger logger, Sink sink) {
    logger.detachAppender(sink);
    sink.stop();
  }

  private static final class Sink extends AppenderBase<ILoggingEvent> {
    private final Consumer<ILoggingEvent> to;
    private final Runnable close;
    private Level least = Level.TRACE;

    Sink(Consumer<ILoggingEvent> to, Runnable close) {
      this.to = to;
      this.close = close;
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel().isGreaterOrEqual(least)) {
        to.accept(event);
      }
    }
  }
}
