package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rights that a run needs, and whether it has them. The list is the one that roles are printed
 * from, so that what is printed is what is asked for.
 */
public final class Rights {

  private static final List<String> WATCHED = List.of("list", "watch");

  private static final Right NAMESPACES =
      new Right(
          "",
          "namespaces",
          List.of("list", "create", "delete"),
          false,
          "a namespace that is not there");
  private static final Right CLASSES =
      new Right(
          "storage.k8s.io",
          "storageclasses",
          List.of("create", "delete"),
          false,
          "a StorageClass that is not there");
  private static final Right RETAINED_VOLUMES =
      new Right("", "persistentvolumes", List.of("patch"), false, "volumes that a class retains");
  private static final Right EXPANSION =
      new Right("", "persistentvolumeclaims", List.of("patch"), true, "expand_pvc");
  private static final List<Right> SNAPSHOTS =
      List.of(
          new Right(
              SnapshotApi.GROUP,
              SnapshotApi.SNAPSHOTS,
              verbs("get", "create", "delete"),
              true,
              "create_snapshot, delete_snapshot"),
          new Right(
              SnapshotApi.GROUP,
              SnapshotApi.CONTENTS,
              WATCHED,
              false,
              "what stands behind snapshots"),
          new Right(
              SnapshotApi.GROUP,
              SnapshotApi.CLASSES,
              List.of("list"),
              false,
              "the driver's class"));
  private static final Right RETAINED_SNAPSHOTS =
      new Right(
          SnapshotApi.GROUP,
          SnapshotApi.CONTENTS,
          List.of("delete", "patch"),
          false,
          "snapshots that a class retains");

  private static final Right SETS =
      new Right(
          "apps",
          "statefulsets",
          verbs("get", "create", "delete", "patch"),
          true,
          "StatefulSets of a run");

  private Rights() {}

  /**
   * A right.
   *
   * @param group API group, empty for the core
   * @param resource plural, with a subresource after a slash
   * @param verbs what is done with it
   * @param namespaced whether it is asked for in one namespace only
   * @param why what it is for
   */
  public record Right(
      String group, String resource, List<String> verbs, boolean namespaced, String why) {
    public Right {
      verbs = List.copyOf(verbs);
    }
  }

  /** What every run needs. */
  public static List<Right> always() {
    return List.of(
        new Right("", "pods", verbs("get", "create", "delete"), true, "pods of the run"),
        new Right(
            "", "pods/exec", List.of("create", "get"), true, "verify_readwrite, I/O of phases"),
        new Right(
            "",
            "persistentvolumeclaims",
            verbs("get", "create", "delete"),
            true,
            "claims of the run"),
        new Right("", "events", WATCHED, true, "why something happened"),
        new Right("", "persistentvolumes", WATCHED, false, "volumes of the run's claims"),
        new Right("", "nodes", WATCHED, false, "nodes"),
        new Right("", "namespaces", List.of("get"), false, "whether the namespace is there"),
        new Right(
            "storage.k8s.io", "volumeattachments", WATCHED, false, "attach and detach latencies"),
        new Right("storage.k8s.io", "csidrivers", verbs("get"), false, "the driver"),
        new Right("storage.k8s.io", "storageclasses", verbs("get"), false, "the class"));
  }

  /** What a run shows if it may, and does without. */
  public static List<Right> optional() {
    return List.of(
        new Right("apps", "statefulsets", WATCHED, true, "StatefulSets beside the run"),
        new Right("", "pods/log", List.of("get"), true, "logs in diagnostics"),
        new Right("storage.k8s.io", "csinodes", WATCHED, false, "drivers of the nodes"));
  }

