package dev.straingauge.archiver.appmesh;

import dev.straingauge.archiver.intake.IntakeException;
import dev.straingauge.event.Label;
import dev.straingauge.event.Measurement;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A table of one metric: a column {@code metric.LABEL} for each label, {@code timestamp} in seconds
 * since 1970, the value as Prometheus gave it, {@code normalized_ts}. Values that are no number
 * (NaN, infinities) make no measurement and are counted.
 *
 * @param measurements in the order of the rows
 * @param noNumbers rows whose value is none
 */
record MetricTable(List<Measurement> measurements, long noNumbers) {

  private static final String LABEL = "metric.";
  private static final String TIME = "timestamp";
  private static final List<String> NO_NUMBERS =
      List.of("NaN", "nan", "+Inf", "-Inf", "Inf", "inf", "-inf", "");
  private static final double LARGEST = 1e18;
  private static final BigDecimal FIRST = BigDecimal.valueOf(31_536_000L); // 1971
  private static final BigDecimal LAST = BigDecimal.valueOf(7_258_118_400L); // 2200
  private static final int MOST_ROWS = 2_000_000;
  private static final int MOST_LABEL = 500;

  MetricTable {
    measurements = List.copyOf(measurements);
  }

  /**
   * Reads one.
   *
   * @param what where it is, for errors
   * @param metric its name, the series of its values
   * @throws IntakeException if it is no such table
   */
  static MetricTable read(String what, String metric, String text) {
    CsvLines lines = new CsvLines(what, text);
    List<String> header = lines.next();
    int time = header.indexOf(TIME);
    if (time < 0 || header.size() < time + 2) {
      throw IntakeException.invalid(
          "read table '%s': columns %.200s (expected metric.LABEL…, timestamp, the metric, normalized_ts)"
              .formatted(what, header));
    }
    List<Measurement> measurements = new ArrayList<>();
    long noNumbers = 0;
    for (int line = lines.line(); ; line = lines.line()) {
      List<String> row = lines.next();
      if (row.isEmpty()) {
        return new MetricTable(measurements, noNumbers);
      }
      if (row.size() != header.size()) {
        throw broken(what, line, row.size() + " fields", header.size() + ", as in the header");
      }
      if (measurements.size() == MOST_ROWS) {
        throw broken(what, line, "a further row", "at most %,d".formatted(MOST_ROWS));
      }
      long at = nanos(what, line, row.get(time));
      if (NO_NUMBERS.contains(row.get(time + 1))) {
        noNumbers++;
      } else {
        double value = value(what, line, row.get(time + 1));
        measurements.add(new Measurement(metric, labels(header, row, time), at, value, ""));
      }
    }
  }

  private static List<Label> labels(List<String> header, List<String> row, int time) {
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < time; i++) {
      if (header.get(i).startsWith(LABEL) && !row.get(i).isEmpty()) {
        String value = row.get(i);
        labels.add(
            new Label(
                header.get(i).substring(LABEL.length()),
                value.substring(0, Math.min(value.length(), MOST_LABEL))));
      }
    }
    labels.sort(Comparator.comparing(Label::getKey));
    return labels;
  }

  private static long nanos(String what, int line, String text) {
    try {
      BigDecimal seconds = text.length() > 40 ? BigDecimal.ZERO : new BigDecimal(text);
      if (seconds.compareTo(FIRST) >= 0 && seconds.compareTo(LAST) < 0) {
        return seconds.movePointRight(9).longValue();
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw broken(what, line, "timestamp '%.60s'".formatted(text), "seconds since 1970, up to 2200");
  }

  private static double value(String what, int line, String text) {
    try {
      double value = Double.parseDouble(text);
      if (Math.abs(value) <= LARGEST) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw broken(what, line, "value '%.60s'".formatted(text), "a number of at most 18 digits");
  }

  private static IntakeException broken(String what, int line, String found, String expected) {
    return IntakeException.invalid(
        "read table '%s': line %d: %s (expected %s)".formatted(what, line, found, expected));
  }
}
