package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * The rights that a run needs, and whether it has them. The list is the one that roles are printed
 * from, so that what is printed is what is asked for.
 */
public final class Rights {

  private static final List<String> WATCHED = List.of("list", "watch");

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
        new Right("", "pods/exec", List.of("create", "get"), true, "verify_readwrite"),
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
        new Right("storage.k8s.io", "csinodes", WATCHED, false, "drivers of the nodes"));
  }

  /** What a run needs beyond that, after a look at the cluster. */
  public static List<Right> sometimes(Survey survey) {
    List<Right> all = sometimes();
    List<Right> needed = new ArrayList<>();
    if (survey.makesNamespace()) {
      needed.add(all.get(0));
    }
    if (survey.makesClass()) {
      needed.add(all.get(1));
    }
    return needed;
  }

  /** What some runs need: to make a namespace, a class, and to free retained volumes. */
  public static List<Right> sometimes() {
    return List.of(
        new Right(
            "",
            "namespaces",
            List.of("list", "create", "delete"),
            false,
            "a namespace that is not there"),
        new Right(
            "storage.k8s.io",
            "storageclasses",
            List.of("create", "delete"),
            false,
            "a StorageClass that is not there"),
        new Right(
            "", "persistentvolumes", List.of("patch"), false, "volumes that a class retains"));
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
   * service account of the same namespace.
   */
  public static List<String> yaml(String namespace, String account) {
    List<String> lines = new ArrayList<>();
    List<Right> all = new ArrayList<>(always());
    all.addAll(optional());
    all.addAll(sometimes());
    role(lines, "Role", namespace, all.stream().filter(Right::namespaced).toList());
    lines.add("---");
    binding(lines, "Role", namespace, account);
    lines.add("---");
    role(
        lines,
        "ClusterRole",
        namespace,
        all.stream().filter(right -> !right.namespaced()).toList());
    lines.add("---");
    binding(lines, "ClusterRole", namespace, account);
    return lines;
  }

  private static void role(List<String> lines, String kind, String namespace, List<Right> rights) {
    lines.add("apiVersion: rbac.authorization.k8s.io/v1");
    lines.add("kind: " + kind);
    lines.add("metadata: " + metadata(kind, namespace));
    lines.add("rules:");
    for (Right right : rights) {
      lines.add(
          "  - {apiGroups: ['%s'], resources: [%s], verbs: [%s]}   # %s"
              .formatted(
                  right.group(), right.resource(), String.join(", ", right.verbs()), right.why()));
    }
  }

  private static void binding(List<String> lines, String kind, String namespace, String account) {
    lines.add("apiVersion: rbac.authorization.k8s.io/v1");
    lines.add("kind: %sBinding".formatted(kind));
    lines.add("metadata: " + metadata(kind, namespace));
    lines.add(
        "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: %s, name: straingauge}"
            .formatted(kind));
    lines.add(
        "subjects: [{kind: ServiceAccount, name: %s, namespace: %s}]"
            .formatted(account, namespace));
  }

  private static String metadata(String kind, String namespace) {
    return kind.equals("Role")
        ? "{name: straingauge, namespace: %s}".formatted(namespace)
        : "{name: straingauge}";
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
        connection.send(
            "review rights",
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