  /**
   * What a run needs beyond that, after a look at the cluster.
   *
   * @param expands whether it raises what claims ask for
   * @param sets whether it makes StatefulSets
   */
  public static List<Right> sometimes(Survey survey, boolean expands, boolean sets) {
    List<Right> needed = new ArrayList<>();
    if (sets) {
      needed.add(SETS);
    }
    if (survey.makesNamespace()) {
      needed.add(NAMESPACES);
    }
    if (survey.makesClass()) {
      needed.add(CLASSES);
    }
    if (expands && survey.expands()) {
      needed.add(EXPANSION);
    }
    if (survey.snapshots()) {
      needed.addAll(SNAPSHOTS);
    }
    if (survey.retainsSnapshots()) {
      needed.add(RETAINED_SNAPSHOTS);
    }
    return needed;
  }

  /**
   * What some runs need: to make a namespace, a class, to free what is retained, to expand claims,
   * to make snapshots.
   */
  public static List<Right> sometimes() {
    List<Right> all =
        new ArrayList<>(List.of(NAMESPACES, CLASSES, RETAINED_VOLUMES, EXPANSION, SETS));
    all.addAll(SNAPSHOTS);
    all.add(RETAINED_SNAPSHOTS);
    return all;
  }

  /** What a run shows of the driver if it may, in the namespace of its pods. */
  public static List<Right> optionalOfDriver() {
    return List.of(
        new Right("", "pods", List.of("list"), true, "the driver's version"),
        new Right("", "pods/log", List.of("get"), true, "the driver's logs in diagnostics"));
  }

  /** Faults that can be allowed on a real cluster. */
  public static List<String> faultKinds() {
    return ClusterFaults.POSSIBLE;
  }

  /** What the allowed faults need in the cluster. */
  public static List<Right> ofFaults(List<String> allowed) {
    return allowed.contains(ClusterFaults.CORDON)
            || allowed.contains(ClusterFaults.TAINT)
            || allowed.contains(ClusterFaults.DRAIN)
        ? List.of(new Right("", "nodes", List.of("patch"), false, "cordons and taints"))
        : List.of();
  }

  /** What the allowed faults need in the namespace of the driver's pods. */
  public static List<Right> ofFaultsAtDriver(List<String> allowed) {
    return allowed.contains(ControllerCrash.FAULT)
        ? List.of(new Right("", "pods", verbs("delete"), true, "controller-crash"))
        : List.of();
  }

  /** What {@code --dry-run server} looks at if it may. */
  public static List<Right> ofDryRun() {
    return List.of(
        new Right(
            "", "resourcequotas", List.of("list"), true, "whether quotas suffice: --dry-run"));
  }

  /** What {@code cleanup --force} needs beyond that. */
  public static List<Right> ofForce() {
    return List.of(
        new Right("", "pods", List.of("patch"), true, "cleanup --force"),
        new Right("", "persistentvolumeclaims", List.of("patch"), true, "cleanup --force"),
        new Right("", "persistentvolumes", List.of("delete", "patch"), false, "cleanup --force"),
        new Right(
            SnapshotApi.GROUP, SnapshotApi.SNAPSHOTS, List.of("patch"), true, "cleanup --force"),
        new Right(
            SnapshotApi.GROUP,
            SnapshotApi.CONTENTS,
            List.of("delete", "patch"),
            false,
            "cleanup --force"),
        new Right(
            "storage.k8s.io",
            "volumeattachments",
            List.of("delete", "patch"),
            false,
            "cleanup --force"));
  }

  /**
   * Asks the server about each.
   *
   * @return those that are missing, as {@code verb resource.group in namespace (why)}
   * @throws ClusterException if it cannot be asked
   */
  public static List<String> missing(
      KubernetesConnection connection, String namespace, List<Right> rights) {
    List<String> missing = new ArrayList<>();
    for (Right right : rights) {
      for (String verb : right.verbs()) {
        if (!isAllowed(connection, namespace, right, verb)) {
          missing.add(
              "%s %s%s%s (%s)"
                  .formatted(
                      verb,
                      right.resource(),
                      right.group().isEmpty() ? "" : "." + right.group(),
                      right.namespaced() ? " in namespace " + namespace : "",
                      right.why()));
        }
      }
    }
    return missing;
  }

