package dev.straingauge.producer.plan;

import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.Values;
import dev.straingauge.producer.plan.yaml.YamlNode;
import dev.straingauge.schemas.config.NearestName;
import dev.straingauge.schemas.config.Quoted;
import dev.straingauge.schemas.config.Rule.Measure;
import dev.straingauge.schemas.config.Rule.Metric;
import dev.straingauge.schemas.config.Rule.Statistic;
import dev.straingauge.schemas.config.Rule.Statistic.Kind;
import dev.straingauge.schemas.config.Rule.Subject;
import dev.straingauge.schemas.config.Rule.Tag;
import dev.straingauge.schemas.config.Statistics;
import dev.straingauge.schemas.config.Words;
import java.util.ArrayList;
import java.util.List;

/** Reads what a threshold looks at: {@code operation}, {@code io} or {@code measurement}. */
final class ThresholdSubject {

  private static final String ALL = "all";
  private static final String EACH = "each";
  private static final List<String> IO = List.of("read", "write", "metadata");
  private static final int LONGEST_NAME = 100;

  private ThresholdSubject() {}

  static Subject read(Section section, ThresholdScope scope) {
    List<Measure> given = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      if (section.has(Words.of(measure))) {
        given.add(measure);
      }
    }
    if (given.size() > 1) {
      section.problem(
          Words.of(given.getLast()),
          "beside %s (expected one of operation, io and measurement)"
              .formatted(Words.of(given.getFirst())));
    }
    Measure measure = given.isEmpty() ? Measure.OPERATION : given.getFirst();
    List<Tag> labels = labels(section, measure);
    String key = Words.of(measure);
    List<String> names = names(section, key);
    if (measure == Measure.MEASUREMENT) {
      checkMeasurement(section, names);
      return new Subject(measure, names, false, labels);
    }
    if (names.equals(List.of(ALL)) || names.equals(List.of(EACH)) || names.isEmpty()) {
      return new Subject(measure, List.of(), names.equals(List.of(EACH)), List.of());
    }
    List<String> known = measure == Measure.IO ? IO : scope.operations();
    for (String name : names) {
      if (!known.contains(name)) {
        section.problem(
            key,
            "%s is unknown (expected %s, all or each)%s"
                .formatted(
                    Quoted.of(name), String.join(", ", known), NearestName.hint(name, known)));
      }
    }
    return new Subject(measure, names.stream().distinct().toList(), true, List.of());
  }

  /** Which statistics a number has. */
  static void check(Section section, Subject subject, Metric metric, Statistic statistic) {
    List<Kind> offered =
        switch (metric) {
          case RESPONSE, SERVICE -> List.of(Kind.PERCENTILE, Kind.MAX);
          case VALUE -> List.of(Kind.MAX);
          case BYTES, ENDED -> List.of(Kind.COUNT, Kind.RATE);
          default -> List.of(Kind.COUNT, Kind.RATE, Kind.RATIO);
        };
    boolean measured = subject.measure() == Measure.MEASUREMENT;
    if (!offered.contains(statistic.kind())) {
      section.problem(
          "statistic",
          "%s of %s is not offered (expected %s)"
              .formatted(
                  Statistics.word(statistic),
                  Words.of(metric),
                  String.join(", ", offered.stream().map(Words::of).toList())));
    } else if (measured != (metric == Metric.VALUE)) {
      section.problem(
          "metric",
          "%s has no %s (expected %s)"
              .formatted(
                  Words.of(subject.measure()),
                  Words.of(metric),
                  measured ? "value" : "another one"));
    } else if (subject.measure() == Measure.IO
        && List.of(Metric.STARTED, Metric.SKIPPED, Metric.TIMED_OUT).contains(metric)) {
      section.problem("metric", "io has no %s (expected another one)".formatted(Words.of(metric)));
    }
  }

  private static void checkMeasurement(Section section, List<String> names) {
    if (names.size() != 1 || names.getFirst().length() > LONGEST_NAME) {
      section.problem(
          "measurement",
          "(expected the name of one series, at most %d long)".formatted(LONGEST_NAME));
    }
  }

  private static List<String> names(Section section, String key) {
    return section.value(key).orElse(null) instanceof YamlNode.Sequence
        ? Values.texts(section, key, List.of())
        : section.has(key) ? List.of(Values.text(section, key, "")) : List.of();
  }

  private static List<Tag> labels(Section section, Measure measure) {
    Section labels = section.section("labels");
    List<Tag> tags = new ArrayList<>();
    for (String key : labels.keys().stream().sorted().toList()) {
      tags.add(new Tag(key, Values.text(labels, key, "")));
      if (measure != Measure.MEASUREMENT) {
        List<String> known = List.of("operation", "io", "steps");
        labels.problem(
            key,
            "series of %ss have no label %s (expected the keys %s of the rule)%s"
                .formatted(
                    Words.of(measure),
                    Quoted.of(key),
                    String.join(", ", known),
                    NearestName.hint(key, known)));
      }
    }
    return tags;
  }
}
