package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.index.RunIndex;
import dev.straingauge.archiver.read.RunEntry;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectAdder;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.summary.Grid;
import dev.straingauge.schemas.config.Durations;
import dev.straingauge.schemas.run.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code list}. */
@Command(
    name = "list",
    description = "List the runs of the archive, the newest last.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge list",
      "  straingauge list quickstart -o json",
      "  straingauge list --since 30d --driver-version '1.4.*'",
      "  straingauge list --s3 https://minio:9000 --bucket runs"
    })
final class ListCommand extends BaseCommand {

  @Parameters(paramLabel = "TEST", arity = "0..1", description = "Runs of this test only.")
  String test = "";

  @Option(
      names = "--since",
      paramLabel = "AGE",
      description = "Only runs that began at most so long ago, for instance 30d or 12h.")
  String since = "";

  @Option(
      names = "--driver-version",
      paramLabel = "V",
      description = "Only runs with this version of the driver; * stands for any text: 1.4.*")
  String driverVersion = "";

  @Mixin StoreOptions store = new StoreOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  int execute(Session session) {
    Predicate<RunId> wanted = wanted(session.around().clock().instant());
    Pattern version = version();
    try (ObjectAdder reader = Archives.open(store, session)) {
      List<RunEntry> entries =
          new RunIndex(reader, new Keys(store.prefix))
              .list(wanted).stream()
                  .filter(entry -> version.matcher(entry.driverVersion()).matches())
                  .toList();
      session.result(
          document(entries),
          table(entries, reader.uri(new Keys(store.prefix).prefix()), session.width()));
      return 0;
    }
  }

  /** By what the id tells, so that nothing is read of the others. */
  private Predicate<RunId> wanted(Instant now) {
    Instant from = since.isEmpty() ? Instant.MIN : now.minus(age());
    return run -> (test.isEmpty() || run.testName().equals(test)) && !run.at().isBefore(from);
  }

  private Duration age() {
    try {
      Duration age = Durations.parse(since);
      if (!age.isNegative()) {
        return age;
      }
    } catch (IllegalArgumentException e) {
      throw usage("read option '--since': %s".formatted(e.getMessage()));
    }
    throw usage("read option '--since': '%s' (expected an age like 30d or 12h)".formatted(since));
  }

  private Pattern version() {
    return Pattern.compile(
        driverVersion.isEmpty()
            ? ".*"
            : Arrays.stream(driverVersion.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")));
  }

  private ObjectNode document(List<RunEntry> entries) {
    ObjectNode document = document();
    ArrayNode runs = document.putArray("runs");
    for (RunEntry entry : entries) {
      ObjectNode run = runs.addObject();
      if (!entry.imported().isEmpty()) {
        run.put("imported", entry.imported());
      }
      run.put("run", entry.run().toString())
          .put("state", entry.state().name().toLowerCase(Locale.ROOT))
          .put("scenario", entry.scenario())
          .put("driver", entry.driver())
          .put("driverVersion", entry.driverVersion())
          .put("verdict", entry.verdict())
          .put("objects", entry.objects())
          .put("bytes", entry.bytes())
          .put("note", entry.note());
    }
    return document;
  }

  private List<String> table(List<RunEntry> entries, String where, int width) {
    if (entries.isEmpty()) {
      return List.of(
          "no runs%s%s%s in %s"
              .formatted(
                  test.isEmpty() ? "" : " of '" + test + "'",
                  driverVersion.isEmpty() ? "" : " with driver version '" + driverVersion + "'",
                  since.isEmpty() ? "" : " of the last " + since,
                  where));
    }
    Grid grid =
        new Grid("RUN", "<started (UTC)", "<driver", "<verdict", "objects", "size", "<note");
    for (RunEntry entry : entries) {
      String state = entry.state() == RunEntry.State.COMPLETE ? "" : word(entry) + ": ";
      grid.row(
          entry.run().toString(),
          entry.run().at().toString().replace("T", " ").replace("Z", ""),
          (entry.driver() + " " + entry.driverVersion()).strip(),
          verdict(entry),
          Figures.count(entry.objects()),
          Figures.bytes(entry.bytes()),
          state
              + entry.note()
              + (entry.imported().isEmpty() ? "" : "imported: " + entry.imported()));
    }
    return new ArrayList<>(grid.fitting(width));
  }

  /** On a narrow terminal there is no room for the note. */
  private static String verdict(RunEntry entry) {
    return switch (entry.state()) {
      case UNFINISHED, DAMAGED, DELETED -> word(entry);
      case COMPLETE, INCOMPLETE -> entry.verdict().isEmpty() ? "n/a" : entry.verdict();
    };
  }

  private static String word(RunEntry entry) {
    return entry.state().name().toLowerCase(Locale.ROOT);
  }
}
