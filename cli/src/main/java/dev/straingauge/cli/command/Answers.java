package dev.straingauge.cli.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.straingauge.cli.embedded.IoCauses;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.summary.JUnit;
import dev.straingauge.cli.summary.Markdown;
import dev.straingauge.cli.terminal.Surroundings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Where the document of a command goes: stdout where it is asked for, and the files of {@code
 * --write}. For each of them the first document counts, so that a failure on the way out does not
 * replace a result. Thread-safe.
 */
final class Answers {

  /** What {@code --write} begins with for a page, which the command draws itself. */
  static final String PAGE = "html=";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TerminalEscapes ESCAPES = new TerminalEscapes();
  private static final DefaultPrettyPrinter INDENTED =
      new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));

  private final PrintStream out;
  private final Path folder;
  private final OutputOptions options;
  private final AtomicBoolean answered = new AtomicBoolean();
  private final Set<Path> begun = ConcurrentHashMap.newKeySet();

  Answers(Surroundings around, OutputOptions options) {
    this.out = around.out();
    this.folder = around.folder();
    this.options = options;
  }

  /** Whether stdout carries the document. */
  boolean json() {
    return options.output == OutputFormat.JSON;
  }

  /** Whether stdout carries the document in another form than the table. */
  boolean formatted() {
    return options.output != OutputFormat.TABLE;
  }

  /** Whether the document goes anywhere, or a page that is drawn from it. */
  boolean wanted() {
    return formatted() || !options.write.isEmpty();
  }

  /** On stdout, if it belongs there and nothing is there yet. */
  void print(JsonNode document) {
    if (formatted() && answered.compareAndSet(false, true)) {
      out.print(text(options.output, document));
      out.flush();
    }
  }

  /** Into the files; gives what went wrong. */
  List<Failure> write(JsonNode document) {
    List<Failure> problems = new ArrayList<>();
    for (String each : options.write) {
      Path file = file(each);
      if (each.startsWith(PAGE) || !begun.add(file)) { // a page is more than the document
        continue;
      }
      try {
        OutputFormat format = format(each);
        if (format == OutputFormat.MARKDOWN) { // a CI step's summary has other parts too
          Files.writeString(
              file,
              text(format, document),
              UTF_8,
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND);
        } else {
          Files.writeString(file, text(format, document), UTF_8);
        }
      } catch (IOException e) {
        problems.add(unwritable("result", file, e));
      }
    }
    return problems;
  }

  /** The page into the files of {@code --write html=FILE}; it is drawn only where there are any. */
  void writePages(Supplier<byte[]> page) {
    List<Path> files =
        options.write.stream().filter(each -> each.startsWith(PAGE)).map(this::file).toList();
    if (files.isEmpty()) {
      return;
    }
    byte[] content = page.get();
    for (Path file : files) {
      try {
        Files.write(file, content);
      } catch (IOException e) {
        throw unwritable("page", file, e);
      }
    }
  }

  /** Stdout and files, for a document that is written piece by piece by the caller, who closes. */
  List<PrintStream> streams() {
    List<PrintStream> streams = new ArrayList<>();
    for (Path file : files()) {
      try {
        streams.add(new PrintStream(Files.newOutputStream(file), false, UTF_8));
      } catch (IOException e) {
        streams.forEach(PrintStream::close);
        throw unwritable("result", file, e);
      }
    }
    if (json() && answered.compareAndSet(false, true)) {
      streams.add(out);
    }
    return streams;
  }

  /** A file that cannot be written. */
  static Failure unwritable(String what, Path file, IOException e) {
    ErrorId id = IoCauses.isDiskFull(e) ? ErrorId.DISK_FULL : ErrorId.DATA_UNWRITABLE;
    return Failure.of(id, "write %s '%s': %s".formatted(what, file, IoCauses.words(e))).cause(e);
  }

  /** Those that have no document yet. */
  private List<Path> files() {
    return options.write.stream().map(this::file).filter(begun::add).toList();
  }

  private Path file(String write) {
    return folder.resolve(write.substring(write.indexOf('=') + 1));
  }

  private static OutputFormat format(String write) {
    return switch (write.substring(0, write.indexOf('='))) {
      case "markdown" -> OutputFormat.MARKDOWN;
      case "junit" -> OutputFormat.JUNIT;
      default -> OutputFormat.JSON;
    };
  }

  private static String text(OutputFormat format, JsonNode document) {
    return switch (format) {
      case JSON, TABLE -> pretty(document) + "\n";
      case MARKDOWN -> Markdown.of(document);
      case JUNIT -> JUnit.of(document);
    };
  }

  static String pretty(JsonNode document) {
    try {
      return JSON.writer(INDENTED).with(ESCAPES).writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
