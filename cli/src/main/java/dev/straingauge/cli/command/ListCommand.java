package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.read.RunEntry;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectReader;
import dev.straingauge.cli.summary.Figures;
import dev.straingauge.cli.summary.Grid;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "  straingauge list --s3 https://minio:9000 --bucket runs"
    })
final class ListCommand extends BaseCommand {

  @Parameters(paramLabel = "TEST", arity = "0..1", description = "Runs of this test only.")
  String test = "";

  @Mixin StoreOptions store = new StoreOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  int execute(Session session) {
    try (ObjectReader reader = Archives.open(store, session)) {
      List<RunEntry> entries =
          new Runs(reader, new Keys(store.prefix))
              .list().stream()
                  .filter(entry -> test.isEmpty() || entry.run().testName().equals(test))
                  .toList();
      session.result(
          document(entries),
          table(entries, reader.uri(new Keys(store.prefix).prefix()), session.around().width()));
      return 0;
    }
  }

  private ObjectNode document(List<RunEntry> entries) {
    ObjectNode document = document();
    ArrayNode runs = document.putArray("runs");
    for (RunEntry entry : entries) {
      runs.addObject()
          .put("run", entry.run().toString())
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
          "no runs%s in %s".formatted(test.isEmpty() ? "" : " of '" + test + "'", where));
    }
    Grid grid =
        new Grid("RUN", "<started (UTC)", "<driver", "<verdict", "objects", "size", "<note");
    for (RunEntry entry : entries) {
      String state =
          entry.state() == RunEntry.State.COMPLETE
              ? ""
              : entry.state().name().toLowerCase(Locale.ROOT) + ": ";
      grid.row(
          entry.run().toString(),
          entry.run().at().toString().replace("T", " ").replace("Z", ""),
          (entry.driver() + " " + entry.driverVersion()).strip(),
          entry.verdict().isEmpty() ? "n/a" : entry.verdict(),
          Figures.count(entry.objects()),
          Figures.bytes(entry.bytes()),
          state + entry.note());
    }
    return new ArrayList<>(grid.fitting(width));
  }
}