  /**
   * The least roles that suffice, as YAML: a Role and a ClusterRole with their bindings to a
   * service account of the namespace, and, if that of the driver's pods is known, a Role there.
   *
   * @param driverNamespace where the driver's pods are; null: not known
   * @param faults that are allowed
   * @param force whether {@code cleanup --force} is to be possible
   */
  public static List<String> yaml(
      String namespace,
      String account,
      @Nullable String driverNamespace,
      List<String> faults,
      boolean force) {
    List<Right> all = new ArrayList<>(always());
    all.addAll(optional());
    all.addAll(sometimes());
    all.addAll(ofDryRun());
    all.addAll(ofFaults(faults));
    if (force) {
      all.addAll(ofForce());
    }
    List<String> lines = new ArrayList<>();
    String own = "straingauge";
    role(lines, "Role", own, namespace, all.stream().filter(Right::namespaced).toList());
    binding(lines, "Role", own, namespace, namespace, account);
    lines.add("---");
    role(
        lines,
        "ClusterRole",
        own,
        namespace,
        all.stream().filter(right -> !right.namespaced()).toList());
    binding(lines, "ClusterRole", own, namespace, namespace, account);
    if (driverNamespace != null) {
      List<Right> atDriver = new ArrayList<>(optionalOfDriver());
      atDriver.addAll(ofFaultsAtDriver(faults));
      String name = "straingauge-driver";
      lines.add("---");
      role(lines, "Role", name, driverNamespace, atDriver);
      binding(lines, "Role", name, driverNamespace, namespace, account);
    }
    return lines;
  }

  private static void role(
      List<String> lines, String kind, String name, String namespace, List<Right> rights) {
    lines.add("apiVersion: rbac.authorization.k8s.io/v1");
    lines.add("kind: " + kind);
    lines.add("metadata: " + metadata(kind, name, namespace));
    lines.add("rules:");
    for (Right right : rights) {
      lines.add(
          "  - {apiGroups: ['%s'], resources: [%s], verbs: [%s]}   # %s"
              .formatted(
                  right.group(), right.resource(), String.join(", ", right.verbs()), right.why()));
    }
  }

  private static void binding(
      List<String> lines,
      String kind,
      String name,
      String namespace,
      String accountNamespace,
      String account) {
    lines.add("---");
    lines.add("apiVersion: rbac.authorization.k8s.io/v1");
    lines.add("kind: %sBinding".formatted(kind));
    lines.add("metadata: " + metadata(kind, name, namespace));
    lines.add(
        "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: %s, name: %s}".formatted(kind, name));
    lines.add(
        "subjects: [{kind: ServiceAccount, name: %s, namespace: %s}]"
            .formatted(account, accountNamespace));
  }

  private static String metadata(String kind, String name, String namespace) {
    return kind.equals("Role")
        ? "{name: %s, namespace: %s}".formatted(name, namespace)
        : "{name: %s}".formatted(name);
  }

  private static boolean isAllowed(
      KubernetesConnection connection, String namespace, Right right, String verb) {
    int slash = right.resource().indexOf('/');
    SelfSubjectAccessReview review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withGroup(right.group())
            .withResource(slash < 0 ? right.resource() : right.resource().substring(0, slash))
            .withSubresource(slash < 0 ? null : right.resource().substring(slash + 1))
            .withNamespace(right.namespaced() ? namespace : null)
            .withVerb(verb)
            .endResourceAttributes()
            .endSpec()
            .build();
    SelfSubjectAccessReview answer =
        connection.ask(
            "review rights at " + connection.server(),
            () ->
                connection.client().authorization().v1().selfSubjectAccessReview().create(review));
    return answer.getStatus() != null && Boolean.TRUE.equals(answer.getStatus().getAllowed());
  }

  private static List<String> verbs(String... more) {
    List<String> verbs = new ArrayList<>(WATCHED);
    verbs.addAll(List.of(more));
    return verbs.stream().sorted().toList();
  }
}
