package dev.straingauge.archiver.appmesh;

import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.archiver.intake.IntakeException;
import dev.straingauge.event.Label;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Values by metric, written as the tables of the App Mesh load test: a column {@code metric.LABEL}
 * for each label, {@code timestamp}, the metric, {@code normalized_ts}. Not thread-safe.
 */
final class MetricTables {

  /**
   * A metric without labels gets this one, with its own name: readers take column 0 for a label.
   */
  private static final String NAME = "name";

  private static final int LONGEST = 150;
  private static final long MOST_ROWS = 1_000_000;

  private final Map<String, List<Row>> metrics = new TreeMap<>();
  private long rows;

  private record Row(Map<String, String> labels, long at, String value) {}

  /**
   * Adds a value.
   *
   * @throws IntakeException if there would be more than 1,000,000
   */
  void add(String metric, List<Label> labels, long atNanos, String value) {
    if (++rows > MOST_ROWS) {
      throw IntakeException.invalid(
          "export tables: more than %,d values (expected a shorter run)".formatted(MOST_ROWS));
    }
    Map<String, String> named = new LinkedHashMap<>();
    labels.forEach(label -> named.put(label.getKey(), label.getValue()));
    if (named.isEmpty()) {
      named.put(NAME, metric);
    }
    metrics.computeIfAbsent(metric, m -> new ArrayList<>()).add(new Row(named, atNanos, value));
  }

  /** Names of the metrics, sorted. */
  List<String> names() {
    return List.copyOf(metrics.keySet());
  }

  /** The tables: names of files to their content. */
  Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>();
    metrics.forEach(
        (metric, all) ->
            files.put(file(metric), table(metric, all).getBytes(StandardCharsets.UTF_8)));
    return files;
  }

  /** Where the name is not the metric's, 6 hex digits of its SHA-256 follow: no two become one. */
  private static String file(String metric) {
    String plain = metric.replaceAll("[^A-Za-z0-9._-]+", "_").replaceAll("^\\.+", "_");
    if (plain.equals(metric) && plain.length() <= LONGEST) {
      return plain + MeshRuns.CSV;
    }
    String mark = RecordHash.sha256(metric.getBytes(StandardCharsets.UTF_8)).substring(0, 6);
    return plain.substring(0, Math.min(plain.length(), LONGEST)) + "-" + mark + MeshRuns.CSV;
  }

  /** A number as Prometheus writes it. */
  static String number(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  private static String table(String metric, List<Row> all) {
    SortedSet<String> labels = new TreeSet<>();
    all.forEach(row -> labels.addAll(row.labels.keySet()));
    Map<String, Long> first = new TreeMap<>();
    all.forEach(row -> first.merge(group(row, labels), row.at, Math::min));
    StringBuilder out = new StringBuilder();
    labels.forEach(label -> out.append(quoted("metric." + label)).append(','));
    out.append("timestamp,").append(quoted(metric)).append(",normalized_ts\n");
    for (Row row : all) {
      labels.forEach(label -> out.append(quoted(row.labels.getOrDefault(label, ""))).append(','));
      long since = row.at - first.getOrDefault(group(row, labels), row.at);
      out.append(seconds(row.at)).append(',').append(row.value).append(',');
      out.append(seconds(since)).append('\n');
    }
    return out.toString();
  }

  /** Rows of one value of the first label belong together, as there. */
  private static String group(Row row, SortedSet<String> labels) {
    return row.labels.getOrDefault(labels.first(), "");
  }

  private static String seconds(long nanos) {
    return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
  }

  private static String quoted(String field) {
    return field.matches("(?s).*[\",\n\r].*") ? '"' + field.replace("\"", "\"\"") + '"' : field;
  }
}
