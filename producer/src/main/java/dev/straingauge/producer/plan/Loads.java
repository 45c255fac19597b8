package dev.straingauge.producer.plan;

import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.Values;
import dev.straingauge.schemas.config.Rates;
import dev.straingauge.schemas.config.Scenario.Load;
import java.time.Duration;
import java.util.List;

/** Reads {@code load:} of a phase. */
final class Loads {

  private static final List<String> SHAPES =
      List.of("constant", "ramp", "steps", "burst", "poisson", "closed");
  private static final Duration LONGEST_THINK = Duration.ofHours(24);

  private Loads() {}

  static Load read(Section section, boolean given) {
    if (!given) {
      return new Load.Constant(1);
    }
    Values.require(section, "shape", String.join(", ", SHAPES));
    if (!section.has("shape")) {
      return new Load.Constant(1);
    }
    String shape = Values.choice(section, "shape", "", SHAPES);
    Load load =
        switch (shape) {
          case "constant" -> new Load.Constant(rate(section));
          case "poisson" -> new Load.Poisson(rate(section));
          case "ramp" -> ramp(section);
          case "steps" -> steps(section);
          case "burst" -> burst(section);
          case "closed" -> closed(section);
          default -> new Load.Constant(1);
        };
    if (!shape.isEmpty()) {
      section.close();
    }
    return load;
  }

  private static double rate(Section section) {
    Values.require(section, "rate", "like 5/s or 30/m");
    double rate = Values.rate(section, "rate", 1, Kinds.MOST_PER_SECOND);
    if (rate < Kinds.LEAST_PER_SECOND) {
      section.problem(
          "rate",
          Rates.format(rate) + " (expected ≥ " + Rates.format(Kinds.LEAST_PER_SECOND) + ")");
    }
    return rate;
  }

  private static Load ramp(Section section) {
    requireBoth(section);
    double from = Values.rate(section, "from", 1, Kinds.MOST_PER_SECOND);
    double to = Values.rate(section, "to", 1, Kinds.MOST_PER_SECOND);
    checkBoth(section, from, to);
    return new Load.Ramp(from, to);
  }

  private static Load steps(Section section) {
    requireBoth(section);
    Values.require(section, "steps", "a whole number ≥ 2");
    double from = Values.rate(section, "from", 1, Kinds.MOST_PER_SECOND);
    double to = Values.rate(section, "to", 1, Kinds.MOST_PER_SECOND);
    checkBoth(section, from, to);
    return new Load.Steps(from, to, Values.count(section, "steps", 2, 2, 10_000));
  }

  private static void requireBoth(Section section) {
    Values.require(section, "from", "like 5/s or 30/m");
    Values.require(section, "to", "like 5/s or 30/m");
  }

  private static void checkBoth(Section section, double from, double to) {
    if (Math.max(from, to) < Kinds.LEAST_PER_SECOND) {
      section.problem("to", "from and to are both 0/s (expected one above 0)");
    }
  }

  private static Load burst(Section section) {
    Values.require(section, "size", "how many operations at once");
    Values.require(section, "every", "like 30s");
    return new Load.Burst(
        Values.count(section, "size", 1, 1, Kinds.MOST_PODS),
        Values.duration(
            section, "every", Duration.ofSeconds(1), Kinds.SMALLEST, Kinds.LONGEST_PLAN));
  }

  private static Load closed(Section section) {
    Values.require(section, "workers", "a whole number ≥ 1");
    return new Load.Closed(
        Values.count(section, "workers", 1, 1, 50_000),
        Values.duration(section, "think", Duration.ZERO, Duration.ZERO, LONGEST_THINK));
  }
}
