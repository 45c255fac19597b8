package dev.straingauge.archiver.page;

import dev.straingauge.archiver.words.Figures;
import dev.straingauge.event.Distribution;
import dev.straingauge.event.OperationSummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Response times over time: how many succeeded per column and row as shades, percentiles over all
 * that ended as lines, the bounds, and above it how many failed or timed out.
 */
final class HeatmapChart {

  static final int WIDTH = 720;
  static final int HEIGHT = 330;
  static final double LEFT = 64;
  static final double RIGHT = WIDTH - 14.0;
  static final double TOP = 74;
  static final double BOTTOM = HEIGHT - 42.0;
  private static final double STRIP = 42;

  private final Contents contents;
  private final OperationSummary operation;
  private final Column[] columns;
  private final long columnNanos;
  private final TimeRows rows;
  private final List<Levels.Level> levels;
  private final TimeFrame frame;
  private final Scale.Log y;
  private final Svg svg;

  private HeatmapChart(
      Markup out,
      Contents contents,
      OperationSummary operation,
      Column[] columns,
      long columnNanos,
      TimeRows rows,
      List<Levels.Level> levels,
      String id) {
    this.contents = contents;
    this.operation = operation;
    this.columns = columns;
    this.columnNanos = columnNanos;
    this.rows = rows;
    this.levels = levels;
    this.frame = new TimeFrame(contents, LEFT, RIGHT);
    this.y = rows.scale(BOTTOM, TOP);
    this.svg =
        Svg.begin(
            out,
            id,
            WIDTH,
            HEIGHT,
            "%s: response time over time%s"
                .formatted(
                    operation.getOperation(), contents.isSimulated() ? " (simulated cluster)" : ""),
            description());
  }

  static void draw(
      Markup out,
      Contents contents,
      OperationSummary operation,
      Column[] columns,
      long columnNanos,
      TimeRows rows,
      List<Levels.Level> levels,
      String id) {
    new HeatmapChart(out, contents, operation, columns, columnNanos, rows, levels, id).draw();
  }

  private String description() {
    Distribution all = operation.getResponse();
    return "%s started, %s succeeded, %s failed or timed out. p50 %s, p99 %s, n=%s. Columns of %s; shades stand for the square root of the number that succeeded. The table below holds the numbers."
        .formatted(
            Figures.count(operation.getStarted()),
            Figures.count(operation.getSucceeded()),
            Figures.count(operation.getFailed() + operation.getTimedOut()),
            Words.quantile(all, all.getP50Nanos()),
            Words.quantile(all, all.getP99Nanos()),
            Figures.count(all.getCount()),
            RunTime.width(columnNanos));
  }

  private void draw() {
    header();
    frame.phases(svg, 34);
    frame.ground(svg, STRIP, BOTTOM);
    lost();
    axis();
    cells();
    Levels.draw(svg, levels, rows, y, LEFT, RIGHT, TOP);
    percentiles();
    frame.axis(svg, BOTTOM);
    svg.text(LEFT, HEIGHT - 6, "time since the start of the run", Ink.QUIET, "start");
    svg.end();
  }

  private void header() {
    svg.label(
        LEFT,
        14,
        operation.getOperation() + " · response time" + Words.simulated(contents),
        Ink.TEXT,
        "start");
    svg.line(RIGHT - 232, 10, RIGHT - 212, 10, Ink.TEXT, 1.6, "");
    svg.text(RIGHT - 208, 14, "p50", Ink.QUIET, "start");
    svg.line(RIGHT - 176, 10, RIGHT - 156, 10, Ink.UPPER, 1.6, "");
    svg.text(RIGHT - 152, 14, "p99 (dashed: not reached)", Ink.QUIET, "start");
  }

  /** Failed and timed out, as bars of their own: they have no place on the axis of times. */
  private void lost() {
    double bottom = TOP - 8;
    long most = 0;
    for (Column column : columns) {
      most = Math.max(most, column.lost());
    }
    svg.text(LEFT - 6, bottom, most == 0 ? "none lost" : "lost", Ink.QUIET, "end");
    svg.line(LEFT, bottom, RIGHT, bottom, Ink.GRID, 1, "");
    if (most == 0) {
      return;
    }
    StringBuilder bars = new StringBuilder();
    for (int i = 0; i < columns.length; i++) {
      if (columns[i].lost() > 0) {
        double from = frame.at(i * columnNanos);
        double height = Math.max(1.5, (bottom - STRIP) * columns[i].lost() / most);
        bars.append("M%s %sv-%s".formatted(Svg.of(from), Svg.of(bottom), Svg.of(height)))
            .append(
                "H%sv%sz"
                    .formatted(
                        Svg.of(Math.max(from + 1, frame.at((i + 1) * columnNanos))),
                        Svg.of(height)));
      }
    }
    svg.area(bars.toString(), Ink.CRITICAL, "1");
    svg.label(
        RIGHT,
        STRIP + 10,
        "failed or timed out: at most %s in %s"
            .formatted(Figures.count(most), RunTime.width(columnNanos)),
        Ink.QUIET,
        "end");
  }

