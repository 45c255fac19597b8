package dev.straingauge.producer.plan;

import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.Values;
import dev.straingauge.schemas.config.Durations;
import dev.straingauge.schemas.config.Scenario.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code faults:} of our own form. */
final class Faults {

  private static final double MOST_FACTOR = 1_000_000;

  private Faults() {}

  /**
   * @param driver name of the driver under load
   * @param attaches whether its volumes are attached
   */
  static List<Fault> read(Section root, Duration planned, String driver, boolean attaches) {
    List<Fault> faults = new ArrayList<>();
    for (Section section : root.sections("faults")) {
      Fault fault = fault(section, planned);
      if (!attaches && Kinds.ATTACH_FAULTS.contains(fault.kind())) {
        section.problem(
            "kind",
            "%s needs a driver that attaches volumes (%s does not)"
                .formatted(fault.kind(), driver));
      }
      faults.add(fault);
    }
    return faults;
  }

  private static Fault fault(Section section, Duration planned) {
    Values.require(section, "at", "the time since the start, like 6m");
    Duration at = Values.duration(section, "at", Duration.ZERO, Duration.ZERO, Kinds.LONGEST_PLAN);
    if (at.compareTo(planned) >= 0 && section.has("at") && !planned.isZero()) {
      section.problem(
          "at",
          "%s is not before the end of the plan (expected < %s)"
              .formatted(Durations.format(at), Durations.format(planned)));
    }
    Values.require(section, "kind", String.join(", ", Kinds.FAULTS));
    String kind = section.has("kind") ? Values.choice(section, "kind", "", Kinds.FAULTS) : "";
    Values.require(section, "for", "how long it lasts, like 20s");
    Duration duration =
        Values.duration(section, "for", Duration.ofSeconds(1), Kinds.SMALLEST, Kinds.LONGEST_PLAN);
    boolean whole = kind.equals("controller-crash");
    boolean slow = kind.startsWith("slow-");
    double share = whole ? 1 : Values.share(section, "share", 1);
    double factor = slow ? Values.number(section, "factor", 10, 1, MOST_FACTOR) : 1;
    warnOf(section, "share", whole, "a controller crash hits all: share has no effect");
    warnOf(
        section, "factor", !slow && !kind.isEmpty(), "only slow-… faults have a factor: no effect");
    section.close();
    return new Fault(at, kind, duration, share, factor);
  }

  private static void warnOf(Section section, String key, boolean meaningless, String message) {
    section.know(List.of(key));
    if (meaningless && section.has(key)) {
      section.warning(key, message);
    }
  }
}
