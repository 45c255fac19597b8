package dev.straingauge.producer.plan;

import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.YamlNode.Scalar;
import dev.straingauge.schemas.config.Durations;
import dev.straingauge.schemas.config.NearestName;
import dev.straingauge.schemas.config.Quoted;
import dev.straingauge.schemas.config.Rates;
import dev.straingauge.schemas.config.Rule.Bound;
import dev.straingauge.schemas.config.Rule.Bounds;
import dev.straingauge.schemas.config.Rule.Level;
import dev.straingauge.schemas.config.Rule.Metric;
import dev.straingauge.schemas.config.Rule.Statistic;
import dev.straingauge.schemas.config.Sizes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the levels of a threshold: {@code above:} or {@code below:}, and {@code clear:}. */
final class ThresholdBounds {

  private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000L);
  private static final BigDecimal BACK = new BigDecimal("0.1");

  /** What the user writes for the levels, from the mildest on. */
  private static final Map<Level, String> KEYS =
      new EnumMap<>(
          Map.of(
              Level.ELEVATED, "acceptable", Level.WARNING, "warning", Level.CRITICAL, "critical"));

  private ThresholdBounds() {}

  /**
   * Reads them.
   *
   * @param unitKnown false: the levels are not looked at, since nobody knows what they count
   */
  static Bounds read(Section rule, Metric metric, Statistic statistic, boolean unitKnown) {
    boolean below = rule.has("below");
    boolean both = below && rule.has("above");
    if (both || (!below && !rule.has("above"))) {
      rule.problem(
          "above",
          both
              ? "beside below (expected one of them)"
              : "is missing (expected levels like above: {warning: 30s, critical: 60s}, or below)");
    }
    if (!unitKnown) {
      rule.know(List.of("clear"));
      return new Bounds(true, Optional.empty(), Optional.empty(), Optional.empty());
    }
    String key = below ? "below" : "above";
    Section levels = rule.section(key);
    Section clear = rule.section("clear");
    Map<Level, BigDecimal> bounds = new EnumMap<>(Level.class);
    Map<Level, Bound> read = new EnumMap<>(Level.class);
    for (Level level : Level.values()) {
      String name = KEYS.getOrDefault(level, "");
      Optional<BigDecimal> bound = number(levels, name, metric, statistic);
      Optional<BigDecimal> back = number(clear, name, metric, statistic);
      bound.ifPresent(
          value -> {
            checkRising(rule, key, bounds, level, value, levels);
            bounds.put(level, value);
            BigDecimal end = back.orElseGet(() -> standard(value, below, statistic));
            if (below ? end.compareTo(value) < 0 : end.compareTo(value) > 0) {
              clear.problem(
                  name,
                  "%s is on the bad side of the bound (expected at %s %s)"
                      .formatted(text(clear, name), below ? "least" : "most", text(levels, name)));
            }
            read.put(
                level, new Bound(billionths(levels, name, value), billionths(clear, name, end)));
          });
      if (bound.isEmpty() && back.isPresent()) {
        clear.problem(name, "has no bound to clear (expected one in %s)".formatted(key));
      }
    }
    levels.close();
    clear.close();
    noLevels(rule, levels, key, bounds);
    return new Bounds(
        !below,
        Optional.ofNullable(read.get(Level.ELEVATED)),
        Optional.ofNullable(read.get(Level.WARNING)),
        Optional.ofNullable(read.get(Level.CRITICAL)));
  }

  private static void noLevels(
      Section rule, Section levels, String key, Map<Level, BigDecimal> bounds) {
    boolean judged = bounds.containsKey(Level.WARNING) || bounds.containsKey(Level.CRITICAL);
    boolean given =
        levels.keys().stream().anyMatch(k -> k.equals("warning") || k.equals("critical"));
    if (!judged && !given && rule.has(key)) {
      rule.problem(
          key,
          "has neither warning nor critical (expected one)%s"
              .formatted(
                  levels.keys().stream()
                      .filter(k -> !KEYS.containsValue(k))
                      .map(k -> NearestName.hint(k, List.copyOf(KEYS.values())))
                      .findFirst()
                      .orElse("")));
    }
  }

  private static void checkRising(
      Section rule,
      String key,
      Map<Level, BigDecimal> before,
      Level level,
      BigDecimal value,
      Section levels) {
    for (Map.Entry<Level, BigDecimal> milder : before.entrySet()) {
      int order = value.compareTo(milder.getValue());
      boolean touching = milder.getKey() == Level.ELEVATED && order == 0;
      if (!touching && (key.equals("below") ? order >= 0 : order <= 0)) {
        levels.problem(
            KEYS.getOrDefault(level, ""),
            "'%s' %s is not beyond '%s' %s, direction is '%s' (expected %s bounds)"
                .formatted(
                    KEYS.get(level),
                    text(levels, KEYS.getOrDefault(level, "")),
                    KEYS.get(milder.getKey()),
                    text(levels, KEYS.getOrDefault(milder.getKey(), "")),
                    key,
                    key.equals("below") ? "falling" : "rising"));
        return;
      }
    }
    rule.know(List.of(key));
  }

  /** As the user wrote it. */
  private static String text(Section section, String key) {
    return section.scalar(key, "").map(Scalar::text).map(Quoted::plain).orElse("");
  }

  /** 10 % back from the bound; for a ratio that may not fall, 10 % of what is left to 1. */
  private static BigDecimal standard(BigDecimal bound, boolean below, Statistic statistic) {
    if (!below) {
      return bound.subtract(bound.abs().multiply(BACK));
    }
    return statistic.kind() == Statistic.Kind.RATIO
        ? bound.add(BigDecimal.ONE.subtract(bound).multiply(BACK))
        : bound.add(bound.abs().multiply(BACK));
  }

  private static long billionths(Section section, String key, BigDecimal value) {
    try {
      return value.multiply(BILLION).setScale(0, RoundingMode.HALF_EVEN).longValueExact();
    } catch (ArithmeticException e) {
      section.problem(key, "%s is too large".formatted(value.toPlainString()));
      return 0;
    }
  }

  private static Optional<BigDecimal> number(
      Section section, String key, Metric metric, Statistic statistic) {
    Optional<Scalar> scalar = section.scalar(key, "a bound");
    if (scalar.isEmpty()) {
      return Optional.empty();
    }
    String text = scalar.get().text().strip();
    try {
      BigDecimal value = parse(text, metric, statistic);
      if (value.signum() < 0
          || (statistic.kind() == Statistic.Kind.RATIO && value.compareTo(BigDecimal.ONE) > 0)) {
        section.problem(
            key,
            Quoted.plain(text) + (value.signum() < 0 ? " (expected ≥ 0)" : " (expected ≤ 100 %)"));
        return Optional.empty();
      }
      section.effective(key, text);
      return Optional.of(value);
    } catch (ArithmeticException | IllegalArgumentException e) {
      section.problem(key, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static BigDecimal parse(String text, Metric metric, Statistic statistic) {
    return switch (statistic.kind()) {
      case RATIO ->
          text.endsWith("%")
              ? plain(text.substring(0, text.length() - 1).strip(), "5%").scaleByPowerOfTen(-2)
              : plain(text, "5%");
      case RATE ->
          metric == Metric.BYTES
              ? BigDecimal.valueOf(Sizes.parse(text.replaceFirst("/s$", "")))
              : new BigDecimal(Double.toString(Rates.parse(text)));
      case COUNT ->
          metric == Metric.BYTES ? BigDecimal.valueOf(Sizes.parse(text)) : plain(text, "3");
      case PERCENTILE, MAX -> metric.isDuration() ? seconds(text) : measured(text);
    };
  }

  private static BigDecimal seconds(String text) {
    Duration duration = Durations.parse(text);
    return BigDecimal.valueOf(duration.toNanos(), 9);
  }

  /**
   * A number, with the suffixes that Kubernetes has for quantities (200m, 256Mi), or of seconds.
   */
  private static BigDecimal measured(String text) {
    if (text.matches("[0-9.]+m")) {
      return plain(text.substring(0, text.length() - 1), "200m").scaleByPowerOfTen(-3);
    }
    if (text.matches("[0-9.]+[KMGT]i?B?")) {
      String size = text.endsWith("B") ? text : text + "B";
      return BigDecimal.valueOf(Sizes.parse(size));
    }
    if (text.matches("[0-9.]+s")) {
      return plain(text.substring(0, text.length() - 1), "30s");
    }
    return plain(text, "0.5, 200m, 256Mi or 30s");
  }

  private static BigDecimal plain(String text, String like) {
    if (!text.matches("[+-]?[0-9]{1,18}(\\.[0-9]{1,9})?")) {
      throw new IllegalArgumentException(
          Quoted.of(text) + " is no number (expected like " + like + ")");
    }
    return new BigDecimal(text);
  }
}
