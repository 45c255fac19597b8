package dev.straingauge.archiver.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.words.CommandWords;
import dev.straingauge.archiver.words.Figures;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Parts of a comparison's document in words. */
public final class CompareWords {

  private static final int LONGEST_VALUE = 60;
  private static final int LONGEST_HEADING = 12;

  private CompareWords() {}

  /** The symbol of a verdict in words. */
  public static String symbol(String verdict) {
    return Arrays.stream(CompareVerdict.values())
        .filter(each -> each.word().equals(verdict))
        .map(CompareVerdict::symbol)
        .findFirst()
        .orElse(" ");
  }

  /** A side of the comparison: {@code 1.3.2 (7 runs)}. */
  public static String side(JsonNode document, String side) {
    return "%s (%s)"
        .formatted(
            label(document, side), Figures.count(document.path(side).path("runs").size(), "run"));
  }

  /** {@code 1.3.2 → 1.4.0}, with a leading blank; empty for a document of something else. */
  public static String sides(JsonNode document) {
    return document.has("base")
        ? " %s → %s".formatted(label(document, "base"), label(document, "candidate"))
        : "";
  }

  /** The metrics that have a verdict. */
  public static List<JsonNode> judged(JsonNode document) {
    return StreamSupport.stream(document.path("metrics").spliterator(), false)
        .filter(metric -> metric.path("verdict").isTextual())
        .toList();
  }

  /** The metrics of a role: {@code judged}, {@code same} or {@code aside}. */
  public static List<JsonNode> inRole(JsonNode document, String role) {
    return StreamSupport.stream(document.path("metrics").spliterator(), false)
        .filter(metric -> metric.path("role").asText().equals(role))
        .toList();
  }

  /** The command that compares so, without what it is called. */
  public static String command(JsonNode document) {
    StringBuilder command = new StringBuilder("compare");
    if (document.path("baseline").asText().isEmpty()) {
      command
          .append(' ')
          .append(CommandWords.word(document.path("base").path("reference").asText()));
    }
    command
        .append(' ')
        .append(CommandWords.word(document.path("candidate").path("reference").asText()));
    JsonNode terms = document.path("terms");
    CommandWords.metrics(command, terms.path("metrics"));
    CommandWords.option(command, "--alpha", terms.path("alpha"), Terms.DEFAULT.alpha());
    CommandWords.minEffect(command, terms.path("minEffect"), Terms.DEFAULT.minEffect());
    return command.toString();
  }

  /** A metric in one line. */
  public static String line(JsonNode metric) {
    String note = note(metric);
    return "%s: %s → %s, shift %s, interval %s, p %s: %s%s"
        .formatted(
            metric.path("metric").asText(),
            median(metric, "base"),
            median(metric, "candidate"),
            shift(metric),
            interval(metric),
            p(metric.path("adjustedP")),
            metric.path("verdict").asText(),
            note.isEmpty() ? "" : " (" + note + ")");
  }

  /** Its name over a column. */
  public static String heading(JsonNode document, String side) {
    String label = label(document, side);
    return label.length() <= LONGEST_HEADING ? label : side;
  }

  /** The driver's version, or what the user wrote where that tells nothing apart. */
  private static String label(JsonNode document, String side) {
    boolean apart =
        !document.path("base").path("label").equals(document.path("candidate").path("label"));
    return document.path(side).path(apart ? "label" : "reference").asText();
  }

  /** {@code cluster: a → b}. */
  public static String difference(JsonNode difference) {
    return "%s: %s → %s"
        .formatted(
            difference.path("what").asText(),
            values(difference.path("base")),
            values(difference.path("candidate")));
  }

  private static String values(JsonNode values) {
    String text =
        StreamSupport.stream(values.spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(" or "));
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
  }

  /** The median of a side: {@code 31.2 s}, {@code > 60 s}, {@code no data}. */
  public static String median(JsonNode metric, String side) {
    JsonNode median = metric.path(side).path("median");
    JsonNode above = median.path("above");
    if (above.isNumber()) {
      return "> " + value(metric, above.asDouble());
    }
    return median.path("value").isNumber()
        ? value(metric, median.path("value").asDouble())
        : median.path("reason").asText("n/a");
  }

