package dev.straingauge.archiver.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.compare.CompareWords;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;

/** The runs of both sides as points: what a metric was in each of them. */
final class RunPoints {

  private static final int WIDTH = 540;
  private static final int HEIGHT = 104;
  private static final double LEFT = 108;
  private static final double RIGHT = WIDTH - 24.0;
  private static final double AXIS = 78;

  private RunPoints() {}

  static void draw(Markup out, JsonNode document, JsonNode metric, String id) {
    String name = metric.path("metric").asText();
    Svg svg =
        Svg.begin(
            out,
            id,
            WIDTH,
            HEIGHT,
            name + ": the runs of both sides",
            "Base: median %s of %s runs. Candidate: median %s of %s runs. %s is better."
                .formatted(
                    CompareWords.median(metric, "base"),
                    metric.path("base").path("values").size(),
                    CompareWords.median(metric, "candidate"),
                    metric.path("candidate").path("values").size(),
                    metric.path("better").asText()));
    svg.label(8, 14, name, Ink.TEXT, "start");
    svg.text(
        RIGHT,
        14,
        metric.path("better").asText().equals("lower") ? "◀ better" : "better ▶",
        Ink.QUIET,
        "end");
    double[] all =
        DoubleStream.concat(values(metric, "base"), values(metric, "candidate")).toArray();
    if (all.length == 0) {
      svg.text((LEFT + RIGHT) / 2, 50, "no data", Ink.QUIET, "middle");
    } else {
      Scale.Linear x = scale(all);
      for (double tick : Scale.between(x.from(), x.to(), 4)) {
        svg.line(x.at(tick), 22, x.at(tick), AXIS, Ink.GRID, 0.6, "");
        svg.text(x.at(tick), AXIS + 16, CompareWords.value(metric, tick), Ink.QUIET, "middle");
      }
      row(svg, document, metric, "base", x, 38);
      row(svg, document, metric, "candidate", x, 62);
    }
    svg.end();
  }

  private static DoubleStream values(JsonNode metric, String side) {
    return StreamSupport.stream(metric.path(side).path("values").spliterator(), false)
        .mapToDouble(RunPoints::number);
  }

  private static double number(JsonNode value) {
    return value.path("above").isNumber()
        ? value.path("above").asDouble()
        : value.path("value").asDouble();
  }

  private static Scale.Linear scale(double... values) {
    double least = DoubleStream.of(values).min().orElse(0);
    double most = DoubleStream.of(values).max().orElse(0);
    double pad = most > least ? (most - least) * 0.06 : Math.max(Math.abs(most) * 0.1, 1e-9);
    return new Scale.Linear(least - pad, most + pad, LEFT, RIGHT);
  }

  private static void row(
      Svg svg, JsonNode document, JsonNode metric, String side, Scale.Linear x, double y) {
    boolean base = side.equals("base");
    svg.text(LEFT - 10, y + 4, CompareWords.heading(document, side), Ink.TEXT, "end");
    svg.line(LEFT, y, RIGHT, y, Ink.GRID, 0.6, "");
    for (JsonNode value : metric.path(side).path("values")) {
      double at = x.at(number(value));
      if (value.path("above").isNumber()) {
        svg.path(
            "M%s %sh14m-5 -4l5 4l-5 4".formatted(Svg.of(at), Svg.of(y)), Ink.CRITICAL, 1.6, "");
      } else if (base) {
        svg.path(Svg.circle(at, y, 4), Ink.TEXT, 1.6, "");
      } else {
        svg.area("M%s %sl5 5l-5 5l-5 -5z".formatted(Svg.of(at), Svg.of(y - 5)), Ink.UPPER, "0.8");
      }
    }
    JsonNode median = metric.path(side).path("median");
    if (median.path("value").isNumber()) {
      double at = x.at(median.path("value").asDouble());
      svg.line(at, y - 10, at, y + 10, base ? Ink.TEXT : Ink.UPPER, 2, "");
    }
  }
}
