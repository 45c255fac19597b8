package dev.straingauge.cli.summary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.words.AuditWords;
import dev.straingauge.archiver.words.Cells;
import dev.straingauge.archiver.words.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.TreeSet;

/** Books, audit, cleanup: whether the numbers can be believed and what is left behind. */
final class TrustLines {

  private static final int SHOWN = 10;

  private TrustLines() {}

  static List<String> books(JsonNode books, JsonNode audit) {
    List<String> lines = new ArrayList<>();
    lines.add("BOOKS");
    StringJoiner counts = new StringJoiner(" · ");
    long all = 0;
    for (var kind : books.path("records").properties()) {
      counts.add("%s %s".formatted(kind.getKey(), Cells.count(kind.getValue())));
      all += kind.getValue().asLong();
    }
    counts.add("all " + Figures.count(all));
    lines.add("  records  " + counts);
    TreeSet<String> ids = new TreeSet<>();
    List<String> wrong = new ArrayList<>();
    for (JsonNode equation : books.path("equations")) {
      ids.add(equation.path("id").asText());
      if (!equation.path("balanced").asBoolean()) {
        wrong.add(unbalanced(equation));
      }
    }
    String which = ids.isEmpty() ? "no equation" : ids.first() + "–" + ids.last();
    if (wrong.isEmpty() && books.path("balanced").asBoolean()) {
      lines.add(
          "✓ %s balance (%s)"
              .formatted(which, Figures.count(books.path("equations").size(), "equation")));
    } else {
      wrong.stream().limit(SHOWN).forEach(lines::add);
      if (wrong.size() > SHOWN) {
        lines.add("  … and %d more".formatted(wrong.size() - SHOWN));
      }
    }
    lines.add("  set aside  " + setAside(audit.path("setAside")));
    return lines;
  }

  private static String unbalanced(JsonNode equation) {
    String scope = equation.path("scope").asText();
    String note = equation.path("note").asText();
    return "✗ %s%s: %s: %s ≠ %s%s"
        .formatted(
            equation.path("id").asText(),
            scope.isEmpty() ? "" : " " + scope,
            equation.path("equation").asText(),
            Cells.count(equation.path("left")),
            Cells.count(equation.path("right")),
            note.isEmpty() ? "" : " (" + note + ")");
  }

  private static String setAside(JsonNode causes) {
    StringJoiner words = new StringJoiner(" · ");
    causes
        .properties()
        .forEach(
            cause -> words.add("%s %s".formatted(cause.getKey(), Cells.count(cause.getValue()))));
    return words.length() == 0 ? "nothing" : words.toString();
  }

  static List<String> audit(JsonNode audit, String clusterKind) {
    boolean simulated = clusterKind.equals("simulated");
    JsonNode lag = audit.path("lag");
    StringJoiner words = new StringJoiner(" · ");
    words.add("result " + audit.path("result").asText());
    words.add(
        "generator lag p99 %s, max %s (n=%s)"
            .formatted(
                Cells.quantile(lag.path("p99")),
                Cells.quantile(lag.path("max")),
                Cells.count(lag.path("n"))));
    words.add("longest stall " + Cells.time(audit.path("longestStallSeconds")));
    words.add("watch gaps " + Cells.count(audit.path("watchGaps")));
    words.add(
        "clock drift "
            + (simulated ? "n/a (simulated)" : Cells.time(audit.path("clockDriftSeconds"))));
    long series = audit.path("seriesOverflow").asLong();
    long open = audit.path("openOverflow").asLong();
    if (series > 0) {
      words.add("series beyond the limit " + Figures.count(series));
    }
    if (open > 0) {
      words.add("operations beyond the limit " + Figures.count(open));
    }
    List<String> lines = new ArrayList<>(List.of("AUDIT", "  " + words));
    AuditWords.late(audit).ifPresent(late -> lines.add("▲ " + late));
    return lines;
  }

  static List<String> cleanup(JsonNode cleanup) {
    List<String> lines = new ArrayList<>();
    lines.add("CLEANUP");
    String state = cleanup.path("state").asText();
    long created = sum(cleanup, "created");
    long left = sum(cleanup, "left");
    int kinds = cleanup.path("kinds").size();
    switch (state) {
      case "clean" ->
          lines.add(
              "✓ 0 of %s left, %s"
                  .formatted(Figures.count(created, "object"), Figures.count(kinds, "kind")));
      case "none" -> lines.add("? no certificate: the run ended without a clean-up");
      default ->
          lines.add(
              "✗ %s of %s left".formatted(Figures.count(left), Figures.count(created, "object")));
    }
    for (JsonNode kind : cleanup.path("kinds")) {
      if (kind.path("left").asLong() > 0) {
        String reason = kind.path("leftReason").asText("");
        lines.add(
            "  %s  %s of %s left%s"
                .formatted(
                    kind.path("kind").asText(),
                    Cells.count(kind.path("left")),
                    Cells.count(kind.path("created")),
                    reason.isEmpty() || reason.equals("null") ? "" : ": " + reason));
      }
    }
    return lines;
  }

  private static long sum(JsonNode cleanup, String field) {
    long sum = 0;
    for (JsonNode kind : cleanup.path("kinds")) {
      sum += kind.path(field).asLong();
    }
    return sum;
  }
}
