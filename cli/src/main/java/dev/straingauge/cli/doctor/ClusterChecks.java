package dev.straingauge.cli.doctor;

import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.kubernetes.Checkup;
import dev.straingauge.producer.cluster.kubernetes.ClockDifference;
import dev.straingauge.producer.cluster.kubernetes.KubernetesSettings;
import java.util.ArrayList;
import java.util.List;

/** What a real cluster needs to be. Changes nothing. */
public final class ClusterChecks {

  private static final long SLOW_NANOS = 500_000_000L;

  private ClusterChecks() {}

  /**
   * The API answers and lets us in; clock, drivers, classes and rights.
   *
   * @param namespace where a run's objects would go
   */
  public static List<Check> of(KubernetesSettings settings, String namespace) {
    Checkup found;
    try {
      found = Checkup.of(settings, namespace);
    } catch (ClusterException e) {
      return List.of(
          Check.failed(
              "cluster",
              String.valueOf(e.getMessage()),
              "check --kubeconfig and --context; kubectl --kubeconfig FILE version"));
    }
    return of(found, namespace);
  }

  /** What is to be said of what was found. */
  static List<Check> of(Checkup found, String namespace) {
    List<Check> checks = new ArrayList<>();
    String answers =
        "%s, Kubernetes %s, answers in %.1f ms"
            .formatted(found.server(), found.version(), found.answerNanos() / 1e6);
    checks.add(
        found.answerNanos() < SLOW_NANOS
            ? Check.ok("cluster", answers)
            : Check.warning("cluster", answers, "latencies will hold the way to the API server"));
    checks.add(clock(found));
    checks.add(
        found.drivers().isEmpty()
            ? Check.failed("drivers", "no CSI driver", "install the one to be measured")
            : Check.ok("drivers", String.join(", ", found.drivers())));
    checks.add(
        found.classes().isEmpty()
            ? Check.warning("classes", "no StorageClass", "a run makes the one of its scenario")
            : Check.ok("classes", String.join(", ", found.classes())));
    checks.add(
        found.missing().isEmpty()
            ? Check.ok("rights", "all that a run in namespace '%s' needs".formatted(namespace))
            : Check.failed(
                "rights",
                "missing: " + String.join("; ", found.missing()),
                "straingauge doctor --print-rbac -n " + namespace));
    return checks;
  }

  private static Check clock(Checkup found) {
    if (found.clockDifference().isEmpty()) {
      return Check.warning("clock", "the cluster does not say what time it is", "");
    }
    ClockDifference difference = found.clockDifference().get();
    return difference.isClose()
        ? Check.ok("clock", difference.toString())
        : Check.warning("clock", difference.toString(), ClockDifference.MEANING);
  }
}
