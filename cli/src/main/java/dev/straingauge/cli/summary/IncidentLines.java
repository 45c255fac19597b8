package dev.straingauge.cli.summary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.words.Cells;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.archiver.words.IncidentWords;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** What went wrong with volumes: counts and the worst, and the story of one. */
public final class IncidentLines {

  private static final int SHOWN = 8;

  private IncidentLines() {}

  /** The section of the summary; one line when nothing went wrong. */
  static List<String> section(JsonNode incidents, int width) {
    List<String> lines = new ArrayList<>();
    StringJoiner counts = new StringJoiner(" · ");
    long all = 0;
    for (JsonNode one : incidents.path("classes")) {
      long count = one.path("count").asLong();
      all += count;
      if (count > 0) {
        long open = one.path("open").asLong();
        counts.add(
            "%s %s%s"
                .formatted(
                    one.path("class").asText(),
                    Figures.count(count),
                    open == 0 ? "" : " (%s open)".formatted(Figures.count(open))));
      }
    }
    lines.addAll(Wrap.lines("INCIDENTS  " + head(incidents, all), "    ", width));
    if (all > 0) {
      lines.addAll(Wrap.lines("  " + counts, "    ", width));
      lines.addAll(worst(incidents.path("worst"), all, width));
    }
    return lines;
  }

  private static String head(JsonNode incidents, long all) {
    String beyond =
        incidents.path("beyond").asLong() == 0 && incidents.path("notFollowed").asLong() == 0
            ? ""
            : " · beyond the limits: %s, %s"
                .formatted(
                    Figures.count(incidents.path("beyond").asLong(), "incident"),
                    Figures.count(incidents.path("notFollowed").asLong(), "change"));
    JsonNode recovery = incidents.path("recovery");
    if (all == 0) {
      return "none" + beyond;
    }
    if (recovery.path("n").asLong() == 0) {
      return Figures.count(all) + beyond;
    }
    return "%s · recovery p50 %s · p90 %s · max %s (n=%s)%s"
        .formatted(
            Figures.count(all),
            Cells.quantile(recovery.path("p50")),
            Cells.quantile(recovery.path("p90")),
            Cells.quantile(recovery.path("max")),
            Cells.count(recovery.path("n")),
            beyond);
  }

  private static List<String> worst(JsonNode worst, long all, int width) {
    Grid grid = new Grid("  class", "<id", "<volume", "<from", "<to", "<cause", "<held by");
    int shown = 0;
    for (JsonNode one : worst) {
      if (shown++ < SHOWN) {
        grid.row(
            "  " + one.path("class").asText(),
            one.path("incident").asText(),
            IncidentWords.name(one),
            Cells.offset(one.path("sinceSeconds")),
            IncidentWords.end(one),
            one.path("cause").asText(),
            IncidentWords.holder(one));
      }
    }
    List<String> lines = new ArrayList<>(grid.fitting(width));
    if (all > SHOWN) {
      lines.add("  … and %s more".formatted(Figures.count(all - Math.min(SHOWN, shown))));
    }
    return lines;
  }

  /** The story of one, drawn from its document. */
  public static List<String> story(JsonNode incident, int width) {
    List<String> lines = new ArrayList<>();
    add(
        lines,
        width,
        "%s  %s  %s  %s → %s"
            .formatted(
                incident.path("class").asText(),
                incident.path("incident").asText(),
                IncidentWords.name(incident),
                Cells.offset(incident.path("sinceSeconds")),
                IncidentWords.end(incident)));
    add(
        lines,
        width,
        "  volume %s · claim %s · pod %s on %s"
            .formatted(
                orNone(incident, "volume"),
                orNone(incident, "claim"),
                orNone(incident, "pod"),
                orNone(incident, "node")));
    if (!IncidentWords.holder(incident).isEmpty()) {
      add(lines, width, "  held by " + IncidentWords.holder(incident));
    }
    add(lines, width, "  likely cause: " + incident.path("cause").asText());
    for (JsonNode one : incident.path("evidence")) {
      JsonNode at = one.path("atSeconds");
      add(
          lines,
          width,
          "    %s%s"
              .formatted(at.isNumber() ? Cells.offset(at) + " " : "", one.path("text").asText()));
    }
    if (!incident.path("observation").asText().equals("complete")) {
      add(lines, width, "  ? a watch was blind in between: more may have happened");
    }
    Grid grid = new Grid("  at", "<about", "<seen");
    for (JsonNode entry : incident.path("timeline")) {
      grid.row(
          "  " + Cells.offset(entry.path("atSeconds")),
          entry.path("about").asText(),
          entry.path("text").asText());
    }
    grid.lines().forEach(line -> lines.addAll(Wrap.lines(line, "              ", width)));
    long beyond = incident.path("timelineBeyond").asLong();
    if (beyond > 0) {
      lines.add("  … and %s more".formatted(Figures.count(beyond)));
    }
    return lines;
  }

  private static void add(List<String> lines, int width, String line) {
    lines.addAll(Wrap.lines(line, "    ", width));
  }

  private static String orNone(JsonNode incident, String name) {
    String text = incident.path(name).asText();
    return text.isEmpty() ? "–" : text;
  }
}
