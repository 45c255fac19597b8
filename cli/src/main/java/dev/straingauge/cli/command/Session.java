package dev.straingauge.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.cli.embedded.IoCauses;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.logging.Logs;
import dev.straingauge.cli.progress.Progress;
import dev.straingauge.cli.terminal.Style;
import dev.straingauge.cli.terminal.Surroundings;
import dev.straingauge.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/** One command at work: its streams, its log, its result. */
final class Session implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DefaultPrettyPrinter INDENTED =
      new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));

  private final Surroundings around;
  private final LogOptions options;
  private final OutputOptions output;
  private final AtomicBoolean answered = new AtomicBoolean();
  private final Terminal terminal;
  private final Style errStyle;
  private final Logs logs;

  Session(Surroundings around, LogOptions options, OutputOptions output) {
    this.around = around;
    this.options = options;
    this.output = output;
    this.terminal = new Terminal(around.err());
    this.errStyle = Style.of(around, around.errIsTerminal(), options.color);
    this.logs =
        Logs.begin(
            options.format,
            options.quiet,
            options.verbose,
            line -> terminal.line(errStyle.line(line)));
  }

  Surroundings around() {
    return around;
  }

  Terminal terminal() {
    return terminal;
  }

  /** Symbols and colours of stderr. */
  Style errStyle() {
    return errStyle;
  }

  /** Symbols and colours of stdout. */
  Style outStyle() {
    return Style.of(around, around.outIsTerminal(), options.color);
  }

  boolean quiet() {
    return options.quiet;
  }

  boolean json() {
    return output.output == OutputFormat.JSON;
  }

  /** The data folder, absolute. */
  Path data() {
    return around.folder().resolve(options.data).normalize();
  }

  /** The data folder as the user named it. */
  Path dataAsGiven() {
    return options.data;
  }

  /** A line on stderr, unless {@code -q}. */
  void say(String line) {
    if (!options.quiet) {
      terminal.line(errStyle.line(line));
    }
  }

  /** A warning on stderr, unless {@code -q}. */
  void warn(String text) {
    say("warning: " + text);
  }

  /** Begins the log file. */
  void logToFile() {
    try {
      logs.toFile(data());
    } catch (IOException e) {
      throw unwritable("log file", data().resolve(Logs.FILE), e);
    }
  }

  /** How progress is shown. */
  Progress progress(Progress.Mode mode) {
    return Progress.of(mode, options.quiet, around, terminal, errStyle);
  }

  /** Gives the result: the document where JSON is asked for, else the lines. */
  void result(JsonNode document, List<String> table) {
    if (json()) {
      answer(document);
    } else {
      table(table);
    }
    write(document);
  }

  /** Lines on stdout. */
  void table(List<String> lines) {
    Style style = outStyle();
    lines.forEach(line -> print(style.line(line)));
    around.out().flush();
  }

  /** The one document on stdout: the first one counts. */
  private void answer(JsonNode document) {
    if (answered.compareAndSet(false, true)) {
      print(pretty(document));
      around.out().flush();
    }
  }

  /** Gives a result that is a text of its own, byte for byte. */
  void verbatim(JsonNode document, String text) {
    if (json()) {
      answer(document);
    } else {
      around.out().print(text);
      around.out().flush();
    }
    write(document);
  }

  /** Ends the command with what went wrong. */
  int fail(Failure failure, ObjectNode document) {
    terminal.erase();
    terminal.lines(failure.lines().stream().map(errStyle::plain).toList());
    LoggerFactory.getLogger(Logs.FAILURES)
        .atError()
        .addKeyValue("id", failure.id().id())
        .setCause(failure)
        .log("{}", failure.headline());
    if (options.verbose) {
      StackTraces.of(failure).forEach(terminal::line);
    } else if (failure.id() == ErrorId.INTERNAL) {
      logs.file()
          .ifPresentOrElse(
              file -> terminal.line("      the stack trace is in " + file),
              () -> terminal.line("      -v prints the stack trace"));
    }
    if (json()) {
      answer(failed(failure, document));
    }
    return failure.id().exitCode();
  }

  /** The same on the way out of the process, about a run or none. */
  int failNow(Failure failure, String run) {
    ObjectNode document = BaseCommand.document(BaseCommand.FAILURE, "UNDECIDED");
    if (!run.isEmpty()) {
      document.put("run", run);
    }
    return fail(failure, document);
  }

  @Override
  public void close() {
    logs.close();
  }

  /** The same document with the failure in it. */
  static ObjectNode failed(Failure failure, ObjectNode document) {
    document.put("exitCode", failure.id().exitCode());
    document.withArray("errors").add(error(failure));
    return document;
  }

  static ObjectNode error(Failure failure) {
    ObjectNode error = JsonNodeFactory.instance.objectNode();
    error.put("id", failure.id().id());
    error.put("message", failure.headline());
    ArrayNode facts = error.putArray("facts");
    failure.facts().forEach(facts::add);
    error.put("try", failure.advice().orElse(null));
    return error;
  }

  private void print(String line) {
    around.out().print(line + "\n");
  }

  private void write(JsonNode document) {
    for (String each : output.write) {
      Path file = around.folder().resolve(each.substring(each.indexOf('=') + 1));
      try {
        Files.writeString(file, pretty(document) + "\n", StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw unwritable("result", file, e);
      }
    }
  }

  private static Failure unwritable(String what, Path file, IOException e) {
    ErrorId id = IoCauses.isDiskFull(e) ? ErrorId.DISK_FULL : ErrorId.DATA_UNWRITABLE;
    return Failure.of(id, "write %s '%s': %s".formatted(what, file, IoCauses.words(e))).cause(e);
  }

  private static String pretty(JsonNode document) {
    try {
      return JSON.writer(INDENTED).writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
