package dev.straingauge.producer.plan.yaml;

import dev.straingauge.producer.plan.yaml.YamlNode.Scalar;
import dev.straingauge.schemas.config.Durations;
import dev.straingauge.schemas.config.NearestName;
import dev.straingauge.schemas.config.Quoted;
import dev.straingauge.schemas.config.Rates;
import dev.straingauge.schemas.config.Sizes;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Typed keys of a {@link Section}. Each method notes the value that counts; a value that is none of
 * its type or out of its bounds becomes a problem and reads as {@code otherwise}.
 */
public final class Values {

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]{1,30}(\\.[0-9]{0,30})?|\\.[0-9]{1,30})([eE][+-]?[0-9]{1,3})?");
  private static final List<String> YES = List.of("true", "yes", "on");

  private Values() {}

  /** Notes a problem if {@code key} has no value. */
  public static void require(Section section, String key, String expected) {
    if (!section.has(key)) {
      section.problem(key, "is missing (expected " + expected + ")");
    }
  }

  /** A text; numbers and booleans count as what is written. */
  public static String text(Section section, String key, String otherwise) {
    return section
        .scalar(key, "a text")
        .map(scalar -> noted(section, key, scalar.text()))
        .orElseGet(() -> noted(section, key, otherwise));
  }

  /** A text that is one of {@code allowed}. */
  public static String choice(Section section, String key, String otherwise, List<String> allowed) {
    String text = text(section, key, otherwise);
    if (!allowed.contains(text)) {
      section.problem(
          key,
          "%s is unknown (expected %s)%s"
              .formatted(
                  Quoted.of(text), String.join(", ", allowed), NearestName.hint(text, allowed)));
      return otherwise;
    }
    return text;
  }

  /** A list of texts. */
  public static List<String> texts(Section section, String key, List<String> otherwise) {
    if (!section.has(key)) {
      return noted(section, key, otherwise);
    }
    List<String> texts = new ArrayList<>();
    for (YamlNode item : section.items(key)) {
      if (item instanceof Scalar scalar && scalar.type() != Scalar.Type.NULL) {
        texts.add(scalar.text());
      } else {
        section
            .reading()
            .problem(
                item.place(), section.path(key), "is " + Section.form(item) + " (expected a text)");
      }
    }
    return noted(section, key, List.copyOf(texts));
  }

  /** True or false. */
  public static boolean flag(Section section, String key, boolean otherwise) {
    Optional<Scalar> scalar = section.scalar(key, "true or false");
    if (scalar.isPresent() && scalar.get().type() != Scalar.Type.BOOLEAN) {
      section.problem(
          key, Quoted.of(scalar.get().text()) + " is no boolean (expected true or false)");
      return otherwise;
    }
    return noted(
        section,
        key,
        scalar.map(s -> YES.contains(s.text().toLowerCase(Locale.ROOT))).orElse(otherwise));
  }

  /** A whole number in {@code [min, max]}. */
  public static long whole(Section section, String key, long otherwise, long min, long max) {
    Optional<Scalar> scalar = section.scalar(key, "a whole number");
    if (scalar.isEmpty()) {
      return noted(section, key, otherwise);
    }
    Optional<BigDecimal> number = number(scalar.get().text());
    if (number.isEmpty() || number.get().stripTrailingZeros().scale() > 0) {
      section.problem(
          key,
          Quoted.of(scalar.get().text()) + " is no whole number (expected like " + otherwise + ")");
      return otherwise;
    }
    boolean inside =
        inside(
            section,
            key,
            scalar.get().text(),
            number.get(),
            BigDecimal.valueOf(min),
            BigDecimal.valueOf(max));
    return inside ? noted(section, key, number.get().longValueExact()) : otherwise;
  }

  /** A whole number in {@code [min, max]}. */
  public static int count(Section section, String key, int otherwise, int min, int max) {
    return Math.toIntExact(whole(section, key, otherwise, min, max));
  }

  /** A number in {@code [min, max]}. */
  public static double number(
      Section section, String key, double otherwise, double min, double max) {
    Optional<Scalar> scalar = section.scalar(key, "a number");
    if (scalar.isEmpty()) {
      return noted(section, key, otherwise);
    }
    String text = scalar.get().text();
    Optional<BigDecimal> number = number(text);
    if (number.isEmpty()) {
      section.problem(key, Quoted.of(text) + " is no number (expected like 2 or 0.5)");
      return otherwise;
    }
    boolean inside =
        inside(section, key, text, number.get(), BigDecimal.valueOf(min), BigDecimal.valueOf(max));
    return inside ? noted(section, key, number.get().doubleValue()) : otherwise;
  }

  /** A duration in {@code [min, max]}, with its units. */
  public static Duration duration(
      Section section, String key, Duration otherwise, Duration min, Duration max) {
    return section
        .scalar(key, "a duration like 50m or 1h30m")
        .flatMap(scalar -> read(section, key, () -> Durations.parse(scalar.text())))
        .filter(duration -> inside(section, key, duration, min, max))
        .map(duration -> noted(section, key, duration))
        .orElseGet(() -> noted(section, key, otherwise));
  }

  /** A duration in {@code [min, max]}: a bare number is seconds. */
  public static Duration seconds(
      Section section, String key, Duration otherwise, Duration min, Duration max) {
    return section
        .scalar(key, "seconds, or a duration like 50m")
        .flatMap(scalar -> read(section, key, () -> seconds(scalar.text())))
        .filter(duration -> inside(section, key, duration, min, max))
        .map(duration -> noted(section, key, duration))
        .orElseGet(() -> noted(section, key, otherwise));
  }

  /** A rate per second in {@code [0, max]}. */
  public static double rate(Section section, String key, double otherwise, double max) {
    Optional<Double> rate =
        section
            .scalar(key, "a rate like 5/s")
            .flatMap(scalar -> read(section, key, () -> Rates.parse(scalar.text())));
    if (rate.isPresent() && (rate.get() < 0 || rate.get() > max)) {
      section.problem(
          key,
          Rates.format(rate.get())
              + (rate.get() < 0 ? " (expected ≥ 0)" : " (expected ≤ " + Rates.format(max) + ")"));
      return otherwise;
    }
    double value = rate.orElse(otherwise);
    section.effective(key, Rates.format(value));
    return value;
  }

  /** A size in bytes in {@code [1, max]}. */
  public static long size(Section section, String key, long otherwise, long max) {
    Optional<Long> size =
        section
            .scalar(key, "a size like 4KiB")
            .flatMap(scalar -> read(section, key, () -> Sizes.parse(scalar.text())));
    if (size.isPresent() && (size.get() < 1 || size.get() > max)) {
      section.problem(
          key,
          Sizes.format(size.get())
              + (size.get() < 1 ? " (expected > 0)" : " (expected ≤ " + Sizes.format(max) + ")"));
      return otherwise;
    }
    long value = size.orElse(otherwise);
    section.effective(key, Sizes.format(value));
    return value;
  }

  /** A share in (0, 1], written {@code 5%} or {@code 0.05}. */
  public static double share(Section section, String key, double otherwise) {
    Optional<Scalar> scalar = section.scalar(key, "a share like 5%");
    if (scalar.isEmpty()) {
      return noted(section, key, otherwise);
    }
    String text = scalar.get().text().strip();
    boolean percent = text.endsWith("%");
    Optional<BigDecimal> number =
        number(percent ? text.substring(0, text.length() - 1).strip() : text);
    if (number.isEmpty()) {
      section.problem(key, Quoted.of(text) + " is no share (expected like 5%)");
      return otherwise;
    }
    double share = number.get().scaleByPowerOfTen(percent ? -2 : 0).doubleValue();
    if (share <= 0 || share > 1) {
      section.problem(
          key, Quoted.plain(text) + (share <= 0 ? " (expected > 0 %)" : " (expected ≤ 100 %)"));
      return otherwise;
    }
    return noted(section, key, share);
  }

  private static Duration seconds(String text) {
    return number(text).map(Durations::ofSeconds).orElseGet(() -> Durations.parse(text));
  }

  private static Optional<BigDecimal> number(String text) {
    return NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }

  private static <T> Optional<T> read(Section section, String key, Supplier<T> parser) {
    try {
      return Optional.of(parser.get());
    } catch (IllegalArgumentException e) {
      section.problem(key, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static boolean inside(
      Section section, String key, String text, BigDecimal value, BigDecimal min, BigDecimal max) {
    if (value.compareTo(min) < 0) {
      section.problem(
          key,
          Quoted.plain(text) + " (expected ≥ " + min.stripTrailingZeros().toPlainString() + ")");
      return false;
    }
    if (value.compareTo(max) > 0) {
      section.problem(
          key,
          Quoted.plain(text) + " (expected ≤ " + max.stripTrailingZeros().toPlainString() + ")");
      return false;
    }
    return true;
  }

  private static boolean inside(
      Section section, String key, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0) {
      boolean positive = min.equals(Duration.ofNanos(1));
      section.problem(
          key,
          Durations.format(value)
              + (positive ? " (expected > 0)" : " (expected ≥ " + Durations.format(min) + ")"));
      return false;
    }
    if (value.compareTo(max) > 0) {
      section.problem(key, Durations.format(value) + " (expected ≤ " + Durations.format(max) + ")");
      return false;
    }
    return true;
  }

  private static <T> T noted(Section section, String key, T value) {
    section.effective(key, value instanceof Duration duration ? Durations.format(duration) : value);
    return value;
  }
}
