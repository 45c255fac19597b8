package dev.straingauge.archiver.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.words.CommandWords;
import dev.straingauge.archiver.words.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.StreamSupport;

/** Parts of a history's document in words. */
public final class HistoryWords {

  private static final List<String> ORDER =
      List.of("CONFIRMED", "PROVISIONAL", "ACKNOWLEDGED", "FIXED", "SUPERSEDED", "RETRACTED");
  private static final int OPEN_STATES = 3;

  private HistoryWords() {}

  /**
   * A change and the series that it is in.
   *
   * @param series the whole series
   * @param change one of its changes
   */
  public record Row(JsonNode series, JsonNode change) {

    /** Its state. */
    public String state() {
      return change.path("state").asText();
    }

    /** Whether it is for the worse. */
    public boolean regression() {
      return change.path("kind").asText().equals("regression");
    }

    /** Whether it is not over. */
    public boolean open() {
      return ORDER.indexOf(state()) < OPEN_STATES;
    }
  }

  /** The command that finds these changes, without what it is called; a table is named FILE. */
  public static String command(JsonNode document) {
    StringBuilder command = new StringBuilder("history ");
    command.append(
        document.path("clusters").isEmpty()
            ? "--csv FILE"
            : CommandWords.word(document.path("scenario").asText()));
    JsonNode settings = document.path("settings");
    HistorySettings usual = HistorySettings.DEFAULT;
    CommandWords.metrics(command, settings.path("metrics"));
    CommandWords.option(command, "--by", document.path("order"), "time");
    CommandWords.option(command, "--gate", settings.path("gate"), "confirm");
    CommandWords.option(command, "--window", settings.path("window"), usual.search().window());
    CommandWords.option(command, "--p-value", settings.path("pValue"), usual.search().maxP());
    CommandWords.option(
        command, "--magnitude", settings.path("magnitude"), usual.search().minMagnitude());
    CommandWords.minEffect(command, settings.path("minEffect"), usual.minEffect());
    CommandWords.option(command, "--fail-on", document.path("failOn"), "confirmed");
    return command.toString();
  }

  /** All changes: regressions first, open ones first, the newest first. */
  public static List<Row> rows(JsonNode document) {
    List<Row> rows = new ArrayList<>();
    for (JsonNode series : document.path("series")) {
      series.path("changes").forEach(change -> rows.add(new Row(series, change)));
    }
    rows.sort(
        Comparator.<Row, Boolean>comparing(row -> !row.open())
            .thenComparing(row -> !row.regression())
            .thenComparingInt(row -> ORDER.indexOf(row.state()))
            .thenComparing(row -> row.change.path("at").asText(), Comparator.reverseOrder()));
    return rows;
  }

  /** Whether the change makes the verdict FAIL. */
  public static boolean fails(JsonNode document, Row row) {
    String failOn = document.path("failOn").asText();
    return row.regression()
        && ((row.state().equals("CONFIRMED") && !failOn.equals("never"))
            || (row.state().equals("PROVISIONAL") && failOn.equals("provisional")));
  }

  /** Its state, and what it is if it is no regression. */
  public static String state(Row row) {
    return row.regression() ? row.state() : row.state().toLowerCase(Locale.ROOT) + " improvement";
  }

  /** The median of a side, {@code before} or {@code since}. */
  public static String value(Row row, String side) {
    JsonNode value = row.change.path(side);
    return value.path("above").isNumber()
        ? "> " + value(row.series, value.path("above").asDouble())
        : value(row.series, value.path("value").asDouble());
  }

  /** A value of a series with its unit. */
  public static String value(JsonNode series, double value) {
    return switch (series.path("unit").asText()) {
      case "s" -> Figures.time(Math.round(value * 1e9));
      case "ratio" -> Figures.percent(value);
      case "1/s" -> Figures.rate(value);
      case "B/s" -> Figures.bytes(value) + "/s";
      default -> number(value);
    };
  }

