package dev.straingauge.analyzer.fold;

import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.Rule.Bound;
import dev.straingauge.schemas.config.Rule.Bounds;
import dev.straingauge.schemas.config.Rule.Measure;
import dev.straingauge.schemas.config.Rule.Metric;
import dev.straingauge.schemas.config.Rule.Statistic;
import dev.straingauge.schemas.config.Rule.Statistic.Kind;
import dev.straingauge.schemas.config.Rule.Subject;
import dev.straingauge.schemas.config.Rule.Tag;
import dev.straingauge.schemas.config.RuleSet;
import dev.straingauge.schemas.config.RuleSet.FailOn;
import dev.straingauge.schemas.config.RuleSet.Span;
import dev.straingauge.schemas.config.RuleSet.Step;
import dev.straingauge.schemas.config.RuleSets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Seeded rules of every kind, over windows of 4 s each second and of 10 s each 5 s. */
final class RandomRules {

  static final Duration[] WINDOWS = {Duration.ofSeconds(4), Duration.ofSeconds(10), Duration.ZERO};

  private static final String WINDOWS_JSON =
      "[{\"advanceNanos\":1000000000,\"sizeNanos\":4000000000},"
          + "{\"advanceNanos\":5000000000,\"sizeNanos\":10000000000}]";
  private static final List<String> OPERATIONS = List.of("attach_pod", "create_pvc", "delete_pvc");

  private RandomRules() {}

  static RuleSet set(RandomGenerator random, int rules) {
    List<Rule> list = new ArrayList<>();
    for (int i = 0; i < rules; i++) {
      list.add(rule(random, "rule-" + random.nextInt(1000) + "-" + i));
    }
    List<Span> faults =
        random.nextInt(3) > 0
            ? List.of()
            : List.of(new Span(Duration.ofMillis(12_300), Duration.ofMillis(15_700)));
    List<Step> steps =
        random.nextBoolean()
            ? List.of()
            : List.of(
                new Step("warm", OPERATIONS, false),
                new Step("one", OPERATIONS, false),
                new Step("two", List.of("attach_pod"), false));
    return new RuleSet(list, FailOn.CRITICAL, false, faults, steps);
  }

  /** RunStarted.config of a run with these rules. */
  static String config(RuleSet set) {
    return "{\"analysis\":{\"operations\":[\"create_pvc\",\"attach_pod\"],\"windows\":"
        + WINDOWS_JSON
        + "},\"judging\":"
        + RuleSets.judging(set)
        + ",\"plan\":{},\"rules\":"
        + RuleSets.rules(set)
        + "}";
  }

  private static Rule rule(RandomGenerator random, String id) {
    boolean measured = random.nextInt(6) == 0;
    Statistic statistic =
        measured
            ? new Statistic(Kind.MAX, 0)
            : switch (random.nextInt(7)) {
              case 0 -> new Statistic(Kind.COUNT, 0);
              case 1 -> new Statistic(Kind.RATE, 0);
              case 2 -> new Statistic(Kind.RATIO, 0);
              case 3 -> new Statistic(Kind.MAX, 0);
              case 4 -> new Statistic(Kind.PERCENTILE, 500_000);
              case 5 -> new Statistic(Kind.PERCENTILE, 900_000);
              default -> new Statistic(Kind.PERCENTILE, 999_000);
            };
    Duration window = WINDOWS[random.nextInt(WINDOWS.length)];
    boolean counts = statistic.kind() == Kind.COUNT;
    boolean above = random.nextInt(3) > 0 || (counts && window.isZero());
    return new Rule(
        id,
        "test:1",
        subject(random, measured),
        metric(random, measured, statistic.kind()),
        statistic,
        window,
        bounds(random, above, statistic.kind(), measured),
        Duration.ofSeconds(random.nextInt(3) == 0 ? random.nextInt(8) : 0),
        Duration.ofSeconds(random.nextInt(3) == 0 ? random.nextInt(8) : 0),
        random.nextInt(3) == 0 ? random.nextInt(12) : 1,
        Duration.ofSeconds(1 + random.nextInt(8)),
        random.nextInt(4) == 0 ? List.of("two") : List.of(),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean());
  }

  private static Subject subject(RandomGenerator random, boolean measured) {
    if (measured) {
      return new Subject(
          Measure.MEASUREMENT,
          List.of("cpu"),
          false,
          random.nextBoolean() ? List.of() : List.of(new Tag("container", "a")));
    }
    return switch (random.nextInt(4)) {
      case 0 -> new Subject(Measure.OPERATION, List.of(), false, List.of());
      case 1 -> new Subject(Measure.OPERATION, List.of(), true, List.of());
      case 2 ->
          new Subject(Measure.OPERATION, List.of("delete_pvc", "attach_pod"), true, List.of());
      default -> new Subject(Measure.OPERATION, List.of("attach_pod"), true, List.of());
    };
  }

  private static Metric metric(RandomGenerator random, boolean measured, Kind kind) {
    if (measured) {
      return Metric.VALUE;
    }
    return switch (kind) {
      case PERCENTILE, MAX -> random.nextBoolean() ? Metric.RESPONSE : Metric.SERVICE;
      case RATIO -> random.nextBoolean() ? Metric.ERRORS : Metric.SUCCEEDED;
      case RATE, COUNT -> random.nextBoolean() ? Metric.STARTED : Metric.ENDED;
    };
  }

  /** Between the values that occur: 1, 2, 4, 8 s and the like, so that no rounding decides. */
  private static Bounds bounds(RandomGenerator random, boolean above, Kind kind, boolean measured) {
    double[] levels =
        switch (kind) {
          case RATIO -> new double[] {0.11, 0.23, 0.47};
          case RATE -> new double[] {0.7, 1.3, 2.9};
          case COUNT -> new double[] {3.5, 7.5, 15.5};
          default -> measured ? new double[] {0.15, 0.45, 0.75} : new double[] {1.5, 3, 6};
        };
    Bound[] bounds = new Bound[3];
    for (int i = 0; i < 3; i++) {
      double bound = above ? levels[i] : levels[2 - i];
      double clear = random.nextInt(3) == 0 ? bound : above ? bound * 0.9 : bound * 1.1;
      bounds[i] = new Bound(Math.round(bound * 1e9), Math.round(clear * 1e9));
    }
    boolean critical = random.nextInt(4) > 0;
    return new Bounds(
        above,
        random.nextBoolean() ? Optional.of(bounds[0]) : Optional.empty(),
        random.nextBoolean() || !critical ? Optional.of(bounds[1]) : Optional.empty(),
        critical ? Optional.of(bounds[2]) : Optional.empty());
  }
}
