package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.page.ArchivedRecords;
import dev.straingauge.archiver.page.RunPage;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.summary.JUnit;
import dev.straingauge.cli.summary.Markdown;
import dev.straingauge.cli.terminal.Browser;
import dev.straingauge.schemas.run.RunId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code report}. */
@Command(
    name = "report",
    description = "Make the report of an archived run: a page, Markdown and JUnit.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge report                     the last run, into the working folder",
      "  straingauge report latest --to reports --open",
      "  straingauge report quickstart/20261121074512 --write html=run.html",
      "  straingauge report s3://runs/quickstart/20261121074512 -o markdown"
    })
final class ReportCommand extends BaseCommand {

  @Parameters(
      paramLabel = "RUN",
      arity = "0..1",
      description =
          "TEST/TIMESTAMP, a unique beginning of it, latest, latest~N, a folder or an s3:// address"
              + " (default: latest).")
  String run = "latest";

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description =
          "Folder for TEST-TIMESTAMP.html, .md and .junit.xml, made if need be (default: the"
              + " working folder, and none of the three where -o or --write says what is wanted).")
  @Nullable Path to;

  @Option(names = "--open", description = "Show the page in the browser.")
  boolean open;

  @Mixin StoreOptions store = new StoreOptions();
  @Mixin OutputOptions output = new OutputOptions();

  /** What was made of a run. */
  @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
  private record Made(RunId run, ObjectNode document, byte[] page) {}

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  boolean hasVerdict() {
    return true;
  }

  @Override
  boolean hasPage() {
    return true;
  }

  @Override
  int execute(Session session) {
    Made made =
        Archives.withRun(
            run,
            store,
            session,
            archive -> {
              ObjectNode document = Documents.of(archive);
              RunId id = archive.manifest().archivedAs();
              byte[] page =
                  RunPage.write(document, new ArchivedRecords(archive::read))
                      .orElseThrow(
                          () ->
                              Failure.of(
                                  ErrorId.RUN_UNFINISHED,
                                  "report run '%s': it was archived without a summary (expected one of the analysis)"
                                      .formatted(id)));
              return new Made(id, document, page);
            });
    Map<Path, byte[]> files = files(session.around().folder(), made);
    files.forEach(ReportCommand::write);
    session.result(
        made.document(),
        files.entrySet().stream()
            .map(
                file -> "%s   (%s)".formatted(file.getKey(), Figures.bytes(file.getValue().length)))
            .toList());
    if (open) {
      open(session, files, made);
    }
    return 0;
  }

  /** What is written where, the page first. */
  private Map<Path, byte[]> files(Path working, Made made) {
    Map<Path, byte[]> files = new LinkedHashMap<>();
    Path given = to;
    boolean asked =
        given != null || (output.write.isEmpty() && output.output == OutputFormat.TABLE);
    if (asked) {
      Path folder = given == null ? working : working.resolve(given);
      String name = made.run().toString().replace('/', '-');
      files.put(folder.resolve(name + ".html"), made.page());
      files.put(folder.resolve(name + ".md"), bytes(Markdown.of(made.document())));
      files.put(folder.resolve(name + ".junit.xml"), bytes(JUnit.of(made.document())));
    }
    for (String each : output.write) {
      if (each.startsWith(Answers.PAGE)) {
        files.put(working.resolve(each.substring(Answers.PAGE.length())), made.page());
      }
    }
    return files;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Path file, byte[] content) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.write(file, content);
    } catch (IOException e) {
      throw Answers.unwritable("report", file, e);
    }
  }

  /** Without a file of its own the page goes where temporary files go. */
  private void open(Session session, Map<Path, byte[]> files, Made made) {
    Path page =
        files.entrySet().stream()
            .filter(file -> Arrays.equals(file.getValue(), made.page()))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseGet(() -> temporary(made));
    Optional<String> problem = Browser.open(page.toAbsolutePath());
    problem.ifPresent(found -> session.warn("open '%s' in a browser: %s".formatted(page, found)));
  }

  private static Path temporary(Made made) {
    try {
      Path file = Files.createTempFile("straingauge-", ".html");
      Files.write(file, made.page());
      return file;
    } catch (IOException e) {
      throw Answers.unwritable("report", Path.of("straingauge-….html"), e);
    }
  }
}