  private void axis() {
    for (Scale.Tick tick : Scale.durations(rows.lowest(), rows.highest())) {
      double at = y.at(tick.value());
      svg.line(LEFT, at, RIGHT, at, Ink.GRID, 0.6, "");
      svg.text(LEFT - 6, at + 4, tick.label(), Ink.QUIET, "end");
    }
    svg.line(LEFT, TOP, LEFT, BOTTOM, Ink.QUIET, 1, "");
  }

  /** One path for each shade, a stroke for each stretch of cells of that shade. */
  private void cells() {
    long[][] counts = new long[columns.length][rows.count()];
    long most = 0;
    for (int i = 0; i < columns.length; i++) {
      long[] column = counts[i];
      columns[i].times.forEachBucket((bucket, n) -> column[rows.rowOf(bucket)] += n);
      column[0] += columns[i].times.zeroCount();
      for (long count : column) {
        most = Math.max(most, count);
      }
    }
    if (most == 0) {
      svg.text((LEFT + RIGHT) / 2, (TOP + BOTTOM) / 2, "none succeeded", Ink.QUIET, "middle");
      return;
    }
    String[] paths = paths(counts, most);
    double width = (frame.at(columns.length * columnNanos) - LEFT) / shown();
    svg.markup()
        .open(
            "g",
            "transform",
            "translate(%s %s) scale(%s %s)"
                .formatted(
                    Svg.of(LEFT),
                    Svg.of(BOTTOM),
                    Words.fine(width),
                    Words.fine(-(BOTTOM - TOP) / rows.count())),
            "shape-rendering",
            "crispEdges",
            "fill",
            "none");
    for (int shade = 0; shade < paths.length; shade++) {
      if (!paths[shade].isEmpty()) {
        svg.markup()
            .empty(
                "path",
                "d",
                paths[shade],
                "stroke",
                Shades.light(shade),
                "class",
                Shades.stroke(shade));
      }
    }
    svg.markup().close();
  }

  /** Columns that the run has, the last one in part. */
  private double shown() {
    return Math.min(columns.length, (double) contents.time().length() / columnNanos);
  }

  private static String[] paths(long[][] counts, long most) {
    StringBuilder[] paths = new StringBuilder[Shades.COUNT];
    for (int shade = 0; shade < paths.length; shade++) {
      paths[shade] = new StringBuilder();
    }
    int rowCount = counts.length == 0 ? 0 : counts[0].length;
    for (int row = 0; row < rowCount; row++) {
      for (int from = 0; from < counts.length; ) {
        int shade = counts[from][row] == 0 ? -1 : Shades.of(counts[from][row], most);
        int to = from + 1;
        while (to < counts.length
            && shade == (counts[to][row] == 0 ? -1 : Shades.of(counts[to][row], most))) {
          to++;
        }
        if (shade >= 0) {
          paths[shade]
              .append('M')
              .append(from)
              .append(' ')
              .append(row)
              .append(".5h")
              .append(to - from);
        }
        from = to;
      }
    }
    String[] texts = new String[paths.length];
    for (int shade = 0; shade < paths.length; shade++) {
      texts[shade] = paths[shade].toString();
    }
    return texts;
  }

  private void percentiles() {
    double[] p50 = new double[columns.length];
    double[] p99 = new double[columns.length];
    double[] medianBeyond = new double[columns.length];
    double[] beyond = new double[columns.length];
    for (int i = 0; i < columns.length; i++) {
      Distribution one = columns[i].distribution();
      p50[i] = number(one.getP50Nanos());
      p99[i] = number(one.getP99Nanos());
      beyond[i] = isBeyond(one, one.getP99Nanos()) ? rows.highest() : Double.NaN;
      medianBeyond[i] = isBeyond(one, one.getP50Nanos()) ? rows.highest() : Double.NaN;
    }
    halo(frame.steps(p99, columnNanos, y, TOP), Ink.UPPER);
    halo(frame.steps(p50, columnNanos, y, TOP), Ink.TEXT);
    svg.path(frame.steps(beyond, columnNanos, y, TOP + 2), Ink.UPPER, 2.4, "4 2");
    svg.path(frame.steps(medianBeyond, columnNanos, y, TOP + 6), Ink.TEXT, 2.4, "4 2");
  }

  private static boolean isBeyond(Distribution one, @Nullable Long percentile) {
    return one.getCount() > 0 && percentile == null;
  }

  private void halo(String path, Ink ink) {
    svg.path(path, Ink.PAPER, 3.2, "");
    svg.path(path, ink, 1.5, "");
  }

  private double number(@Nullable Long nanos) {
    return nanos == null ? Double.NaN : Math.clamp(nanos, rows.lowest(), rows.highest());
  }
}
