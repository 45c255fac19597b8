package dev.straingauge.archiver.history;

import dev.straingauge.archiver.statistics.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Series out of a table: a time column, metric columns, and all others as attributes. A run is a
 * row; rows are ordered by time, those of one time as they stand. An empty field is a missing point
 * and left out. A row with an infinite value or none that is a number (NaN) is left out whole and
 * named. All static.
 */
public final class CsvSeries {

  private static final List<String> TIME_COLUMNS = List.of("time", "timestamp", "date", "datetime");
  private static final List<String> NAME_COLUMNS = List.of("run", "commit", "revision", "version");
  private static final int MOST_DIGITS = 400;
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,5})?");
  private static final Pattern NOT_FINITE =
      Pattern.compile("(?i)[+-]?(nan|inf|infinity|1\\.#inf|1\\.#qnan)");

  private CsvSeries() {}

  /**
   * What is what in a table.
   *
   * @param time name of the time column; empty: time, timestamp, date or datetime
   * @param metrics names of the metric columns; empty: all columns whose fields are numbers
   * @param attributes names of the attribute columns; empty: all others
   * @param wanted which metrics are wanted, by name
   * @param higherIsBetter metrics, by name, whose fall is a regression
   */
  public record Layout(
      String time,
      List<String> metrics,
      List<String> attributes,
      Predicate<String> wanted,
      Predicate<String> higherIsBetter) {}

  /**
   * Reads a table.
   *
   * @param what its name, for messages
   * @param scenario what the series are called after
   * @throws HistoryException if it is no table, a column is not there, or a field is no number or
   *     no time
   */
  public static Gathered read(String what, String text, String scenario, Layout layout) {
    CsvTable table = CsvTable.parse(what, text);
    List<String> problems = new ArrayList<>();
    int time = timeColumn(table, layout.time(), problems);
    List<Integer> metrics = metricColumns(table, time, layout.metrics(), problems);
    List<Integer> attributes =
        attributeColumns(table, time, metrics, layout.attributes(), problems);
    if (!problems.isEmpty()) {
      throw new HistoryException(what, problems);
    }
    List<LeftOut> leftOut = new ArrayList<>();
    List<Row> rows = rows(table, time, metrics, attributes, leftOut, problems);
    if (!problems.isEmpty()) {
      throw new HistoryException(what, problems);
    }
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < metrics.size(); i++) {
      String metric = table.columns().get(metrics.get(i));
      if (layout.wanted().test(metric)) {
        series.add(series(rows, i, metric, scenario, layout.higherIsBetter()));
      }
    }
    return new Gathered(series, rows.size(), leftOut, List.of());
  }

  /** A row with its numbers; null is a missing point. */
  private record Row(HistoryRun run, List<String> numbers) {}

  private static Series series(
      List<Row> rows, int i, String metric, String scenario, Predicate<String> higherIsBetter) {
    List<HistoryPoint> points = new ArrayList<>();
    for (Row row : rows) {
      if (!row.numbers.get(i).isEmpty()) {
        Observation value = Observation.of(Double.parseDouble(row.numbers.get(i)));
        points.add(new HistoryPoint(row.run, value));
      }
    }
    return new Series(
        new SeriesKey(metric, scenario, "", ""), "", !higherIsBetter.test(metric), points);
  }

  private static List<Row> rows(
      CsvTable table,
      int time,
      List<Integer> metrics,
      List<Integer> attributes,
      List<LeftOut> leftOut,
      List<String> problems) {
    List<Row> rows = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    for (int r = 0; r < table.rows().size(); r++) {
      List<String> fields = table.rows().get(r);
      int line = table.lines().get(r);
      Instant at = TableTimes.parse(fields.get(time)).orElse(Instant.EPOCH);
      if (TableTimes.parse(fields.get(time)).isEmpty()) {
        problems.add(
            "line %d, column '%s': '%s' (expected %s)"
                .formatted(line, table.columns().get(time), fields.get(time), TableTimes.EXPECTED));
      }
      String unusable = unusable(table, fields, line, metrics, problems);
      if (unusable.isEmpty()) {
        SortedMap<String, String> attribute = new TreeMap<>();
        attributes.forEach(a -> attribute.put(table.columns().get(a), fields.get(a)));
        rows.add(
            new Row(
                new HistoryRun(name(table, fields, line, names), at, attribute),
                metrics.stream().map(fields::get).toList()));
      } else {
        leftOut.add(new LeftOut("line " + line, unusable));
      }
    }
    rows.sort(Comparator.comparing(row -> row.run.at()));
    return rows;
  }

  /** Why the row is left out; empty if it is not. What is no number at all is a problem. */
  private static String unusable(
      CsvTable table, List<String> fields, int line, List<Integer> metrics, List<String> problems) {
    String unusable = "";
    for (int column : metrics) {
      String field = fields.get(column);
      if (isNotFinite(field)) {
        unusable =
            "column '%s' is %s (expected a finite number)"
                .formatted(table.columns().get(column), field);
      } else if (!field.isEmpty() && !isNumber(field)) {
        problems.add(
            "line %d, column '%s': '%s' is no number"
                .formatted(line, table.columns().get(column), field));
      }
    }
    return unusable;
  }

  /** A run is called after the first column that names one; else, or the second time, its line. */
  private static String name(CsvTable table, List<String> fields, int line, Set<String> names) {
    for (String column : NAME_COLUMNS) {
      int place = table.column(column);
      if (place >= 0 && !fields.get(place).isEmpty() && names.add(fields.get(place))) {
        return fields.get(place);
      }
    }
    return "line " + line;
  }

  private static int timeColumn(CsvTable table, String wanted, List<String> problems) {
    if (!wanted.isEmpty()) {
      return existing(table, wanted, problems);
    }
    for (int i = 0; i < table.columns().size(); i++) {
      if (TIME_COLUMNS.contains(table.columns().get(i).toLowerCase(Locale.ROOT))) {
        return i;
      }
    }
    problems.add(
        "no time column: none of %s is called %s (expected one, or --time-column)"
            .formatted(table.columns(), String.join(", ", TIME_COLUMNS)));
    return -1;
  }

  private static List<Integer> metricColumns(
      CsvTable table, int time, List<String> wanted, List<String> problems) {
    if (!wanted.isEmpty()) {
      return wanted.stream().map(name -> existing(table, name, problems)).toList();
    }
    List<Integer> metrics = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      int column = i;
      List<String> fields =
          table.rows().stream().map(row -> row.get(column)).filter(f -> !f.isEmpty()).toList();
      boolean numbers = fields.stream().allMatch(f -> isNumber(f) || isNotFinite(f));
      if (i != time
          && numbers
          && fields.stream().anyMatch(CsvSeries::isNumber)
          && !NAME_COLUMNS.contains(table.columns().get(i))) {
        metrics.add(i);
      }
    }
    if (metrics.isEmpty()) {
      problems.add(
          "no metric column: no column has numbers only (expected one, or --metric-column)");
    }
    return metrics;
  }

  private static List<Integer> attributeColumns(
      CsvTable table, int time, List<Integer> metrics, List<String> wanted, List<String> problems) {
    if (!wanted.isEmpty()) {
      return wanted.stream().map(name -> existing(table, name, problems)).toList();
    }
    List<Integer> attributes = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      if (i != time && !metrics.contains(i)) {
        attributes.add(i);
      }
    }
    return attributes;
  }

  private static int existing(CsvTable table, String name, List<String> problems) {
    int column = table.column(name);
    if (column < 0) {
      problems.add("no column '%s' (expected one of %s)".formatted(name, table.columns()));
    }
    return Math.max(0, column);
  }

  private static boolean isNotFinite(String field) {
    return NOT_FINITE.matcher(field).matches()
        || (isNumber(field) && Double.isInfinite(Double.parseDouble(field)));
  }

  /** Decimal numbers alone: parseDouble also takes hexadecimal ones and suffixes. */
  private static boolean isNumber(String field) {
    return field.length() <= MOST_DIGITS && NUMBER.matcher(field).matches();
  }
}