  /** Four digits; more where the whole part has more. */
  public static String number(double value) {
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e15)) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    int whole = size < 1 ? 1 : (int) Math.floor(StrictMath.log10(size)) + 1;
    String text = String.format(Locale.ROOT, "%,." + Math.max(0, 4 - whole) + "f", value);
    return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
  }

  /**
   * {@code +22.7 %}; {@code ≥ +92.0 %} with a censored side; the difference where there is no
   * share.
   */
  public static String shift(Row row) {
    JsonNode relative = row.change.path("relative");
    boolean ratio = row.series.path("unit").asText().equals("ratio");
    if (ratio || relative.isNull()) {
      JsonNode shift = row.change.path("shift");
      return bounds(
          shift, each -> ratio ? signed(each * 100, " pt") : sign(each) + number(Math.abs(each)));
    }
    return bounds(relative, each -> signed(each * 100, " %"));
  }

  private static String bounds(JsonNode interval, DoubleFunction<String> words) {
    JsonNode lower = interval.path("lower");
    JsonNode upper = interval.path("upper");
    if (lower.isNull() && upper.isNull()) {
      return "unknown";
    }
    if (upper.isNull()) {
      return "≥ " + words.apply(lower.asDouble());
    }
    if (lower.isNull()) {
      return "≤ " + words.apply(upper.asDouble());
    }
    return words.apply((lower.asDouble() + upper.asDouble()) / 2);
  }

  private static String signed(double value, String unit) {
    return sign(value) + String.format(Locale.ROOT, "%.1f", Math.abs(value)) + unit;
  }

  private static String sign(double value) {
    return value < 0 ? "−" : "+";
  }

  /** {@code between 20261101… (1.3.2) and 20261108… (1.4.0)}. */
  public static String between(Row row) {
    return "%s and %s"
        .formatted(
            run(row.change, "lastRunBefore", "driverVersionBefore"),
            run(row.change, "firstRun", "driverVersion"));
  }

  private static String run(JsonNode change, String name, String version) {
    String run = change.path(name).asText();
    String driver = change.path(version).asText();
    return run.substring(run.indexOf('/') + 1) + (driver.isEmpty() ? "" : " (" + driver + ")");
  }

  /** What is to be known beside the state. */
  public static String note(JsonNode document, Row row) {
    String note = row.change.path("note").asText();
    String until = row.change.path("until").asText();
    return switch (row.state()) {
      case "CONFIRMED" -> fails(document, row) ? "✗ fails the build" : "";
      case "PROVISIONAL" -> (fails(document, row) ? "✗ fails the build; " : "") + note;
      case "ACKNOWLEDGED" -> "\"%s\"%s".formatted(note, until.isEmpty() ? "" : " until " + until);
      case "FIXED", "SUPERSEDED" -> "by " + note;
      default -> note;
    };
  }

  /** A change in one line. */
  public static String line(JsonNode document, Row row) {
    String note = note(document, row);
    return "%s %s: %s → %s, %s, between %s, %s since%s"
        .formatted(
            row.change.path("id").asText(),
            state(row),
            value(row, "before"),
            value(row, "since"),
            shift(row),
            between(row),
            Figures.count(row.change.path("runsSince").asLong(), "run"),
            note.isEmpty() ? "" : " (" + note + ")");
  }

  /** What series, runs and days the history has. */
  public static String extent(JsonNode document) {
    String first = document.path("first").asText();
    String from = day(first);
    String to = day(document.path("last").asText());
    String days = first.isEmpty() ? "" : ", " + (from.equals(to) ? from : from + " … " + to);
    return "%s · %s series · %s%s"
        .formatted(
            document.path("scenario").asText(),
            document.path("series").size(),
            Figures.count(document.path("runCount").asLong(), "run"),
            days);
  }

  private static String day(String instant) {
    return instant.substring(0, Math.min(10, instant.length()));
  }

  /**
   * The names of a history's series: what they all share is left out.
   *
   * @param parts that they do not all share
   */
  public record Names(List<String> parts) {

    public Names {
      parts = List.copyOf(parts);
    }

    /** Those of a document; one pass over its series. */
    public static Names of(JsonNode document) {
      List<String> parts = new ArrayList<>();
      for (String part : List.of("scenario", "driver", "cluster")) {
        // not findValues, which looks at every point of every series
        long different =
            StreamSupport.stream(document.path("series").spliterator(), false)
                .map(each -> each.path(part).asText())
                .distinct()
                .count();
        if (different > 1) {
          parts.add(part);
        }
      }
      return new Names(parts);
    }

    /** The name of one of them. */
    public String name(JsonNode series) {
      StringBuilder name = new StringBuilder(series.path("metric").asText());
      parts.forEach(part -> name.append(" · ").append(series.path(part).asText()));
      return name.toString();
    }
  }
}
