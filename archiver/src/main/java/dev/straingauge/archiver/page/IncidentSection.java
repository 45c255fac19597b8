package dev.straingauge.archiver.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.report.IncidentsJson;
import dev.straingauge.archiver.words.Cells;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.archiver.words.IncidentWords;
import dev.straingauge.event.IncidentEvent;
import java.util.List;
import java.util.StringJoiner;

/** What went wrong with volumes: lanes, counts, and the story of each. */
final class IncidentSection {

  /** Incidents that are not folded. */
  private static final int SHOWN = 20;

  private IncidentSection() {}

  static void drawVolumes(Markup out, Contents contents) {
    out.element("h2", "Volumes", "id", "volumes-section");
    if (contents.worst().isEmpty()) {
      out.element("p", "No volume had an incident.");
    } else {
      lanes(out, contents);
    }
    NodeSection.draw(out, contents);
  }

  private static void lanes(Markup out, Contents contents) {
    long volumes = contents.worst().stream().map(Told::volume).distinct().count();
    out.open("figure");
    LaneChart.draw(out, contents);
    out.close().line();
    out.element(
        "p",
        volumes > LaneChart.MOST_LANES
            ? "The worst %s of %s with an incident."
                .formatted(LaneChart.MOST_LANES, Figures.count(volumes, "volume"))
            : "%s with an incident.".formatted(Figures.count(volumes, "volume")));
  }

  static void drawIncidents(Markup out, Contents contents, int stories) {
    out.element("h2", "Incidents", "id", "incidents");
    JsonNode incidents = contents.document().path("incidents");
    counts(out, incidents);
    List<Told> worst = contents.worst();
    if (worst.isEmpty()) {
      return;
    }
    out.element("p", "The worst first. Each opens to its story.");
    List<Told> told = worst.subList(0, Math.min(stories, worst.size()));
    told.stream().limit(SHOWN).forEach(one -> story(out, contents, one));
    if (told.size() > SHOWN) {
      out.open("details")
          .element("summary", "%s more".formatted(Figures.count(told.size() - (long) SHOWN)));
      told.stream().skip(SHOWN).forEach(one -> story(out, contents, one));
      out.close().line();
    }
    if (worst.size() > stories) {
      out.element(
          "p",
          "… and %s more: straingauge show %s --incident ID"
              .formatted(
                  Figures.count(worst.size() - (long) stories),
                  contents.document().path("run").asText()));
    }
  }

  private static void counts(Markup out, JsonNode incidents) {
    Table table = new Table(out, "<class", "count", "open at the end");
    long all = 0;
    for (JsonNode one : incidents.path("classes")) {
      if (one.path("count").asLong() > 0) {
        all += one.path("count").asLong();
        table.row(
            one.path("class").asText(),
            Cells.count(one.path("count")),
            Cells.count(one.path("open")));
      }
    }
    table.row("all", Figures.count(all), "");
    table.close();
    JsonNode recovery = incidents.path("recovery");
    if (recovery.path("n").asLong() > 0) {
      out.element(
          "p",
          "Waits for an attachment that became incidents: recovery p50 %s, p90 %s, longest that ended %s (n=%s); those that did not recover count at their age."
              .formatted(
                  Cells.quantile(recovery.path("p50")),
                  Cells.quantile(recovery.path("p90")),
                  Cells.quantile(recovery.path("max")),
                  Cells.count(recovery.path("n"))));
    }
    long beyond = incidents.path("beyond").asLong();
    long notFollowed = incidents.path("notFollowed").asLong();
    if (beyond > 0 || notFollowed > 0) {
      out.element(
          "p",
          "? Beyond the limits of the analysis: %s not told, %s not followed."
              .formatted(Figures.count(beyond, "incident"), Figures.count(notFollowed, "change")));
    }
  }

  private static void story(Markup out, Contents contents, Told told) {
    IncidentEvent event = contents.stories().get(told.id());
    if (event == null) {
      return;
    }
    JsonNode incident = IncidentsJson.of(event, contents.time().start());
    String holder = IncidentWords.holder(incident);
    out.open("details", "id", told.id(), "class", "i")
        .open("summary")
        .element("strong", told.kind().name(), "class", told.ink().word())
        .text(
            " %s · %s → %s · %s%s · "
                .formatted(
                    IncidentWords.name(incident),
                    Cells.offset(incident.path("sinceSeconds")),
                    IncidentWords.end(incident),
                    incident.path("cause").asText(),
                    holder.isEmpty() ? "" : " · held by " + holder))
        .element("code", told.id())
        .close();
    StringJoiner who = new StringJoiner(" · ");
    part(who, "volume", incident.path("volume").asText());
    part(who, "claim", incident.path("claim").asText());
    part(who, "pod", incident.path("pod").asText());
    part(who, "on", incident.path("node").asText());
    out.element("p", who.toString());
    evidence(out, incident);
    if (!incident.path("observation").asText().equals("complete")) {
      out.element("p", "? A watch was blind in between: more may have happened.");
    }
    if (!incident.path("timeline").isEmpty()) {
      Table table = new Table(out, "at", "<about", "<seen");
      for (JsonNode entry : incident.path("timeline")) {
        table.row(
            Cells.offset(entry.path("atSeconds")),
            entry.path("about").asText(),
            entry.path("text").asText());
      }
      table.close();
    }
    long beyond = incident.path("timelineBeyond").asLong();
    if (beyond > 0) {
      out.element("p", "… and %s more".formatted(Figures.count(beyond)));
    }
    out.close().line();
  }

  private static void part(StringJoiner parts, String word, String name) {
    if (!name.isEmpty()) {
      parts.add(word + " " + name);
    }
  }

  private static void evidence(Markup out, JsonNode incident) {
    out.open("p").text("Likely cause: ").element("strong", incident.path("cause").asText()).close();
    if (incident.path("evidence").isEmpty()) {
      return;
    }
    out.open("ul");
    for (JsonNode one : incident.path("evidence")) {
      JsonNode at = one.path("atSeconds");
      out.element("li", (at.isNumber() ? Cells.offset(at) + " " : "") + one.path("text").asText());
    }
    out.close();
  }
}
