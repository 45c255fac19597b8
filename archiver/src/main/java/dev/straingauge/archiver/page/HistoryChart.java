package dev.straingauge.archiver.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.history.HistoryWords;
import dev.straingauge.archiver.history.HistoryWords.Row;
import dev.straingauge.archiver.words.Figures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A series over the runs: a point for each, a line at the median of each regime, a band for each
 * change over the runs between which it lies, driver versions as ground. Not thread-safe.
 */
final class HistoryChart {

  static final int WIDTH = 1100;
  static final double LEFT = 84;
  static final double RIGHT = WIDTH - 14.0;
  private static final int HEIGHT = 226;
  private static final double TOP = 46;
  private static final double BOTTOM = 172;
  private static final double LETTER = 6.6;
  private static final int MOST_LABELS = 8;

  private final JsonNode document;
  private final HistorySlots slots;
  private final List<Row> changes;
  private final int columns;
  private final Scale.Linear y;

  /**
   * @param columns drawn at most; more runs share one, from their lowest to their highest value
   */
  HistoryChart(JsonNode document, HistorySlots slots, List<Row> changes, int columns) {
    this.document = document;
    this.slots = slots;
    this.changes = changes;
    this.columns = columns;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (JsonNode point : HistorySlots.used(slots.points())) {
      least = Math.min(least, HistorySlots.number(point));
      most = Math.max(most, HistorySlots.number(point));
    }
    double pad = most > least ? (most - least) * 0.08 : Math.max(Math.abs(most) * 0.1, 1e-9);
    this.y = new Scale.Linear(least - pad, most + pad, BOTTOM, TOP);
  }

