package dev.straingauge.producer.plan;

import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.Values;
import dev.straingauge.schemas.config.Durations;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.config.Scenario.Entries;
import dev.straingauge.schemas.config.Scenario.Limits;
import dev.straingauge.schemas.config.Scenario.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code sets:} of our own form: how StatefulSets are made. */
final class Sets {

  private static final int MOST_REPLICAS = 1_000;
  private static final int MOST_ENTRIES = 100_000;
  private static final long MOST_BYTES = 1L << 30;
  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);

  private Sets() {}

  /** Empty, and nothing but a warning, if no operation is about one. */
  static Optional<Scenario.Sets> read(Section root, List<Phase> phases, Limits limits) {
    boolean drawn = areDrawn(phases);
    if (!drawn && !root.has("sets")) {
      root.know(List.of("sets"));
      return Optional.empty();
    }
    Section section = root.section("sets");
    Scenario.Sets sets =
        new Scenario.Sets(
            Values.count(section, "replicas", 3, 1, MOST_REPLICAS),
            Values.choice(
                section,
                "podManagement",
                Scenario.Sets.ORDERED_READY,
                List.of(Scenario.Sets.ORDERED_READY, Scenario.Sets.PARALLEL)),
            Values.choice(
                section,
                "updateStrategy",
                Scenario.Sets.ROLLING_UPDATE,
                List.of(Scenario.Sets.ROLLING_UPDATE, Scenario.Sets.ON_DELETE)),
            Values.size(section, "volume", 8 * GIB, 64 * 1024 * GIB),
            wholeSeconds(section, "gracePeriod", Duration.ofMinutes(5)),
            Values.choice(
                section,
                "preStop",
                Scenario.Sets.ALWAYS,
                List.of(Scenario.Sets.ALWAYS, Scenario.Sets.NEVER, Scenario.Sets.ALTERNATE)),
            wholeSeconds(section, "preStopDuration", Duration.ofSeconds(40)),
            entries(section, "bulk", 10, MIB),
            entries(section, "frequent", 50, 10 * KIB),
            entries(section, "large", 3, 5 * MIB));
    check(root, section, sets, limits);
    section.close();
    if (!drawn) {
      root.warning(
          "sets",
          "no phase has an operation about StatefulSets (%s): no effect"
              .formatted(String.join(", ", Kinds.SETS)));
      return Optional.empty();
    }
    return Optional.of(sets);
  }

  /** Kinds of operations that such a scenario has beyond those that it draws. */
  static List<String> kinds(List<Phase> phases) {
    List<String> kinds = new ArrayList<>();
    if (areDrawn(phases)) {
      Kinds.SETS.stream()
          .filter(kind -> phases.stream().anyMatch(phase -> phase.draws(kind)))
          .forEach(kinds::add);
      kinds.addAll(Kinds.OF_SETS);
    }
    return kinds;
  }

  /** The time-out of such a kind if the file names none. */
  static Duration timeout(String kind, Scenario.Sets sets) {
    Duration member = sets.gracePeriod().plusMinutes(10);
    return switch (kind) {
      case "terminate_member" -> sets.gracePeriod().plusSeconds(10);
      case "reschedule_member", "attach_member", "start_member" -> Duration.ofMinutes(2);
      case "move_with_prestop", "move_without_prestop" -> Duration.ofMinutes(1);
      case "put_bulk", "put_frequent", "put_large", "check_data" -> Duration.ofSeconds(30);
      case "create_set" -> Duration.ofMinutes(2).multipliedBy(sets.replicas() + 1L);
      case "restart_member", "keep_quorum", "delete_member" -> member;
      default -> member.multipliedBy(sets.replicas());
    };
  }

  private static boolean areDrawn(List<Phase> phases) {
    return phases.stream().anyMatch(phase -> Kinds.SETS.stream().anyMatch(phase::draws));
  }

  private static void check(Section root, Section section, Scenario.Sets sets, Limits limits) {
    if (sets.replicas() > limits.pods() || sets.replicas() > limits.volumes()) {
      root.problem(
          "sets",
          "%d replicas, but limits are %d pods and %d volumes (expected room for one set)"
              .formatted(sets.replicas(), limits.pods(), limits.volumes()));
    }
    if (!sets.preStop().equals(Scenario.Sets.NEVER)
        && sets.preStopDuration().compareTo(sets.gracePeriod()) >= 0
        && (section.has("preStopDuration") || section.has("gracePeriod"))) {
      section.warning(
          section.has("preStopDuration") ? "preStopDuration" : "gracePeriod",
          "the preStop hook takes %s, the grace period is %s: the hook is cut"
              .formatted(
                  Durations.format(sets.preStopDuration()), Durations.format(sets.gracePeriod())));
    }
  }

  private static Duration wholeSeconds(Section section, String key, Duration otherwise) {
    Duration value = Values.duration(section, key, otherwise, SECOND, DAY);
    if (value.toNanosPart() != 0) {
      section.problem(key, "%s (expected whole seconds)".formatted(Durations.format(value)));
    }
    return value;
  }

  private static Entries entries(Section section, String key, int count, long bytes) {
    Section own = section.section(key);
    Entries entries =
        new Entries(
            Values.count(own, "count", count, 1, MOST_ENTRIES),
            Values.size(own, "size", bytes, MOST_BYTES));
    own.close();
    return entries;
  }
}
