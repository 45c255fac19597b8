package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.plan.profile.ProfileFile;
import dev.straingauge.producer.plan.yaml.Finding;
import dev.straingauge.producer.plan.yaml.Reading;
import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.schemas.config.NearestName;
import dev.straingauge.schemas.config.Scenario;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The driver profiles that come with this build, and those that scenarios bring along. */
public final class DriverProfiles {

  private static final List<String> NAMES = List.of("efs", "block");

  private DriverProfiles() {}

  /** All names, in the order in which they are listed to people. */
  public static List<String> names() {
    return NAMES;
  }

  /** The profile of that name. */
  public static Optional<DriverProfile> find(String name) {
    return NAMES.contains(name) ? Optional.of(read(name)) : Optional.empty();
  }

  /**
   * The profile of that name.
   *
   * @throws IllegalArgumentException if there is none; the message names the nearest one
   */
  public static DriverProfile require(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "find driver profile '%s': unknown (expected one of %s)%s"
                        .formatted(name, String.join(", ", NAMES), NearestName.hint(name, NAMES))));
  }

  /**
   * The profile that a scenario brings along, else the one of its driver's name.
   *
   * @throws IllegalArgumentException if there is none; the message names the nearest one
   */
  public static DriverProfile of(Scenario.Target target) {
    return target.profile().isEmpty()
        ? require(target.driver())
        : parse(target.profile(), target.driver());
  }

  /**
   * Reads a profile of the user's own.
   *
   * @param root its top; all that is wrong goes to its reading, and what is returned is of use only
   *     if nothing is
   */
  public static DriverProfile check(Section root) {
    return ProfileKeys.read(root);
  }

  private static DriverProfile read(String name) {
    Reading reading = Reading.strict();
    return checked(ProfileFile.read(name, reading), name, reading);
  }

  /**
   * A profile from its text.
   *
   * @throws IllegalStateException with everything that is wrong in it
   */
  static DriverProfile parse(String text, String name) {
    Reading reading = Reading.strict();
    return checked(ProfileFile.parse(text, name + ".yaml", reading), name, reading);
  }

  private static DriverProfile checked(Section root, String name, Reading reading) {
    DriverProfile profile = ProfileKeys.read(root);
    List<Finding> findings = reading.problems();
    if (!findings.isEmpty()) {
      throw new IllegalStateException(
          "read driver profile '%s': %s"
              .formatted(
                  name,
                  findings.stream()
                      .map(
                          finding ->
                              finding.place() + " " + finding.path() + " " + finding.message())
                      .collect(Collectors.joining("; "))));
    }
    return profile;
  }
}
