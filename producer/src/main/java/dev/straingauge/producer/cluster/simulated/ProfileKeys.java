package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.cluster.simulated.Attaching.WaitingText;
import dev.straingauge.producer.cluster.simulated.DriverProfile.BackOffs;
import dev.straingauge.producer.cluster.simulated.DriverProfile.Clients;
import dev.straingauge.producer.cluster.simulated.DriverProfile.Errors;
import dev.straingauge.producer.cluster.simulated.DriverProfile.Latencies;
import dev.straingauge.producer.cluster.simulated.DriverProfile.Limits;
import dev.straingauge.producer.cluster.simulated.DriverProfile.RequestRate;
import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.Values;
import dev.straingauge.schemas.config.Quoted;
import dev.straingauge.schemas.config.Rates;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a driver profile, key by key; all of them are required. Stateless. */
final class ProfileKeys {

  private static final Duration NANO = Duration.ofNanos(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final double SLOWEST = 0.001;
  private static final String NAME = "[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?";
  private static final String OBJECT = "[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?";

  private ProfileKeys() {}

  /** The profile; what is wrong goes to the section's reading, and reads as a small value. */
  static DriverProfile read(Section root) {
    DriverProfile profile = profile(root);
    root.close();
    return profile;
  }

  private static DriverProfile profile(Section root) {
    Values.require(root, "attachRequired", "true or false");
    boolean attaches = Values.flag(root, "attachRequired", false);
    return new DriverProfile(
        name(root, "name", NAME, "at most 40 of a-z, 0-9 and '-'"),
        name(root, "csiDriver", OBJECT, "at most 63 of a-z, 0-9, '-' and '.'"),
        name(root, "controller", OBJECT, "at most 63 of a-z, 0-9, '-' and '.'"),
        attaches ? attaching(root.section("attaching")) : null,
        expanding(root),
        snapshotting(root),
        clients(root, attaches),
        Values.flag(root, "probes", true),
        Values.flag(root, "stages", false),
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

  private static Attaching attaching(Section attaching) {
    Duration period = duration(attaching, "statusPeriod");
    Attaching read =
        new Attaching(
            count(attaching, "volumesPerNode"),
            count(attaching, "workers"),
            duration(attaching, "callTimeout"),
            period,
            Values.duration(attaching, "statusSpread", period, NANO, DAY),
            latency(attaching, "attach"),
            latency(attaching, "detach"),
            rare(attaching, "attachErrors"),
            rare(attaching, "detachErrors"),
            waitingText(attaching));
    attaching.close();
    return read;
  }

  private static @Nullable Clients clients(Section root, boolean attaches) {
    if (!attaches && !root.has("clients")) {
      return null;
    }
    Section clients = root.section("clients");
    RequestRate provisioner = client(clients, "provisioner");
    RequestRate controllers = client(clients, "controllers");
    RequestRate attacher = attaches ? client(clients, "attacher") : provisioner;
    double server = Double.POSITIVE_INFINITY;
    if (clients.has("server")) {
      server = rate(clients, "server");
    }
    clients.close();
    return new Clients(provisioner, attacher, controllers, server);
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
    RequestRate read = new RequestRate(rate(section, "rate"), count(section, "burst"));
    section.close();
    return read;
  }

  private static double rate(Section section, String key) {
    double rate = Values.rate(section, key, 1, 1e6);
    if (rate < SLOWEST) {
      section.problem(key, Rates.format(rate) + " (expected ≥ " + Rates.format(SLOWEST) + ")");
      return 1;
    }
    return rate;
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

  private static String name(Section section, String key, String form, String expected) {
    Values.require(section, key, "a name");
    String name = Values.text(section, key, "x");
    if (!name.matches(form)) {
      section.problem(key, Quoted.of(name) + " is no name (expected " + expected + ")");
    }
    return name;
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