  void draw(Markup out, String name, String id) {
    JsonNode series = slots.series();
    Svg svg =
        Svg.begin(
            out,
            id,
            WIDTH,
            HEIGHT,
            name + " over the runs",
            "%s. %s is better. Points: runs; lines: medians; bands: changes, which lie between the two runs. The tables hold the same."
                .formatted(
                    Figures.count(slots.points().size(), "run"), series.path("better").asText()));
    svg.label(8, 16, name, Ink.TEXT, "start");
    svg.text(
        RIGHT,
        16,
        series.path("better").asText().equals("lower") ? "▼ better" : "▲ better",
        Ink.QUIET,
        "end");
    versions(svg);
    for (double tick : Scale.between(y.from(), y.to(), 4)) {
      svg.line(LEFT, y.at(tick), RIGHT, y.at(tick), Ink.GRID, 0.6, "");
      svg.text(LEFT - 6, y.at(tick) + 4, HistoryWords.value(series, tick), Ink.QUIET, "end");
    }
    svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, Ink.QUIET, 1, "");
    bands(svg);
    runs(svg);
    medians(svg);
    svg.text(LEFT, HEIGHT - 8, day(slots.points().getFirst()), Ink.QUIET, "start");
    svg.text(RIGHT, HEIGHT - 8, day(slots.points().getLast()), Ink.QUIET, "end");
    svg.end();
  }

  private double x(double slot) {
    return LEFT + (slot + 0.5) * (RIGHT - LEFT) / slots.count();
  }

  private static String day(JsonNode point) {
    String at = point.path("at").asText();
    return at.substring(0, Math.min(10, at.length()));
  }

  private void versions(Svg svg) {
    List<JsonNode> points = slots.points();
    boolean shaded = false;
    for (int from = 0, to = 0; from < points.size(); from = to) {
      String version = HistorySlots.version(points.get(from));
      while (to < points.size() && HistorySlots.version(points.get(to)).equals(version)) {
        to++;
      }
      double left = x(slots.slot(from) - 0.5);
      double width = x(slots.slot(to - 1) + 0.5) - left;
      svg.rect(
          left,
          TOP - 18,
          width,
          BOTTOM - TOP + 36,
          shaded ? Ink.BAND : Ink.PAPER,
          "1",
          "%s: %s, %s … %s"
              .formatted(
                  version.isEmpty() ? "no version" : version,
                  Figures.count((long) to - from, "run"),
                  day(points.get(from)),
                  day(points.get(to - 1))));
      if (version.length() * LETTER < width - 4) {
        svg.text(left + width / 2, BOTTOM + 14, version, Ink.QUIET, "middle");
      }
      shaded = !shaded;
    }
  }

  private void bands(Svg svg) {
    int labels = 0;
    for (Row row : changes) {
      int place = row.change().path("place").asInt();
      if (row.state().equals("RETRACTED") || place < 1 || place >= slots.points().size()) {
        continue;
      }
      Ink ink = ink(row);
      double from = x(slots.slot(place - 1));
      double width = Math.max(2, x(slots.slot(place)) - from);
      svg.rect(
          from,
          TOP - 6,
          width,
          BOTTOM - TOP + 6,
          ink,
          row.open() ? "0.35" : "0.15",
          HistoryWords.line(document, row));
      svg.label(from + width / 2, TOP - 8, symbol(row.state()), ink, "middle");
      if (row.open() && labels++ < MOST_LABELS) {
        boolean end = from > RIGHT - 90;
        svg.label(
            from + (end ? -4 : width + 8),
            TOP - 8,
            row.change().path("id").asText(),
            ink,
            end ? "end" : "start");
      }
    }
  }

  /** Hollow, full and half, so that the colour says nothing alone. */
  static String symbol(String state) {
    return switch (state) {
      case "PROVISIONAL" -> "○";
      case "CONFIRMED" -> "●";
      case "ACKNOWLEDGED" -> "◐";
      default -> "·";
    };
  }

  static Ink ink(Row row) {
    if (!row.regression()) {
      return Ink.PASS;
    }
    return switch (row.state()) {
      case "CONFIRMED" -> Ink.CRITICAL;
      case "PROVISIONAL" -> Ink.WARNING;
      default -> Ink.QUIET;
    };
  }

  private void runs(Svg svg) {
    StringBuilder dots = new StringBuilder();
    StringBuilder outliers = new StringBuilder();
    StringBuilder beyond = new StringBuilder();
    int each = Math.ceilDiv(slots.count(), columns);
    int column = -1;
    double low = 0;
    double high = 0;
    for (int i = 0; i < slots.points().size(); i++) {
      JsonNode point = slots.points().get(i);
      double at = x(slots.slot(i));
      // an outlier may be far away: it stands at the edge
      double value = Math.clamp(y.at(HistorySlots.number(point)), TOP, BOTTOM);
      if (point.path("outlier").asBoolean()) {
        outliers.append("M%s %sl8 8m0 -8l-8 8".formatted(Svg.of(at - 4), Svg.of(value - 4)));
      } else if (HistorySlots.isBeyond(point)) {
        beyond.append(
            "M%s %sv-10m-4 5l4 -5l4 5".formatted(Svg.of(at), Svg.of(Math.max(TOP + 6, value))));
      } else if (slots.slot(i) / each == column) {
        low = Math.max(low, value);
        high = Math.min(high, value);
      } else {
        add(dots, column < 0 ? Double.NaN : x((column + 0.5) * each - 0.5), low, high);
        column = slots.slot(i) / each;
        low = value;
        high = value;
      }
    }
    add(dots, column < 0 ? Double.NaN : x((column + 0.5) * each - 0.5), low, high);
    svg.dots(dots.toString(), Ink.TEXT, each == 1 && slots.count() < 200 ? 5 : 2.5);
    svg.path(outliers.toString(), Ink.WARNING, 1.6, "");
    svg.path(beyond.toString(), Ink.CRITICAL, 1.6, "");
  }

  private static void add(StringBuilder path, double x, double low, double high) {
    if (!Double.isNaN(x)) {
      path.append('M').append(Svg.of(x)).append(' ').append(Svg.of(low));
      path.append('v').append(Svg.of(high - low));
    }
  }

  private void medians(Svg svg) {
    List<Integer> edges = new ArrayList<>(List.of(0));
    changes.stream()
        .filter(row -> !row.state().equals("RETRACTED"))
        .map(row -> row.change().path("place").asInt())
        .filter(place -> place > 0 && place < slots.points().size())
        .sorted()
        .distinct()
        .forEach(edges::add);
    edges.add(slots.points().size());
    for (int i = 1; i < edges.size(); i++) {
      int from = edges.get(i - 1);
      int to = edges.get(i);
      double median = median(slots.points().subList(from, to));
      if (Double.isFinite(median)) {
        svg.line(
            x(slots.slot(from) - 0.4),
            y.at(median),
            x(slots.slot(to - 1) + 0.4),
            y.at(median),
            Ink.UPPER,
            2.2,
            "");
      }
    }
  }

  /** Of those that are no outliers; what the data do not reach ranks above every number. */
  private static double median(List<JsonNode> points) {
    double[] values =
        HistorySlots.used(points).stream()
            .mapToDouble(
                point ->
                    HistorySlots.isBeyond(point)
                        ? Double.POSITIVE_INFINITY
                        : HistorySlots.number(point))
            .toArray();
    Arrays.sort(values);
    int middle = values.length / 2;
    if (values.length == 0) {
      return Double.NaN;
    }
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }
}
