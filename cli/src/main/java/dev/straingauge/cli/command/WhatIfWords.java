package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.words.Cells;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.archiver.words.ThresholdWords;
import dev.straingauge.cli.replay.WhatIf;
import dev.straingauge.cli.summary.Wrap;
import dev.straingauge.event.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** What other rules would have said of a run: its document, and the lines drawn from it. */
final class WhatIfWords {

  private WhatIfWords() {}

  /** A side of a rule's difference, in words. */
  private record Facet(String name, String was, String would) {}

  /** Of a replay with other rules. */
  static ObjectNode document(ObjectNode document, Manifest manifest, String source, WhatIf found) {
    ReplayWords.begin(document, manifest, "folds");
    ObjectNode json = document.putObject("whatIf");
    json.put("source", source);
    verdict(json.putObject("was"), found.was());
    verdict(json.putObject("would"), found.would());
    ArrayNode rules = json.putArray("rules");
    for (WhatIf.Difference one : found.rules()) {
      rules
          .addObject()
          .put("change", one.change().name())
          .<ObjectNode>set("was", one.was())
          .set("would", one.would());
    }
    ArrayNode incidents = json.putArray("incidents");
    for (WhatIf.Count one : found.incidents()) {
      incidents
          .addObject()
          .put("class", one.kind())
          .put("was", one.was())
          .put("would", one.would());
    }
    return document;
  }

  private static void verdict(ObjectNode json, Summary summary) {
    json.put("verdict", summary.getVerdict().name());
    json.put("verdictReason", summary.getVerdictReason());
  }

  /** Only what differs. */
  static List<String> lines(JsonNode document, int width) {
    JsonNode found = document.path("whatIf");
    List<String> lines = new ArrayList<>(head(document, found));
    lines.add("");
    if (found.path("rules").isEmpty() && found.path("incidents").isEmpty()) {
      lines.add("no rule would have said anything else");
      return lines;
    }
    if (!found.path("rules").isEmpty()) {
      lines.add("RULES  (was → would be; + only the other rules have it, − only the run had it)");
    }
    found.path("rules").forEach(one -> lines.addAll(rule(one)));
    for (JsonNode one : found.path("incidents")) {
      lines.add(
          "  incidents %s: %s → %s"
              .formatted(
                  one.path("class").asText(),
                  Figures.count(one.path("was").asLong()),
                  Figures.count(one.path("would").asLong())));
    }
    return lines.stream().flatMap(line -> Wrap.lines(line, "      ", width).stream()).toList();
  }

  private static List<String> head(JsonNode document, JsonNode found) {
    List<String> lines = new ArrayList<>();
    String was = found.path("was").path("verdict").asText();
    String would = found.path("would").path("verdict").asText();
    boolean same = was.equals(would);
    lines.add(
        "%s with %s: verdict %s"
            .formatted(
                document.path("run").asText(),
                found.path("source").asText(),
                same ? would + " as it was" : was + " → " + would));
    lines.addAll(ReplayWords.versions(document));
    String reason = found.path("would").path("verdictReason").asText();
    if (!same || !reason.equals(found.path("was").path("verdictReason").asText())) {
      lines.add("  was    " + found.path("was").path("verdictReason").asText());
      lines.add("  would  " + reason);
    }
    return lines;
  }

  /** A line for a rule that only one side has; else a further one for each thing that differs. */
  private static List<String> rule(JsonNode one) {
    boolean added = one.path("was").isNull();
    JsonNode shown = one.path("would").isNull() ? one.path("was") : one.path("would");
    String name = "%s  %s".formatted(shown.path("rule").asText(), ThresholdWords.subject(shown));
    if (added || one.path("would").isNull()) {
      return List.of(
          "%s %s: %s, worst %s, %s"
              .formatted(
                  added ? "+" : "−",
                  name,
                  ThresholdWords.state(shown),
                  worst(shown),
                  ThresholdWords.bounds(shown)));
    }
    List<String> lines = new ArrayList<>();
    lines.add(ThresholdWords.symbol(shown) + " " + name);
    for (Facet facet : facets(one.path("was"), one.path("would"))) {
      if (!facet.was.equals(facet.would)) {
        lines.add("    %-7s  %s → %s".formatted(facet.name, facet.was, facet.would));
      }
    }
    if (lines.size() == 1) {
      lines.add("    less than these words show: -o json has both");
    }
    return lines;
  }

  private static List<Facet> facets(JsonNode was, JsonNode would) {
    return List.of(
        new Facet("state", ThresholdWords.state(was), ThresholdWords.state(would)),
        new Facet("worst", worst(was), worst(would)),
        new Facet("fired", fired(was), fired(would)),
        new Facet("bound", ThresholdWords.bounds(was), ThresholdWords.bounds(would)),
        new Facet("window", ThresholdWords.window(was), ThresholdWords.window(would)),
        new Facet("for", hold(was), hold(would)),
        new Facet("windows", windows(was), windows(would)));
  }

  private static String worst(JsonNode rule) {
    String at = ThresholdWords.at(rule);
    return ThresholdWords.worst(rule) + (at.equals("–") ? "" : " at " + at);
  }

  private static String fired(JsonNode rule) {
    StringJoiner times = new StringJoiner(", ").setEmptyValue("never");
    for (JsonNode episode : rule.path("episodes")) {
      times.add(
          "%s %s to %s"
              .formatted(
                  episode.path("level").asText(),
                  Cells.offset(episode.path("fromSeconds")),
                  episode.path("toSeconds").isNumber()
                      ? Cells.offset(episode.path("toSeconds"))
                      : "the end"));
    }
    long more = rule.path("breaches").asLong() - rule.path("episodes").size();
    if (more > 0) {
      times.add("%s more".formatted(Figures.count(more)));
    }
    return times.toString();
  }

  private static String hold(JsonNode rule) {
    long seconds = rule.path("forSeconds").asLong();
    return seconds == 0 ? "at once" : ThresholdWords.span(seconds);
  }

  private static String windows(JsonNode rule) {
    StringJoiner counts = new StringJoiner(", ");
    rule.path("windows")
        .properties()
        .forEach(one -> counts.add(one.getKey() + " " + Cells.count(one.getValue())));
    return counts.toString();
  }
}
