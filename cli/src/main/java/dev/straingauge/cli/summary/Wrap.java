package dev.straingauge.cli.summary;

import java.util.ArrayList;
import java.util.List;

/** Breaks a line of parts that stand between {@code " · "}, or else of words, so that it fits. */
public final class Wrap {

  private static final String DOT = " · ";

  private Wrap() {}

  /**
   * The line in lines of at most {@code width}; what cannot be broken stays longer.
   *
   * @param indent what the second and further lines begin with
   */
  public static List<String> lines(String line, String indent, int width) {
    if (Grid.length(line) <= width) {
      return List.of(line);
    }
    List<String> lines = new ArrayList<>();
    String current = "";
    for (String part : line.split(DOT, -1)) {
      String joined = current.isEmpty() ? part : current + DOT + part;
      if (!current.isEmpty() && Grid.length(joined) > width) {
        lines.add(current);
        joined = indent + part;
      }
      current = joined;
    }
    lines.add(current);
    return lines.stream().flatMap(each -> words(each, indent, width).stream()).toList();
  }

  private static List<String> words(String line, String indent, int width) {
    List<String> lines = new ArrayList<>();
    String rest = line;
    while (Grid.length(rest) > width) {
      int blank = rest.lastIndexOf(' ', rest.offsetByCodePoints(0, width));
      if (blank <= indent.length()) {
        break;
      }
      lines.add(rest.substring(0, blank));
      rest = indent + rest.substring(blank + 1);
    }
    lines.add(rest);
    return lines;
  }
}
