package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.read.RunAddress;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectReader;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.summary.IncidentLines;
import dev.straingauge.cli.summary.Section;
import dev.straingauge.cli.summary.SummaryTable;
import dev.straingauge.schemas.config.NearestName;
import dev.straingauge.schemas.run.RunId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code show}. */
@Command(
    name = "show",
    description = "Print the summary of an archived run again.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge show                       the last run",
      "  straingauge show latest~2 --section operations --section books",
      "  straingauge show latest --incident i-7c1e90b40aef",
      "  straingauge show latest --volume vol-17",
      "  straingauge show quickstart/20261121074512 -o json",
      "  straingauge show s3://runs/quickstart/20261121074512"
    })
final class ShowCommand extends BaseCommand {

  @Parameters(
      paramLabel = "RUN",
      arity = "0..1",
      description =
          "TEST/TIMESTAMP, a unique beginning of it, latest, latest~N, a folder or an s3:// address"
              + " (default: latest).")
  String run = "latest";

  @Option(
      names = "--section",
      paramLabel = "NAME",
      description =
          "That part only: thresholds, operations, phases, volume-phases, incidents, scenarios, io,"
              + " faults, books, audit, cleanup. Repeatable.")
  List<String> sections = new ArrayList<>();

  @Option(
      names = "--incident",
      paramLabel = "ID",
      description = "The story of one incident instead, by its id or a unique beginning of it.")
  String incident = "";

  @Option(
      names = "--volume",
      paramLabel = "NAME",
      description =
          "The story of one volume instead: all that its PersistentVolume, claim, attachments and"
              + " pods did. By the name of the PersistentVolume or of the claim.")
  String volume = "";

  @Mixin StoreOptions store = new StoreOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  boolean hasVerdict() {
    return true;
  }

  @Override
  int execute(Session session) {
    Set<Section> wanted = wanted();
    Optional<RunAddress> address = RunAddress.parse(run);
    int width = session.width();
    if (!incident.isEmpty() || !volume.isEmpty()) {
      story(session, address, width);
      return 0;
    }
    ObjectNode document = address.map(at -> byAddress(at)).orElseGet(() -> byName(session));
    List<String> table =
        wanted.isEmpty()
            ? SummaryTable.lines(document, width, address.isPresent() ? "" : store.where(session))
            : SummaryTable.sections(document, wanted, width).stream().skip(1).toList();
    session.result(document, table);
    return 0;
  }

  private void story(Session session, Optional<RunAddress> address, int width) {
    if (!incident.isEmpty() && !volume.isEmpty()) {
      throw usage("read options '--incident' and '--volume': both were given (expected one)");
    }
    ObjectNode document = address.map(this::storyByAddress).orElseGet(() -> storyByName(session));
    session.result(
        document,
        incident.isEmpty()
            ? VolumeStory.lines(document, width)
            : IncidentLines.story(document.path("incident"), width));
  }

  private ObjectNode storyByAddress(RunAddress address) {
    Keys keys = address instanceof RunAddress.InBucket bucket ? bucket.keys() : new Keys("");
    try (ObjectReader reader = Archives.open(address, store)) {
      return story(open(new Runs(reader, keys), address.run()));
    }
  }

  private ObjectNode storyByName(Session session) {
    try (ObjectReader reader = Archives.open(store, session)) {
      Runs runs = new Runs(reader, new Keys(store.prefix));
      return story(open(runs, runs.resolve(run)));
    }
  }

  private ObjectNode story(RunArchive archive) {
    return incident.isEmpty()
        ? VolumeStory.read(archive, volume)
        : IncidentStory.read(archive, incident);
  }

  private ObjectNode byAddress(RunAddress address) {
    Keys keys = address instanceof RunAddress.InBucket bucket ? bucket.keys() : new Keys("");
    try (ObjectReader reader = Archives.open(address, store)) {
      ObjectNode document = Documents.of(open(new Runs(reader, keys), address.run()));
      if (address instanceof RunAddress.InFolder folder) {
        document
            .withObject("archive")
            .put("folder", folder.root().resolve(folder.run().toString()) + "/");
      }
      return document;
    }
  }

  private ObjectNode byName(Session session) {
    try (ObjectReader reader = Archives.open(store, session)) {
      Runs runs = new Runs(reader, new Keys(store.prefix));
      ObjectNode document = Documents.of(open(runs, runs.resolve(run)));
      return store.settings().isPresent()
          ? document
          : Documents.inFolder(document, session.dataAsGiven(), store.prefix);
    }
  }

  private static RunArchive open(Runs runs, RunId id) {
    return runs.open(id)
        .orElseThrow(
            () ->
                Archives.unopened(
                    runs,
                    id,
                    Failure.of(
                            ErrorId.RUN_UNFINISHED,
                            "open run '%s': no MANIFEST.json (expected one, written last)"
                                .formatted(id))
                        .facts(
                            List.of(
                                "it is still on its way, or its process died: the next"
                                    + " 'straingauge run' in that folder ends it"))
                        .advice("straingauge list")));
  }

  private Set<Section> wanted() {
    List<String> known = Arrays.stream(Section.values()).map(Section::word).toList();
    EnumSet<Section> wanted = EnumSet.noneOf(Section.class);
    for (String word : sections.stream().flatMap(each -> Arrays.stream(each.split(","))).toList()) {
      wanted.add(
          Section.of(word)
              .orElseThrow(
                  () ->
                      usage(
                          "read option '--section': '%s'%s (expected one of %s)"
                              .formatted(
                                  word, NearestName.hint(word, known), String.join(", ", known)))));
    }
    return wanted;
  }
}
