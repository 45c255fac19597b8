package dev.straingauge.cli.summary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows in columns as wide as their widest cell. The first column and those whose heading begins
 * with {@code <} stand left, the others right.
 */
public final class Grid {

  private static final String GAP = "  ";

  private final List<String> headings = new ArrayList<>();
  private final List<Boolean> left = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /** Begins with the heading of each column. */
  public Grid(String... headings) {
    for (int i = 0; i < headings.length; i++) {
      boolean toLeft = i == 0 || headings[i].startsWith("<");
      left.add(toLeft);
      this.headings.add(headings[i].startsWith("<") ? headings[i].substring(1) : headings[i]);
    }
  }

  /** Adds a row. */
  public void row(String... cells) {
    rows.add(List.copyOf(Arrays.asList(cells)));
  }

  /** Whether there is no row. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Heading and rows as lines without blanks at the end. */
  public List<String> lines() {
    return lines(all());
  }

  /**
   * The same in at most {@code width} columns: columns from the right are left out, the first and
   * those named never.
   *
   * @param kept headings of columns that stay
   */
  public List<String> fitting(int width, String... kept) {
    List<String> stay = Arrays.asList(kept);
    List<Integer> columns = all();
    for (int i = headings.size() - 1; i > 0 && tooWide(columns, width); i--) {
      if (!stay.contains(headings.get(i))) {
        int dropped = i;
        columns.removeIf(column -> column == dropped);
      }
    }
    return lines(columns);
  }

  private List<Integer> all() {
    return IntStream.range(0, headings.size()).boxed().collect(Collectors.toList());
  }

  private boolean tooWide(List<Integer> columns, int width) {
    return lines(columns).stream().anyMatch(line -> length(line) > width);
  }

  private List<String> lines(List<Integer> columns) {
    List<String> lines = new ArrayList<>();
    lines.add(line(headings, columns));
    rows.forEach(row -> lines.add(line(row, columns)));
    return lines;
  }

  private String line(List<String> cells, List<Integer> columns) {
    StringBuilder line = new StringBuilder();
    for (int i : columns) {
      String cell = i < cells.size() ? cells.get(i) : "";
      String blanks = " ".repeat(width(i) - length(cell));
      line.append(i == 0 ? "" : GAP).append(left.get(i) ? cell + blanks : blanks + cell);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    int width = length(headings.get(column));
    for (List<String> row : rows) {
      width = Math.max(width, column < row.size() ? length(row.get(column)) : 0);
    }
    return width;
  }

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
