package dev.straingauge.cli.summary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.words.Cells;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.archiver.words.OperationWords;
import dev.straingauge.archiver.words.VerdictWords;
import dev.straingauge.cli.terminal.Launcher;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/**
 * The summary of a run as text, drawn from its document ({@code straingauge.summary/1}) and from
 * nothing else, so that the table can say nothing that the document does not. Pure.
 */
public final class SummaryTable {

  private SummaryTable() {}

  /**
   * All of it, in lines of at most {@code width} columns where that can be.
   *
   * @param where options that lead the next command to the same archive, each after a blank
   */
  public static List<String> lines(JsonNode document, int width, String where) {
    List<String> lines = new ArrayList<>();
    head(document).forEach(line -> lines.addAll(Wrap.lines(line, "  ", width)));
    lines.addAll(sections(document, EnumSet.allOf(Section.class), width));
    lines.add("");
    lines.addAll(files(document));
    lines.add(
        "next     %s show %s%s -o json"
            .formatted(
                Launcher.command(),
                document.path("archive").path("archivedAs").asText(document.path("run").asText()),
                where));
    lines.add(last(document));
    return lines;
  }

  /** Some sections, in their order. */
  public static List<String> sections(JsonNode document, Set<Section> wanted, int width) {
    List<String> lines = new ArrayList<>();
    for (Section section : Section.values()) {
      List<String> part = wanted.contains(section) ? section(document, section, width) : List.of();
      if (!part.isEmpty()) {
        lines.add("");
        lines.addAll(part);
      }
    }
    return lines;
  }

  private static List<String> section(JsonNode document, Section section, int width) {
    return switch (section) {
      case THRESHOLDS ->
          document.path("thresholds").isEmpty()
              ? List.of()
              : ThresholdsTable.lines(document.path("thresholds"), width);
      case OPERATIONS -> OperationsTable.lines(document.path("operations"), width);
      case PHASES -> SmallTables.phases(document.path("phases"), width);
      case VOLUME_PHASES -> SmallTables.volumePhases(document.path("volumePhases"), width);
      case INCIDENTS ->
          document.has("incidents")
              ? IncidentLines.section(document.path("incidents"), width)
              : List.of();
      case SCENARIOS ->
          document.path("scenarios").isEmpty()
              ? List.of()
              : SmallTables.scenarios(document.path("scenarios"), width);
      case IO ->
          document.path("io").isEmpty() ? List.of() : SmallTables.io(document.path("io"), width);
      case FAULTS ->
          document.path("faults").isEmpty()
              ? List.of()
              : SmallTables.faults(document.path("faults"), width);
      case BOOKS ->
          wrapped(TrustLines.books(document.path("books"), document.path("audit")), width);
      case AUDIT ->
          document.has("imported")
              ? List.of("AUDIT", "  n/a: Straingauge did not make the load of an imported run")
              : wrapped(
                  TrustLines.audit(
                      document.path("audit"), document.path("cluster").path("kind").asText()),
                  width);
      case CLEANUP -> wrapped(TrustLines.cleanup(document.path("cleanup")), width);
    };
  }

  private static List<String> wrapped(List<String> lines, int width) {
    return lines.stream().flatMap(line -> Wrap.lines(line, "    ", width).stream()).toList();
  }

  private static List<String> head(JsonNode document) {
    JsonNode driver = document.path("driver");
    JsonNode cluster = document.path("cluster");
    String verdict = document.path("verdict").asText();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s %s   %s   %s %s · %s, %s · seed %s · %s of %s"
            .formatted(
                VerdictWords.symbol(verdict, document.path("exitCode").asInt()),
                verdict,
                document.path("run").asText(),
                driver.path("name").asText(),
                driver.path("version").asText(),
                cluster.path("kind").asText(),
                document.has("imported")
                    ? "imported"
                    : Figures.count(cluster.path("nodes").asLong(), "node"),
                document.has("imported") ? "n/a" : document.path("seed").asText(),
                Cells.offset(document.path("durationSeconds")),
                Cells.offset(document.path("plannedSeconds"))));
    boolean balanced = document.path("books").path("balanced").asBoolean();
    lines.add(
        "  %s · %s · books %s"
            .formatted(
                document.path("verdictReason").asText(),
                OperationWords.effect(document),
                balanced ? "balance" : "do not balance"));
    if (document.has("imported")) {
      lines.add(
          "  imported: a run of another tool (%s); what it did not write down has no data"
              .formatted(document.path("imported").asText()));
    }
    if (!driver.path("changes").isEmpty()) {
      lines.add(driverChanges(driver));
    }
    return lines;
  }

  /** The same version again stands for other images of it. */
  private static String driverChanges(JsonNode driver) {
    StringJoiner changes = new StringJoiner(" → ");
    changes.add(driver.path("version").asText());
    for (JsonNode change : driver.path("changes")) {
      changes.add(
          "%s at %s"
              .formatted(change.path("version").asText(), Cells.offset(change.path("atSeconds"))));
    }
    return "  ? the driver changed during the run: %s: not a measurement of one version"
        .formatted(changes);
  }

  private static List<String> files(JsonNode document) {
    JsonNode archive = document.path("archive");
    String where = archive.path("folder").asText(archive.path("uri").asText());
    String size =
        "%s, %s"
            .formatted(
                Figures.count(archive.path("objects").asLong(), "object"),
                Figures.bytes(archive.path("bytes").asDouble()));
    String state = archive.path("state").asText();
    List<String> lines = new ArrayList<>();
    int explained = archive.path("artifacts").size();
    if (explained > 0) {
      lines.add(
          "%s %s%s   (%s)"
              .formatted(
                  document.has("imported") ? "sources " : "failures",
                  where,
                  archive.path("artifacts").path(0).asText(),
                  document.has("imported")
                      ? "the first of " + Figures.count(explained, "file")
                      : explained == 1
                          ? "explained"
                          : "the first of %s explained in artifacts/"
                              .formatted(Figures.count(explained))));
    }
    JsonNode page = archive.path("page");
    if (!page.isMissingNode()) {
      lines.add(
          "report   %s%s   (%s)"
              .formatted(
                  where, page.path("name").asText(), Figures.bytes(page.path("bytes").asDouble())));
    }
    lines.add(
        "archive  %s   (%s%s)"
            .formatted(
                where,
                size,
                state.equals("complete")
                    ? ""
                    : ", " + state + ": " + archive.path("reason").asText()));
    return lines;
  }

  private static String last(JsonNode document) {
    int exit = document.path("exitCode").asInt();
    String why =
        switch (exit) {
          case 0 -> "done";
          case 1 -> document.path("errors").path(0).path("message").asText("failed");
          default -> document.path("verdictReason").asText();
        };
    return "exit %d: %s".formatted(exit, why);
  }
}
