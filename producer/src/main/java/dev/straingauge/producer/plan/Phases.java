package dev.straingauge.producer.plan;

import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.Values;
import dev.straingauge.schemas.config.Durations;
import dev.straingauge.schemas.config.NearestName;
import dev.straingauge.schemas.config.Quoted;
import dev.straingauge.schemas.config.Scenario.IoLoad;
import dev.straingauge.schemas.config.Scenario.Load;
import dev.straingauge.schemas.config.Scenario.Phase;
import dev.straingauge.schemas.config.Scenario.ScenarioRun;
import dev.straingauge.schemas.config.Scenario.Weighted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads {@code phases:} of our own form. */
final class Phases {

  static final double MOST_WEIGHT = 1_000_000_000;

  private Phases() {}

  static List<Phase> read(Section root) {
    List<Section> sections = root.sections("phases");
    if (sections.isEmpty()) {
      root.problem("phases", "is missing or empty (expected a list with at least one phase)");
    }
    List<Phase> phases = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Section section : sections) {
      Phase phase = phase(section);
      if (section.has("name") && !names.add(phase.name())) {
        section.problem(
            "name",
            Quoted.of(phase.name())
                + " is the name of an earlier phase too (expected unique names)");
      }
      phases.add(phase);
    }
    return phases;
  }

  /** What can only be judged of the whole. */
  static void checkWhole(
      Section root, List<Phase> phases, Duration planned, List<ScenarioRun> scenarios) {
    if (planned.compareTo(Kinds.LONGEST_PLAN) > 0) {
      root.problem(
          "phases",
          "%s together (expected at most %s, half of the retention of the topic 'events')"
              .formatted(Durations.format(planned), Durations.format(Kinds.LONGEST_PLAN)));
    }
    if (scenarios.isEmpty() && phases.stream().anyMatch(Phases::drawsScenarios)) {
      root.problem(
          "scenarios",
          "all are disabled, but a phase has " + Kinds.RUN_SCENARIO + " (expected one enabled)");
    }
  }

  private static boolean drawsScenarios(Phase phase) {
    return phase.sequence().contains(Kinds.RUN_SCENARIO)
        || phase.operations().stream()
            .anyMatch(o -> o.weight() > 0 && o.operation().equals(Kinds.RUN_SCENARIO));
  }

  private static Phase phase(Section section) {
    Values.require(section, "name", "a name for the phase");
    String name = Values.text(section, "name", "unnamed");
    if (!name.matches("[A-Za-z0-9]([A-Za-z0-9_.-]{0,38}[A-Za-z0-9])?")) {
      section.problem(
          "name",
          Quoted.of(name)
              + " is no phase name (expected 1 to 40 letters, digits, '-', '_' and '.')");
    }
    Values.require(section, "duration", "like 50m or 1h30m");
    Duration duration =
        Values.duration(
            section, "duration", Duration.ofMinutes(1), Kinds.SMALLEST, Kinds.LONGEST_PLAN);
    boolean warmUp = Values.flag(section, "warmUp", false);
    Values.require(section, "load", "like {shape: constant, rate: 5/s}");
    Load load = Loads.read(section.section("load"), section.has("load"));
    List<Weighted> operations = weights(section);
    List<String> sequence = sequence(section);
    if (section.has("operations") == section.has("sequence")) {
      section
          .reading()
          .problem(
              section.place(),
              section.path(),
              section.has("operations")
                  ? "has operations and a sequence (expected one of them)"
                  : "has neither operations nor a sequence (expected one of them)");
    }
    checkFits(section, sequence, load, duration);
    Phase phase = new Phase(name, duration, warmUp, load, operations, sequence, io(section));
    section.close();
    return phase;
  }

  private static List<Weighted> weights(Section phase) {
    if (!phase.has("operations")) {
      return List.of();
    }
    Section section = phase.section("operations");
    int problems = phase.reading().problemCount();
    List<Weighted> weights = new ArrayList<>();
    for (String operation : section.keys()) {
      if (Kinds.OPERATIONS.contains(operation)) {
        weights.add(new Weighted(operation, Values.number(section, operation, 0, 0, MOST_WEIGHT)));
      } else {
        section.value(operation);
        section.problem(operation, unknown(operation));
      }
    }
    boolean clean = phase.reading().problemCount() == problems;
    if (clean && weights.stream().allMatch(w -> w.weight() == 0)) {
      phase.problem("operations", "the weights are all zero (expected at least one above 0)");
    }
    return weights;
  }

  private static List<String> sequence(Section phase) {
    List<String> sequence = Values.texts(phase, "sequence", List.of());
    for (int i = 0; i < sequence.size(); i++) {
      if (!Kinds.OPERATIONS.contains(sequence.get(i))) {
        phase.problem("sequence", unknown(sequence.get(i)));
      }
    }
    if (phase.has("sequence") && sequence.isEmpty()) {
      phase.problem("sequence", "is empty (expected at least one operation)");
    }
    return sequence;
  }

  private static String unknown(String operation) {
    return "unknown operation %s (expected %s)%s"
        .formatted(
            Quoted.of(operation),
            String.join(", ", Kinds.OPERATIONS),
            NearestName.hint(operation, Kinds.OPERATIONS));
  }

  /** Starts of an open load: from 0 on, operation i where the integral of the rate reaches i. */
  private static void checkFits(
      Section section, List<String> sequence, Load load, Duration duration) {
    double seconds = duration.toNanos() / 1e9;
    double starts =
        switch (load) {
          case Load.Closed _ -> 0;
          case Load.Constant(double rate) -> rate * seconds;
          case Load.Poisson(double rate) -> rate * seconds;
          case Load.Ramp(double from, double to) -> (from + to) / 2 * seconds;
          case Load.Steps(double from, double to, int _) -> (from + to) / 2 * seconds;
          case Load.Burst(int size, Duration every) ->
              size * Math.ceil(seconds / (every.toNanos() / 1e9));
        };
    if (starts > Kinds.MOST_OPERATIONS) {
      section.problem(
          "load",
          "%s operations in one phase (expected at most %s)"
              .formatted(grouped(starts), grouped(Kinds.MOST_OPERATIONS)));
    }
    if (load instanceof Load.Constant(double rate) && sequence.size() > Math.ceil(starts)) {
      Duration last = Duration.ofNanos((long) ((sequence.size() - 1) / rate * 1e9));
      section.problem(
          "duration",
          "%s is too short for the sequence: the last of its %d operations starts at %s"
              .formatted(Durations.format(duration), sequence.size(), Durations.format(last)));
    }
  }

  private static String grouped(double count) {
    return String.format(Locale.ROOT, "%,.0f", count);
  }

  private static Optional<IoLoad> io(Section phase) {
    if (!phase.has("io")) {
      return Optional.empty();
    }
    Section section = phase.section("io");
    IoLoad io =
        new IoLoad(
            Values.rate(section, "read", 0, Kinds.MOST_IO_PER_SECOND),
            Values.rate(section, "write", 0, Kinds.MOST_IO_PER_SECOND),
            Values.rate(section, "metadata", 0, Kinds.MOST_IO_PER_SECOND),
            Values.size(section, "size", 4096, 1L << 30));
    if (io.readPerSecond() == 0 && io.writePerSecond() == 0 && io.metadataPerSecond() == 0) {
      phase.problem("io", "read, write and metadata are all 0 (expected at least one above 0)");
    }
    section.close();
    return Optional.of(io);
  }
}
