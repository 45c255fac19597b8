package dev.straingauge.archiver.history;

import java.util.ArrayList;
import java.util.List;

/**
 * A table in CSV (RFC 4180): the first row names the columns; fields may be in double quotes, and
 * hold commas, line ends and doubled quotes then. A byte order mark, blank lines and spaces around
 * unquoted fields are passed over.
 *
 * @param columns names of the columns, each once
 * @param rows fields of each row, as many as there are columns
 * @param lines line in the text on which each row begins, from 1
 */
record CsvTable(List<String> columns, List<List<String>> rows, List<Integer> lines) {

  private static final int MOST_COLUMNS = 1_000;
  private static final int MOST_ROWS = 1_000_000;

  /**
   * Reads it.
   *
   * @throws HistoryException if it is no such table; all problems at once, at most 20
   */
  static CsvTable parse(String what, String text) {
    Parser parser = new Parser(text.startsWith("\uFEFF") ? text.substring(1) : text);
    List<List<String>> rows = new ArrayList<>();
    List<Integer> lines = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    while (parser.hasNext() && rows.size() <= MOST_ROWS) {
      int line = parser.line;
      List<String> row = parser.row();
      if (parser.open) {
        problems.add("line %d: a quoted field does not end".formatted(line));
      } else if (!(row.size() == 1 && row.getFirst().isEmpty())) {
        rows.add(row);
        lines.add(line);
      }
    }
    if (rows.isEmpty() && problems.isEmpty()) {
      problems.add("it is empty (expected a row of column names, then rows)");
    }
    if (rows.size() > MOST_ROWS) {
      problems.add("more than %,d rows".formatted(MOST_ROWS));
    }
    if (problems.isEmpty()) {
      check(rows, lines, problems);
    }
    if (!problems.isEmpty()) {
      throw new HistoryException(what, problems);
    }
    return new CsvTable(
        rows.getFirst(), rows.subList(1, rows.size()), lines.subList(1, lines.size()));
  }

  /** Place of a column; −1 if there is none of that name. */
  int column(String name) {
    return columns.indexOf(name);
  }

  private static void check(List<List<String>> rows, List<Integer> lines, List<String> problems) {
    List<String> columns = rows.getFirst();
    if (columns.size() > MOST_COLUMNS) {
      problems.add("%,d columns (expected at most %,d)".formatted(columns.size(), MOST_COLUMNS));
    }
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).isEmpty() || columns.indexOf(columns.get(i)) < i) {
        problems.add(
            "line %d: column %d is named '%s' (expected a name, each once)"
                .formatted(lines.getFirst(), i + 1, columns.get(i)));
      }
    }
    for (int i = 1; i < rows.size(); i++) {
      if (rows.get(i).size() != columns.size()) {
        problems.add(
            "line %d: %d fields (expected %d, one per column)"
                .formatted(lines.get(i), rows.get(i).size(), columns.size()));
      }
    }
  }

  /** Walks through the text once. */
  private static final class Parser {
    private final String text;
    private int at;
    private int line = 1;
    private boolean open;

    Parser(String text) {
      this.text = text;
    }

    boolean hasNext() {
      return at < text.length();
    }

    List<String> row() {
      List<String> fields = new ArrayList<>();
      do {
        fields.add(field());
      } while (at < text.length() && text.charAt(at++) == ',');
      return fields;
    }

    /** Stops at the comma or behind the last character of the row; the line end counts as one. */
    private String field() {
      StringBuilder field = new StringBuilder();
      boolean quoted = false;
      while (at < text.length()) {
        char c = text.charAt(at);
        if (open) {
          at++;
          if (c != '"') {
            line += c == '\n' ? 1 : 0;
            field.append(c);
          } else if (at < text.length() && text.charAt(at) == '"') {
            field.append('"');
            at++;
          } else {
            open = false;
          }
        } else if (c == '"' && field.toString().isBlank() && !quoted) {
          field.setLength(0);
          open = true;
          quoted = true;
          at++;
        } else if (c == ',') {
          break;
        } else if (c == '\n') {
          line++;
          break;
        } else {
          at++;
          if (!quoted || !Character.isWhitespace(c)) {
            field.append(c);
          }
        }
      }
      return quoted ? field.toString() : field.toString().strip();
    }
  }
}
