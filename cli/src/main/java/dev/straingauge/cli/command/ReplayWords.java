package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.replay.FirstDifference;
import dev.straingauge.cli.replay.FoldReplay;
import dev.straingauge.cli.summary.Grid;
import dev.straingauge.schemas.topic.Topic;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a replay came to: its document, and the lines that are drawn from it. */
final class ReplayWords {

  private static final int HASH_SHOWN = 8;

  private ReplayWords() {}

  /** Topics whose hashes differ. */
  static List<Topic> differing(
      Map<String, String> archived, Map<String, String> replayed, List<Topic> topics) {
    return topics.stream()
        .filter(
            topic ->
                !archived
                    .getOrDefault(topic.shortName(), "")
                    .equals(replayed.getOrDefault(topic.shortName(), "")))
        .toList();
  }

  /** Why a replay with differences fails. */
  static Failure differ(Manifest manifest, List<Topic> differing) {
    return Failure.of(
        ErrorId.REPLAY_DIFFERS,
        "replay run '%s': other results in %s (expected the archived hashes)"
            .formatted(
                manifest.archivedAs(),
                differing.stream().map(Topic::shortName).collect(Collectors.joining(", "))));
  }

  /** Of a replay through the folds. */
  static ObjectNode folds(
      ObjectNode document,
      Manifest manifest,
      FoldReplay.Outcome outcome,
      Duration took,
      List<FirstDifference> differences) {
    begin(document, manifest, "folds");
    document.put("events", outcome.events());
    document.put("seconds", BigDecimal.valueOf(took.toMillis(), 3));
    document.put("eventsPerSecond", Math.round(outcome.events() / seconds(took)));
    hashes(document, manifest.hashes(), outcome.hashes(), Topic.RESULTS);
    ArrayNode list = document.putArray("differences");
    long startedAt = outcome.summary().getStartedAt();
    for (FirstDifference one : differences) {
      ObjectNode json = list.addObject();
      json.put("topic", one.topic());
      json.put("record", one.index());
      json.put("type", one.type());
      if (one.at().isPresent()) {
        json.put("offsetSeconds", BigDecimal.valueOf(one.at().getAsLong() - startedAt, 9));
      } else {
        json.putNull("offsetSeconds");
      }
      json.put("archived", one.archived());
      json.put("replayed", one.replayed());
    }
    return document;
  }

  /** What every replay tells. */
  static void begin(ObjectNode document, Manifest manifest, String to) {
    document.put("run", manifest.archivedAs().toString());
    document.put("to", to);
    document.put("archive", manifest.complete() ? "complete" : "incomplete");
    document.put("archiveReason", manifest.reason());
    document
        .putObject("analysisVersion")
        .put("archived", manifest.analysisVersion())
        .put("replayed", RunAnalysis.VERSION);
  }

  /** Both hashes of each topic. */
  static void hashes(
      ObjectNode document,
      Map<String, String> archived,
      Map<String, String> replayed,
      List<Topic> topics) {
    ArrayNode list = document.putArray("hashes");
    List<Topic> differing = differing(archived, replayed, topics);
    for (Topic topic : topics) {
      list.addObject()
          .put("topic", topic.shortName())
          .put("archived", archived.get(topic.shortName()))
          .put("replayed", replayed.get(topic.shortName()))
          .put("result", differing.contains(topic) ? "differs" : "equal");
    }
  }

  /** Lines of a replay through the folds. */
  static List<String> lines(JsonNode document, int width) {
    List<String> lines = new ArrayList<>();
    long differing = count(document, "differs");
    int all = document.path("hashes").size();
    lines.add(
        "%s %s: %s through the folds in %s s (%s/s)"
            .formatted(
                differing == 0 ? "✓" : "✗",
                document.path("run").asText(),
                Figures.count(document.path("events").asLong(), "event"),
                document.path("seconds").asText(),
                Figures.count(document.path("eventsPerSecond").asLong())));
    lines.addAll(versions(document));
    if (differing == 0) {
      lines.add("  the %d archived hashes come out".formatted(all));
      return lines;
    }
    lines.add("  %d of %d hashes differ".formatted(differing, all));
    Grid grid = new Grid("HASHES", "<archived", "<replayed", "<first record that differs");
    for (JsonNode hash : document.path("hashes")) {
      boolean equal = hash.path("result").asText().equals("equal");
      grid.row(
          (equal ? "✓ " : "✗ ") + hash.path("topic").asText(),
          start(hash.path("archived")),
          start(hash.path("replayed")),
          equal ? "" : where(document, hash.path("topic").asText()));
    }
    lines.add("");
    lines.addAll(grid.fitting(width));
    for (JsonNode one : document.path("differences")) {
      lines.add("");
      lines.add("  %s, %s".formatted(one.path("topic").asText(), where(one)));
      lines.add("    archived  " + one.path("archived").asText("no such record"));
      lines.add("    replayed  " + one.path("replayed").asText("no such record"));
    }
    return lines;
  }

  /** What is to be known before any difference. */
  static List<String> versions(JsonNode document) {
    List<String> lines = new ArrayList<>();
    int archived = document.path("analysisVersion").path("archived").asInt();
    int own = document.path("analysisVersion").path("replayed").asInt();
    if (archived != own) {
      lines.add(
          "▲ analysed by version %d, replayed by version %d: other results are to be expected"
              .formatted(archived, own));
    }
    if (document.path("archive").asText().equals("incomplete")) {
      lines.add("▲ the run is incomplete: " + document.path("archiveReason").asText());
    }
    return lines;
  }

  private static String where(JsonNode document, String topic) {
    for (JsonNode one : document.path("differences")) {
      if (one.path("topic").asText().equals(topic)) {
        return where(one);
      }
    }
    return "beyond those that are compared";
  }

  private static String where(JsonNode one) {
    JsonNode offset = one.path("offsetSeconds");
    return "record %s, %s%s"
        .formatted(
            Figures.count(one.path("record").asLong()),
            one.path("type").asText(),
            offset.isNumber() ? " at " + Figures.offset(Duration.ofSeconds(offset.asLong())) : "");
  }

  static long count(JsonNode document, String result) {
    long count = 0;
    for (JsonNode hash : document.path("hashes")) {
      count += hash.path("result").asText().equals(result) ? 1 : 0;
    }
    return count;
  }

  private static String start(JsonNode hash) {
    String text = hash.asText("none");
    return text.length() <= HASH_SHOWN ? text : text.substring(0, HASH_SHOWN) + "…";
  }

  private static double seconds(Duration took) {
    return Math.max(1, took.toMillis()) / 1000.0;
  }
}
