package dev.straingauge.producer.plan;

import dev.straingauge.producer.plan.yaml.Place;
import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.Values;
import dev.straingauge.producer.plan.yaml.YamlNode;
import dev.straingauge.schemas.config.AnalysisConfig;
import dev.straingauge.schemas.config.Durations;
import dev.straingauge.schemas.config.NearestName;
import dev.straingauge.schemas.config.Quoted;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.Rule.Bounds;
import dev.straingauge.schemas.config.Rule.Measure;
import dev.straingauge.schemas.config.Rule.Metric;
import dev.straingauge.schemas.config.Rule.Statistic;
import dev.straingauge.schemas.config.Rule.Statistic.Kind;
import dev.straingauge.schemas.config.RuleSet;
import dev.straingauge.schemas.config.Statistics;
import dev.straingauge.schemas.config.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads a list of {@code thresholds:} (docs/guide/thresholds.md). */
final class Thresholds {

  static final String KEY = "thresholds";

  private static final String RUN = "run";
  private static final String COMPLETENESS = "completeness";
  private static final List<String> STATISTICS =
      List.of("count", "rate", "ratio", "max", COMPLETENESS, "p50", "p90", "p95", "p99", "p99.9");
  private static final List<Duration> WINDOWS =
      AnalysisConfig.DEFAULT_WINDOWS.stream().map(AnalysisConfig.Window::size).toList();
  private static final Duration NO_DATA_FOR = Duration.ofMinutes(5);

  /** A ratio of fewer is told in steps that are wider than usual bounds. */
  private static final long MIN_RATIO = 100;

  /** So many observations must lie beyond a percentile for it to be one. */
  private static final int BEYOND = 10;

  private static final long MOST_SAMPLES = 1_000_000_000L;

  private Thresholds() {}

  /** Reads them; a rule with a problem is left out. */
  static List<Rule> read(Section root, ThresholdScope scope) {
    List<YamlNode> items = root.items(KEY);
    if (items.size() > RuleSet.MAX_RULES) {
      root.problem(
          KEY, "%,d rules (expected at most %d)".formatted(items.size(), RuleSet.MAX_RULES));
      return List.of();
    }
    List<Rule> rules = new ArrayList<>();
    Map<String, Place> ids = new HashMap<>();
    List<Section> sections = root.sections(KEY);
    for (int i = 0; i < items.size(); i++) {
      Section section = sections.get(i);
      if (!(items.get(i) instanceof YamlNode.Mapping)) {
        isNoRule(items.get(i), section);
        continue;
      }
      int problems = section.reading().problemCount();
      String id = id(section, ids);
      Rule rule = rule(section, id, scope);
      section.close();
      if (section.reading().problemCount() == problems) {
        rules.add(rule);
      }
    }
    return rules;
  }

  /** A text or list has its problem already. */
  private static void isNoRule(YamlNode item, Section section) {
    if (Section.form(item).equals("empty")) {
      section.reading().problem(item.place(), section.path(), "is empty (expected a rule)");
    }
  }

  private static Rule rule(Section section, String id, ThresholdScope scope) {
    Rule.Subject subject = ThresholdSubject.read(section, scope);
    int problems = section.reading().problemCount();
    Statistic statistic = statistic(section);
    Metric metric = metric(section, subject.measure(), statistic);
    ThresholdSubject.check(section, subject, metric, statistic);
    boolean unitKnown = section.reading().problemCount() == problems;
    Bounds bounds = ThresholdBounds.read(section, metric, statistic, unitKnown);
    Duration window = window(section);
    if (window.isZero() && statistic.kind() == Kind.COUNT && section.has("below")) {
      section.problem(
          "window",
          "a count of the run so far begins below each bound (expected a window of some length, or"
              + " a rate)");
    }
    long samples = minSamples(section, statistic);
    return new Rule(
        id,
        section.place().toString(),
        subject,
        metric,
        statistic,
        window,
        bounds,
        Values.duration(section, "for", Duration.ZERO, Duration.ZERO, Kinds.LONGEST_PLAN),
        Values.duration(
            section, "keep_firing_for", Duration.ZERO, Duration.ZERO, Kinds.LONGEST_PLAN),
        samples,
        Values.duration(
            section,
            "noDataFor",
            window.compareTo(NO_DATA_FOR) > 0 ? window : NO_DATA_FOR,
            Duration.ofSeconds(1),
            Kinds.LONGEST_PLAN),
        steps(section, scope),
        Values.choice(section, "faults", "mute", List.of("mute", "judge")).equals("mute"),
        Values.flag(section, "required", true),
        Values.flag(section, "abort", false));
  }