  /** A value of a metric with its unit. */
  public static String value(JsonNode metric, double value) {
    return switch (metric.path("unit").asText()) {
      case "s" -> Figures.time(Math.round(value * 1e9));
      case "ratio" -> Figures.percent(value);
      case "1/s" -> Figures.rate(value);
      case "B/s" -> Figures.bytes(value) + "/s";
      default -> number(value, value == Math.rint(value) ? 0 : 1);
    };
  }

  /** The effect: {@code +22.7 %}, {@code ≥ +92 %}, {@code −1.5 pt}. */
  public static String shift(JsonNode metric) {
    JsonNode effect = metric.path("effect");
    JsonNode low = effect.path("estimate").path(0);
    JsonNode high = effect.path("estimate").path(1);
    boolean openBelow =
        !low.isNumber() || (isRelative(effect) && low.asDouble() <= -1 && !low.equals(high));
    if (openBelow) {
      return high.isNumber() ? "≤ " + signed(metric, high.asDouble(), true) : "–";
    }
    if (!high.isNumber()) {
      return "≥ " + signed(metric, low.asDouble(), true);
    }
    String upper = signed(metric, high.asDouble(), true);
    return low.equals(high) ? upper : signed(metric, low.asDouble(), false) + " … " + upper;
  }

  /** Its interval without the unit; open sides are infinite. */
  public static String interval(JsonNode metric) {
    JsonNode low = metric.path("effect").path("interval").path(0);
    JsonNode high = metric.path("effect").path("interval").path(1);
    boolean openBelow =
        !low.isNumber() || (isRelative(metric.path("effect")) && low.asDouble() <= -1);
    if (openBelow && !high.isNumber()) {
      return "–";
    }
    return "%s, %s"
        .formatted(
            low.isNumber() ? "[" + signed(metric, low.asDouble(), false) : "(−∞",
            high.isNumber() ? signed(metric, high.asDouble(), false) + "]" : "∞)");
  }

  private static boolean isRelative(JsonNode effect) {
    return effect.path("kind").asText().equals("relative");
  }

  private static String signed(JsonNode metric, double value, boolean unit) {
    String sign = value < 0 ? "−" : "+";
    double size = Math.abs(value);
    return switch (metric.path("effect").path("kind").asText()) {
      case "relative" -> sign + number(size * 100, size >= 1 ? 0 : 1) + (unit ? " %" : "");
      case "points" -> sign + number(size * 100, size >= 0.01 ? 1 : 2) + (unit ? " pt" : "");
      default -> sign + value(metric, size);
    };
  }

  /** A p-value with two digits that count. */
  public static String p(JsonNode p) {
    if (!p.isNumber()) {
      return "–";
    }
    double value = p.asDouble();
    if (value < 0.0001) {
      return "< 0.0001";
    }
    return number(value, value < 0.001 ? 5 : value < 0.01 ? 4 : value < 0.1 ? 3 : 2);
  }

  /** What is to be known beside the verdict. */
  public static String note(JsonNode metric) {
    String note = metric.path("note").asText();
    return note.isEmpty() && metric.path("effect").path("kind").asText().equals("absolute")
        ? "base is 0, nothing is relative to it"
        : note;
  }

  /** Where two distributions are furthest apart. */
  public static String shape(JsonNode shape) {
    return "%s: at or below %s %s → %s of those that succeeded (Kolmogorov–Smirnov %s, p %s)"
        .formatted(
            shape.path("operation").asText(),
            Figures.time(Math.round(shape.path("atSeconds").asDouble() * 1e9)),
            Figures.percent(shape.path("baseShare").asDouble()),
            Figures.percent(shape.path("candidateShare").asDouble()),
            number(shape.path("distance").asDouble(), 2),
            p(shape.path("adjustedP")));
  }

  /** A share in percent without needless digits: {@code 5 %}, {@code 2.5 %}. */
  public static String share(double share) {
    double percent = Math.round(share * 1e6) / 1e4;
    return (percent == Math.rint(percent) ? number(percent, 0) : Double.toString(percent)) + " %";
  }

  /** The same as points. */
  public static String points(double share) {
    return share(share).replace(" %", " pt");
  }

  private static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }
}
