package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.schemas.config.Words;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * What all commands have in common: a session around the work, failures turned into messages and
 * codes.
 */
abstract class BaseCommand implements Callable<Integer> {

  /** Schema of that document. */
  static final String FAILURE = "straingauge.failure/1";

  @ParentCommand
  @SuppressWarnings("NullAway.Init")
  Straingauge parent;

  @Spec
  @SuppressWarnings("NullAway.Init")
  CommandSpec spec;

  @Mixin LogOptions log = new LogOptions();

  /** Whether its document has a verdict, which Markdown and JUnit are about. */
  boolean hasVerdict() {
    return false;
  }

  /** Whether it can write the page of a run. */
  boolean hasPage() {
    return false;
  }

  /** Does the work and gives the exit code. */
  abstract int execute(Session session) throws Exception;

  /** Where the result goes; commands with {@code -o} have their own. */
  OutputOptions output() {
    return new OutputOptions();
  }

  /** An empty document of this command. */
  ObjectNode document() {
    return document("straingauge.%s/1".formatted(spec.name()), "NONE");
  }

  /** The document of a command that failed before it had a result. */
  ObjectNode failure() {
    return document(FAILURE, "NONE").put("command", spec.name());
  }

  static ObjectNode document(String schema, String verdict) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("schema", schema);
    document.put("verdict", verdict);
    document.put("exitCode", 0);
    document.putArray("errors");
    return document;
  }

  @Override
  public final Integer call() throws Exception {
    parent.defaults().fill(spec);
    checkWrites();
    try (Session session = new Session(parent.around(), log, output())) {
      try {
        parent.warnings().forEach(session::warn);
        return execute(session);
      } catch (ParameterException e) {
        throw e;
      } catch (Exception | OutOfMemoryError e) {
        return session.fail(filled(Failures.of(e)), failure());
      }
    }
  }

  /** A usage error of this command. */
  Failure usage(String headline) {
    return Failure.of(ErrorId.USAGE, headline)
        .advice("straingauge %s --help".formatted(spec.name()));
  }

  /** The same with a command to try that can be pasted. */
  Failure filled(Failure failure) {
    return Advice.filled(failure, spec);
  }

  private void checkWrites() {
    OutputFormat format = output().output;
    if (!hasVerdict() && (format == OutputFormat.MARKDOWN || format == OutputFormat.JUNIT)) {
      throw new ParameterException(
          spec.commandLine(),
          "read option '--output': '%s' has no verdict to tell as %s (expected table or json)"
              .formatted(spec.name(), Words.of(format)));
    }
    for (String each : output().write) {
      String forms = "json" + (hasVerdict() ? "|markdown|junit" : "") + (hasPage() ? "|html" : "");
      if (!each.matches("(" + forms + ")=.+")) {
        throw new ParameterException(
            spec.commandLine(),
            "read option '--write': '%s' (expected %s)"
                .formatted(
                    each,
                    forms.replace("|", "=FILE, ").replaceFirst(", ([a-z]+)$", " or $1") + "=FILE"));
      }
      String file = each.substring(each.indexOf('=') + 1);
      Path folder = parent.around().folder().resolve(file).toAbsolutePath().getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw new ParameterException(
            spec.commandLine(),
            "read option '--write': '%s' is in a folder that is not there (expected one that is)"
                .formatted(file));
      }
    }
  }

  /** The lines of a list of texts as one, for tables. */
  static String joined(List<String> parts) {
    return String.join(" · ", parts);
  }
}
