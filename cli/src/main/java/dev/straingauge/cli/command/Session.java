package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.logging.Logs;
import dev.straingauge.cli.progress.Progress;
import dev.straingauge.cli.terminal.Columns;
import dev.straingauge.cli.terminal.Style;
import dev.straingauge.cli.terminal.Surroundings;
import dev.straingauge.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/** One command at work: its streams, its log, its result. */
final class Session implements AutoCloseable {

  private final Surroundings around;
  private final LogOptions options;
  private final Answers answers;
  private final Columns columns;
  private final Terminal terminal;
  private final Style errStyle;
  private final Logs logs;

  Session(Surroundings around, LogOptions options, OutputOptions output) {
    this.around = around;
    this.options = options;
    this.answers = new Answers(around, output);
    this.columns = Columns.of(around);
    this.terminal = new Terminal(around.err(), columns::width);
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

  /** Columns that a line may take now. */
  int width() {
    return columns.width();
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
    return answers.json();
  }

  /** Whether stdout carries the document, in whatever form. */
  boolean formatted() {
    return answers.formatted();
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
      throw Answers.unwritable("log file", data().resolve(Logs.FILE), e);
    }
  }

  /** How progress is shown. */
  Progress progress(Progress.Mode mode) {
    return Progress.of(mode, options.quiet, around, terminal, errStyle, columns::width);
  }

  /** Gives the result: the document where JSON is asked for, else the lines. */
  void result(ObjectNode document, List<String> table) {
    give(document, () -> table(table));
  }

  /** Gives a result that is a text of its own, byte for byte. */
  void verbatim(ObjectNode document, String text) {
    give(document, () -> around.out().print(text));
  }

  /** For a document that is written piece by piece. */
  Answers answers() {
    return answers;
  }

  /** Files first: what goes wrong there belongs into the document on stdout. */
  private void give(ObjectNode document, Runnable otherwise) {
    List<Failure> problems = answers.write(document);
    problems.forEach(problem -> failed(problem, document));
    if (answers.formatted()) {
      answers.print(document);
    } else {
      otherwise.run();
    }
    around.out().flush();
    if (!problems.isEmpty()) {
      throw problems.getFirst();
    }
  }

  /** Lines on stdout. */
  void table(List<String> lines) {
    Style style = outStyle();
    lines.forEach(line -> around.out().print(style.line(line) + "\n"));
    around.out().flush();
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
    failed(failure, document);
    answers
        .write(document)
        .forEach(problem -> terminal.line(errStyle.line("warning: " + problem.headline())));
    answers.print(document);
    return failure.id().exitCode();
  }

  @Override
  public void close() {
    columns.close();
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
}
