package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.cluster.simulated.Attaching.RequestRate;
import dev.straingauge.producer.cluster.simulated.Attaching.WaitingText;
import dev.straingauge.producer.cluster.simulated.DriverProfile.BackOffs;
import dev.straingauge.producer.cluster.simulated.DriverProfile.Errors;
import dev.straingauge.producer.cluster.simulated.DriverProfile.Latencies;
import dev.straingauge.producer.cluster.simulated.DriverProfile.Limits;
import dev.straingauge.producer.plan.profile.ProfileFile;
import dev.straingauge.producer.plan.yaml.Finding;
import dev.straingauge.producer.plan.yaml.Reading;
import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.Values;
import dev.straingauge.schemas.config.NearestName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The driver profiles that come with this build. */
public final class DriverProfiles {

  private static final List<String> NAMES = List.of("efs", "block");
  private static final Duration NANO = Duration.ofNanos(1);
  private static final Duration DAY = Duration.ofDays(1);

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

  private static DriverProfile read(String name) {
    Reading reading = new Reading();
    return checked(ProfileFile.read(name, reading), name, reading);
  }

  /**
   * A profile from its text.
   *
   * @throws IllegalStateException with everything that is wrong in it
   */
  static DriverProfile parse(String text, String name) {
    Reading reading = new Reading();
    return checked(ProfileFile.parse(text, name + ".yaml", reading), name, reading);
  }

  private static DriverProfile checked(Section root, String name, Reading reading) {
    DriverProfile profile = profile(root);
    root.close();
    List<Finding> findings = reading.problems().isEmpty() ? reading.warnings() : reading.problems();
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

  private static DriverProfile profile(Section root) {
    return new DriverProfile(
        text(root, "name"),
        text(root, "csiDriver"),
        text(root, "controller"),
        attaching(root),
        expanding(root),
        snapshotting(root),
        limits(root.section("limits")),
        latencies(root.section("latencies")),
        backOffs(root.section("backOffs")),
        errors(root.section("errors")),
        duration(root, "restart"));
  }

  private static Limits limits(Section limits) {
    Limits read =
        new Limits(
            count(limits, "volumes"),
            count(limits, "podsPerNode"),
            count(limits, "provisionWorkers"),
            count(limits, "deleteWorkers"),
            count(limits, "mountsPerNode"));
    limits.close();
    return read;
  }

  private static Latencies latencies(Section latencies) {
    Latencies read =
        new Latencies(
            latency(latencies, "api"),
            latency(latencies, "watch"),
            latency(latencies, "controller"),
            latency(latencies, "schedule"),
            latency(latencies, "provision"),
            latency(latencies, "delete"),
            latency(latencies, "kubelet"),
            latency(latencies, "mount"),
            latency(latencies, "unmount"),
            latency(latencies, "sandbox"),
            latency(latencies, "start"),
            latency(latencies, "application"),
            latency(latencies, "terminate"),
            latency(latencies, "exec"),
            latency(latencies, "read"),
            latency(latencies, "write"),
            latency(latencies, "metadata"));
    latencies.close();
    return read;
  }

  private static Latency latency(Section latencies, String key) {
    Values.require(latencies, key, "a latency like {p50: 1s, p99: 4s, min: 200ms}");
    Section section = latencies.section(key);
    Duration p50 = duration(section, "p50");
    Duration p99 = duration(section, "p99");
    Duration min = Values.duration(section, "min", Duration.ZERO, Duration.ZERO, DAY);
    section.close();
    if (min.compareTo(p50) >= 0 || p99.compareTo(p50) < 0) {
      latencies.problem(key, "is out of order (expected min < p50 <= p99)");
      return Latency.fixed(NANO);
    }
    return new Latency(p50, p99, min);
  }

  private static @Nullable Attaching attaching(Section root) {
    if (!Values.flag(root, "attachRequired", false)) {
      return null;
    }
    Section attaching = root.section("attaching");
    Section clients = attaching.section("clients");
    Attaching read =
        new Attaching(
            count(attaching, "volumesPerNode"),
            count(attaching, "workers"),
            duration(attaching, "callTimeout"),
            duration(attaching, "statusPeriod"),
            latency(attaching, "attach"),
            latency(attaching, "detach"),
            rare(attaching, "attachErrors"),
            rare(attaching, "detachErrors"),
            client(clients, "provisioner"),
            client(clients, "attacher"),
            client(clients, "controllers"),
            waitingText(attaching));
    clients.close();
    attaching.close();
    return read;
  }

  private static @Nullable Expanding expanding(Section root) {
    if (!root.has("expanding")) {
      return null;
    }
    Section section = root.section("expanding");
    Expanding read = new Expanding(latency(section, "controller"), latency(section, "node"));
    section.close();
    return read;
  }

  private static @Nullable Snapshotting snapshotting(Section root) {
    if (!root.has("snapshotting")) {
      return null;
    }
    Section section = root.section("snapshotting");
    Snapshotting read = new Snapshotting(latency(section, "create"), latency(section, "delete"));
    section.close();
    return read;
  }

  private static RequestRate client(Section clients, String key) {
    Values.require(clients, key, "a limit like {rate: 5/s, burst: 10}");
    Section section = clients.section(key);
    Values.require(section, "rate", "a rate like 5/s");
    RequestRate read =
        new RequestRate(Values.rate(section, "rate", 1, 1e6), count(section, "burst"));
    section.close();
    return read;
  }

  private static WaitingText waitingText(Section attaching) {
    Values.require(attaching, "waitingText", "multi-attach or waiting-for-detach");
    String text =
        Values.choice(
            attaching,
            "waitingText",
            "multi-attach",
            List.of("multi-attach", "waiting-for-detach"));
    return text.equals("multi-attach") ? WaitingText.MULTI_ATTACH : WaitingText.WAITING_FOR_DETACH;
  }

  private static BackOffs backOffs(Section backOffs) {
    BackOffs read =
        new BackOffs(
            duration(backOffs, "controllerFirst"),
            duration(backOffs, "controllerMax"),
            duration(backOffs, "mountFirst"),
            duration(backOffs, "mountMax"));
    backOffs.close();
    return read;
  }

  private static Errors errors(Section errors) {
    Errors read =
        new Errors(
            rare(errors, "provision"),
            rare(errors, "delete"),
            rare(errors, "mount"),
            rare(errors, "io"));
    errors.close();
    return read;
  }

  private static double rare(Section errors, String key) {
    if (errors
        .scalar(key, "a share like 0.1%")
        .filter(scalar -> !scalar.text().equals("0"))
        .isEmpty()) {
      return 0;
    }
    double share = Values.share(errors, key, 0.5);
    if (share >= 1) {
      errors.problem(key, "is " + share + " (expected below 100%)");
      return 0;
    }
    return share;
  }

  private static String text(Section section, String key) {
    Values.require(section, key, "a text");
    return Values.text(section, key, "?");
  }

  private static int count(Section section, String key) {
    Values.require(section, key, "a whole number");
    return Values.count(section, key, 1, 1, 1_000_000);
  }

  private static Duration duration(Section section, String key) {
    Values.require(section, key, "a duration like 500ms");
    return Values.duration(section, key, NANO, NANO, DAY);
  }
}
