package dev.straingauge.archiver.appmesh;

import dev.straingauge.archiver.intake.IntakeException;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a table of comma separated values (RFC 4180) into rows: a field in quotes may hold commas,
 * line ends and doubled quotes. Not thread-safe.
 */
final class CsvLines {

  private static final int MOST_FIELDS = 200;

  private final String what;
  private final String text;
  private int at;
  private int line = 1;

  /**
   * @param what where it is, for errors
   */
  CsvLines(String what, String text) {
    this.what = what;
    this.text = text;
  }

  /** Number of the line where the next row begins, from 1. */
  int line() {
    return line;
  }

  /**
   * The next row; empty at the end. Empty lines are passed over.
   *
   * @throws IntakeException if a quote does not end, or a row has more than 200 fields
   */
  List<String> next() {
    while (at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == '\r')) {
      line += text.charAt(at) == '\n' ? 1 : 0;
      at++;
    }
    List<String> row = new ArrayList<>();
    if (at == text.length()) {
      return row;
    }
    int began = line;
    do {
      row.add(field(began));
      if (row.size() > MOST_FIELDS) {
        throw broken(began, "more than %d fields".formatted(MOST_FIELDS));
      }
    } while (at < text.length() && text.charAt(at++) == ',');
    line++;
    return row;
  }

  /** One field; leaves {@link #at} on the comma, or the line end, behind it. */
  private String field(int began) {
    if (at == text.length() || text.charAt(at) != '"') {
      int from = at;
      while (at < text.length() && ",\n\r".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      String plain = text.substring(from, at);
      if (text.startsWith("\r\n", at)) {
        at++;
      }
      return plain;
    }
    StringBuilder quoted = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char next = text.charAt(at);
      if (next == '"') {
        if (!text.startsWith("\"\"", at)) {
          at++;
          if (text.startsWith("\r\n", at)) {
            at++;
          }
          return quoted.toString();
        }
        at++;
      }
      line += next == '\n' ? 1 : 0;
      quoted.append(next);
    }
    throw broken(began, "a quote that does not end");
  }

  private IntakeException broken(int atLine, String found) {
    return IntakeException.invalid("read table '%s': line %d: %s".formatted(what, atLine, found));
  }
}
