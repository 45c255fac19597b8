package dev.straingauge.archiver.page;

import java.util.ArrayList;
import java.util.List;

/**
 * A drawing: shapes in inks, in units of its view box. Coordinates are written with one decimal.
 * Not thread-safe.
 */
final class Svg {

  private final Markup out;

  private Svg(Markup out) {
    this.out = out;
  }

  /**
   * Begins a drawing.
   *
   * @param id unique in the page
   * @param title what it is, in some words
   * @param description what it shows, for who does not see it
   */
  static Svg begin(Markup out, String id, int width, int height, String title, String description) {
    out.open(
        "svg",
        "id",
        id,
        "viewBox",
        "0 0 %s %s".formatted(width, height),
        "width",
        String.valueOf(width),
        "height",
        String.valueOf(height),
        "role",
        "img",
        "aria-labelledby",
        id + "-t " + id + "-d",
        "font-family",
        "system-ui, sans-serif",
        "font-size",
        "12");
    out.element("title", title, "id", id + "-t");
    out.element("desc", description, "id", id + "-d");
    return new Svg(out);
  }

  void end() {
    out.close().line();
  }

  /**
   * @param anchor start, middle or end
   */
  void text(double x, double y, String text, Ink ink, String anchor) {
    out.element(
        "text",
        text,
        "x",
        of(x),
        "y",
        of(y),
        "fill",
        ink.light(),
        "class",
        ink.fill(),
        "text-anchor",
        anchor);
  }

  /** Small and bold, with a rim that keeps it readable on whatever is below it. */
  void label(double x, double y, String text, Ink ink, String anchor) {
    out.element(
        "text",
        text,
        "x",
        of(x),
        "y",
        of(y),
        "fill",
        ink.light(),
        "stroke",
        Ink.PAPER.light(),
        "stroke-width",
        "3",
        "paint-order",
        "stroke",
        "class",
        ink.fill() + " " + Ink.PAPER.stroke(),
        "text-anchor",
        anchor,
        "font-size",
        "11",
        "font-weight",
        "600");
  }

  void line(double x1, double y1, double x2, double y2, Ink ink, double width, String dash) {
    path("M" + of(x1) + " " + of(y1) + "L" + of(x2) + " " + of(y2), ink, width, dash);
  }

  /**
   * @param dash lengths of dash and gap; empty: a solid line
   */
  void path(String path, Ink ink, double width, String dash) {
    if (path.isEmpty()) {
      return;
    }
    stroke(
        path, ink, width, dash.isEmpty() ? new String[0] : new String[] {"stroke-dasharray", dash});
  }

  /** A dot for each piece of a path, as wide as the pen. */
  void dots(String path, Ink ink, double width) {
    if (!path.isEmpty()) {
      stroke(path, ink, width, "stroke-linecap", "round");
    }
  }

  private void stroke(String path, Ink ink, double width, String... more) {
    List<String> attributes =
        new ArrayList<>(
            List.of(
                "d",
                path,
                "fill",
                "none",
                "stroke",
                ink.light(),
                "class",
                ink.stroke(),
                "stroke-width",
                of(width)));
    attributes.addAll(List.of(more));
    out.empty("path", attributes.toArray(String[]::new));
  }

  void area(String path, Ink ink, String opacity) {
    if (!path.isEmpty()) {
      out.empty(
          "path", "d", path, "fill", ink.light(), "class", ink.fill(), "fill-opacity", opacity);
    }
  }

  void rect(double x, double y, double width, double height, Ink ink, String opacity) {
    out.empty("rect", rectangle(x, y, width, height, ink, opacity));
  }

  /** A rectangle that says what it is to who points at it. */
  void rect(
      double x, double y, double width, double height, Ink ink, String opacity, String title) {
    out.open("rect", rectangle(x, y, width, height, ink, opacity));
    out.element("title", title).close();
  }

  private static String[] rectangle(
      double x, double y, double width, double height, Ink ink, String opacity) {
    return new String[] {
      "x",
      of(x),
      "y",
      of(y),
      "width",
      of(Math.max(0, width)),
      "height",
      of(height),
      "fill",
      ink.light(),
      "class",
      ink.fill(),
      "fill-opacity",
      opacity
    };
  }

  /** What has no method here. */
  Markup markup() {
    return out;
  }

  /** The path of a circle. */
  static String circle(double x, double y, double radius) {
    String r = of(radius);
    String across = of(2 * radius);
    return "M%1$s %2$sa%3$s %3$s 0 1 0 %4$s 0a%3$s %3$s 0 1 0 -%4$s 0z"
        .formatted(of(x - radius), of(y), r, across);
  }

  /** A coordinate with at most one decimal, the same on every machine. */
  static String of(double coordinate) {
    long tenths = Math.round(coordinate * 10);
    String sign = tenths < 0 ? "-" : "";
    long whole = Math.abs(tenths) / 10;
    long rest = Math.abs(tenths) % 10;
    return rest == 0 ? sign + whole : sign + whole + "." + rest;
  }
}
