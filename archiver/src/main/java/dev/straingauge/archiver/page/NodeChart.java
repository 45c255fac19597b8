package dev.straingauge.archiver.page;

import dev.straingauge.archiver.page.NodeFold.Place;
import dev.straingauge.archiver.words.Figures;
import java.util.List;
import java.util.OptionalInt;

/**
 * The map of nodes: a row each, over time; shades stand for how many volumes were attached, a bar
 * above them for when the node was not ready.
 */
final class NodeChart {

  /** Rows at most. */
  static final int MOST_NODES = 40;

  private static final int WIDTH = 1100;
  private static final double LEFT = 190;
  private static final double RIGHT = WIDTH - 80.0;
  private static final double ROW = 18;
  private static final double CELL = 11;
  private static final double TOP = 44;
  private static final int NAME = 27;

  private NodeChart() {}

  static void draw(Markup out, Contents contents, List<Place> nodes, NodeFold fold) {
    int most = Math.max(1, nodes.stream().mapToInt(Place::most).max().orElse(1));
    double bottom = TOP + ROW * nodes.size();
    Svg svg =
        Svg.begin(
            out,
            "nodes",
            WIDTH,
            (int) bottom + 42,
            "Volumes attached per node" + (contents.isSimulated() ? " (simulated cluster)" : ""),
            "%s. Shades: how many volumes were attached at a time, at most %s. Bars above them: the node was not ready. The table below holds the numbers."
                .formatted(Figures.count(nodes.size(), "node"), Figures.count(most)));
    TimeFrame frame = new TimeFrame(contents, LEFT, RIGHT);
    boolean limited = nodes.stream().anyMatch(node -> fold.limit(node).isPresent());
    legend(svg, contents, most, limited);
    frame.phases(svg, 38);
    frame.ground(svg, TOP, bottom);
    cells(svg, contents, frame, nodes, most);
    double top = TOP;
    for (Place node : nodes) {
      row(svg, contents, frame, node, most(fold, node), top);
      top += ROW;
    }
    frame.axis(svg, bottom);
    svg.text(LEFT, bottom + 36, "time since the start of the run", Ink.QUIET, "start");
    svg.end();
  }

  /** {@code 12 of 25}, where the limit is known. */
  private static String most(NodeFold fold, Place node) {
    String most = Figures.count(node.most());
    OptionalInt limit = fold.limit(node);
    return limit.isPresent() ? most + " of " + Figures.count(limit.getAsInt()) : most;
  }

  private static void legend(Svg svg, Contents contents, int most, boolean limited) {
    svg.label(8, 16, "nodes" + Words.simulated(contents), Ink.TEXT, "start");
    svg.text(LEFT + 70, 16, "1", Ink.QUIET, "start");
    for (int shade = 0; shade < Shades.COUNT; shade++) {
      double x = LEFT + 82 + shade * 12.0;
      stroke(svg, "M%s 12h12".formatted(Svg.of(x)), shade, 9);
    }
    svg.text(
        LEFT + 86 + Shades.COUNT * 12.0,
        16,
        Figures.count(most) + " volumes attached",
        Ink.QUIET,
        "start");
    svg.rect(LEFT + 350, 8, 20, 5, Ink.CRITICAL, "1");
    svg.text(LEFT + 374, 16, "not ready", Ink.QUIET, "start");
    svg.text(WIDTH - 4, 38, limited ? "most, limit" : "at most", Ink.QUIET, "end");
  }

  /** One path for each shade, a stroke for each stretch of equal shade. */
  private static void cells(
      Svg svg, Contents contents, TimeFrame frame, List<Place> nodes, int most) {
    StringBuilder[] paths = new StringBuilder[Shades.COUNT];
    for (int shade = 0; shade < paths.length; shade++) {
      paths[shade] = new StringBuilder();
    }
    int columns = contents.time().columns();
    long width = contents.time().columnNanos();
    for (int i = 0; i < nodes.size(); i++) {
      Place node = nodes.get(i);
      String y = Svg.of(TOP + i * ROW + ROW - 1 - CELL / 2);
      for (int from = 0; from < columns; ) {
        int shade = shade(node, from, most);
        int to = from + 1;
        while (to < columns && shade(node, to, most) == shade) {
          to++;
        }
        if (shade >= 0) {
          paths[shade]
              .append('M')
              .append(Svg.of(frame.at(from * width)))
              .append(' ')
              .append(y)
              .append('H')
              .append(Svg.of(frame.at(to * width)));
        }
        from = to;
      }
    }
    for (int shade = 0; shade < paths.length; shade++) {
      stroke(svg, paths[shade].toString(), shade, CELL);
    }
  }

  private static int shade(Place node, int column, int most) {
    return node.most(column) == 0 ? -1 : Shades.of(node.most(column), most);
  }

  private static void stroke(Svg svg, String path, int shade, double width) {
    if (!path.isEmpty()) {
      svg.markup()
          .empty(
              "path",
              "d",
              path,
              "fill",
              "none",
              "stroke",
              Shades.light(shade),
              "class",
              Shades.stroke(shade),
              "stroke-width",
              Svg.of(width));
    }
  }

  private static void row(
      Svg svg, Contents contents, TimeFrame frame, Place node, String most, double top) {
    svg.line(8, top + ROW, WIDTH - 4.0, top + ROW, Ink.GRID, 0.6, "");
    svg.text(LEFT - 8, top + 14, Words.ends(node.name(), NAME), Ink.TEXT, "end");
    svg.text(WIDTH - 4, top + 14, most, Ink.QUIET, "end");
    for (NodeFold.Stretch stretch : node.notReady()) {
      double from = frame.atMoment(stretch.from());
      svg.rect(
          from,
          top + 1.5,
          Math.max(2, frame.atMoment(stretch.to()) - from),
          4,
          Ink.CRITICAL,
          "1",
          "%s not ready from %s to %s"
              .formatted(
                  node.name(),
                  RunTime.offset(stretch.from() - contents.time().start()),
                  RunTime.offset(stretch.to() - contents.time().start())));
    }
  }
}