  private static String id(Section section, Map<String, Place> ids) {
    Values.require(section, "id", "a name for the rule");
    String id = Values.text(section, "id", "unnamed");
    if (!id.matches("[A-Za-z0-9]([A-Za-z0-9_.-]{0,58}[A-Za-z0-9])?")) {
      section.problem(
          "id", Quoted.of(id) + " is no id (expected 1 to 60 letters, digits, '-', '_' and '.')");
    } else if (section.has("id")) {
      Place earlier = ids.putIfAbsent(id, section.place("id"));
      if (earlier != null) {
        section.problem(
            "id",
            "%s is the id of the rule at %s too (expected unique ids)"
                .formatted(Quoted.of(id), earlier));
      }
    }
    return id;
  }

  private static Statistic statistic(Section section) {
    Values.require(section, "statistic", String.join(", ", STATISTICS));
    String word = Values.text(section, "statistic", COMPLETENESS);
    if (word.equals(COMPLETENESS)) {
      return new Statistic(Kind.RATIO, 0);
    }
    return Statistics.parse(word)
        .orElseGet(
            () -> {
              section.problem(
                  "statistic",
                  "%s is unknown (expected %s, or any percentile below p100)%s"
                      .formatted(
                          Quoted.of(word),
                          String.join(", ", STATISTICS),
                          NearestName.hint(word, STATISTICS)));
              return new Statistic(Kind.RATIO, 0);
            });
  }

  private static Metric metric(Section section, Measure measure, Statistic statistic) {
    boolean completeness = Values.text(section, "statistic", "").equals(COMPLETENESS);
    Metric standard =
        switch (statistic.kind()) {
          case COUNT, RATE, RATIO -> completeness ? Metric.SUCCEEDED : Metric.ERRORS;
          case PERCENTILE, MAX -> measure == Measure.IO ? Metric.SERVICE : Metric.RESPONSE;
        };
    if (measure == Measure.MEASUREMENT) {
      standard = Metric.VALUE;
    }
    List<String> words = Words.all(Metric.class);
    String word = Values.choice(section, "metric", Words.of(standard), words);
    if (completeness && section.has("metric")) {
      section.problem("metric", "completeness is succeeded ÷ ended (expected no metric)");
    }
    return Words.of(Metric.class, word).orElse(standard);
  }

  private static Duration window(Section section) {
    Values.require(section, "window", offered());
    String text = Values.text(section, "window", RUN);
    if (text.equals(RUN)) {
      return Duration.ZERO;
    }
    boolean duration = isDuration(text);
    Duration window =
        duration
            ? Values.duration(
                section, "window", WINDOWS.getFirst(), Kinds.SMALLEST, Kinds.LONGEST_PLAN)
            : WINDOWS.getFirst();
    if (!duration || !WINDOWS.contains(window)) {
      section.problem(
          "window",
          "%s is not offered (expected %s)"
              .formatted(duration ? Durations.format(window) : Quoted.of(text), offered()));
    }
    return window;
  }

  private static boolean isDuration(String text) {
    try {
      return !Durations.parse(text).isNegative();
    } catch (ArithmeticException | IllegalArgumentException e) {
      return false;
    }
  }

  private static String offered() {
    return WINDOWS.stream().map(Durations::format).collect(Collectors.joining(", ")) + " or " + RUN;
  }

  private static long minSamples(Section section, Statistic statistic) {
    long supported =
        statistic.kind() == Kind.PERCENTILE
            ? Math.ceilDiv(
                (long) BEYOND * Statistic.MILLION, Statistic.MILLION - statistic.perMillion())
            : 1;
    long standard =
        switch (statistic.kind()) {
          case PERCENTILE -> supported;
          case RATIO -> MIN_RATIO;
          case MAX -> 1;
          case COUNT, RATE -> 0;
        };
    long samples = Values.whole(section, "minSamples", standard, 0, MOST_SAMPLES);
    if (samples < supported && statistic.kind() == Kind.PERCENTILE) {
      section.warning(
          "minSamples",
          "%s of %,d samples is decided by fewer than %d of them (%,d would support it)"
              .formatted(Statistics.word(statistic), samples, BEYOND, supported));
    }
    return samples;
  }

  private static List<String> steps(Section section, ThresholdScope scope) {
    List<String> steps;
    if (section.value("steps").orElse(null) instanceof YamlNode.Scalar) {
      steps = List.of(Values.text(section, "steps", ""));
    } else {
      steps = Values.texts(section, "steps", List.of());
    }
    for (String step : steps) {
      scope
          .phases()
          .filter(phases -> !phases.contains(step))
          .ifPresent(
              phases ->
                  section.problem(
                      "steps",
                      "no phase %s in this scenario (expected %s)%s"
                          .formatted(
                              Quoted.of(step),
                              String.join(", ", phases),
                              NearestName.hint(step, phases))));
    }
    return steps;
  }
}
