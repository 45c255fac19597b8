package dev.straingauge.cli.command;

import dev.straingauge.archiver.words.Figures;
import dev.straingauge.producer.load.Arrivals;
import dev.straingauge.schemas.config.Durations;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.config.Scenario.Load;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;

/** A scenario's phases in words. */
final class PlanWords {

  private PlanWords() {}

  /** The shape of a load. */
  static String load(Load load) {
    return switch (load) {
      case Load.Closed closed ->
          "closed, %s, think %s"
              .formatted(
                  Figures.count(closed.workers(), "worker"), Durations.format(closed.think()));
      case Load.Constant constant -> "constant " + rate(constant.ratePerSecond());
      case Load.Ramp ramp ->
          "ramp %s → %s".formatted(rate(ramp.fromPerSecond()), rate(ramp.toPerSecond()));
      case Load.Steps steps ->
          "%d steps %s → %s"
              .formatted(steps.steps(), rate(steps.fromPerSecond()), rate(steps.toPerSecond()));
      case Load.Burst burst ->
          "burst %d each %s".formatted(burst.size(), Durations.format(burst.every()));
      case Load.Poisson poisson -> "poisson " + rate(poisson.ratePerSecond());
    };
  }

  /** Per second, or per minute or hour where that is a rounder number. */
  private static String rate(double perSecond) {
    for (var unit : List.of(Map.entry(1, "/s"), Map.entry(60, "/min"), Map.entry(3600, "/h"))) {
      double value = perSecond * unit.getKey();
      if (Math.abs(value - Math.round(value * 10) / 10.0) < 1e-9) {
        return BigDecimal.valueOf(Math.round(value * 10), 1).stripTrailingZeros().toPlainString()
            + unit.getValue();
      }
    }
    return "%.4g/s".formatted(perSecond);
  }

  /**
   * How many operations the shape schedules, the parts of scenario runs not counted; empty when
   * that follows from the run or from chance.
   */
  static OptionalLong operations(Scenario.Phase phase) {
    return switch (phase.load()) {
      case Load.Closed _ -> OptionalLong.empty();
      case Load.Poisson _ -> OptionalLong.empty();
      default -> {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(0);
        long scheduled = Arrivals.offsets(phase.load(), phase.duration(), random).length;
        yield OptionalLong.of(
            phase.sequence().isEmpty() ? scheduled : Math.min(scheduled, phase.sequence().size()));
      }
    };
  }

  /** Why the number is not known, or about what it is; empty when it is known. */
  static String whyUnknown(Scenario.Phase phase) {
    return switch (phase.load()) {
      case Load.Closed _ -> "as many as end";
      case Load.Poisson poisson ->
          "about "
              + Figures.count(
                  Math.round(poisson.ratePerSecond() * Figures.seconds(phase.duration())));
      default -> "";
    };
  }

  /** All phases together. */
  static String total(Scenario scenario) {
    long known =
        scenario.phases().stream()
            .map(PlanWords::operations)
            .mapToLong(count -> count.orElse(0))
            .sum();
    long open =
        scenario.phases().stream()
            .filter(phase -> phase.load() instanceof Load.Poisson)
            .mapToLong(
                phase ->
                    Math.round(
                        ((Load.Poisson) phase.load()).ratePerSecond()
                            * Figures.seconds(phase.duration())))
            .sum();
    boolean closed =
        scenario.phases().stream().anyMatch(phase -> phase.load() instanceof Load.Closed);
    return (open > 0 ? "about " : "")
        + Figures.count(known + open, "operation")
        + (closed ? " and those of closed load" : "");
  }

  /** What a phase draws. */
  static String draws(Scenario.Phase phase) {
    if (!phase.sequence().isEmpty()) {
      return "in turn: " + String.join(", ", phase.sequence());
    }
    double sum = phase.operations().stream().mapToDouble(Scenario.Weighted::weight).sum();
    return phase.operations().stream()
        .map(each -> "%s %s".formatted(each.operation(), Figures.percent(each.weight() / sum)))
        .collect(Collectors.joining(", "));
  }
}
