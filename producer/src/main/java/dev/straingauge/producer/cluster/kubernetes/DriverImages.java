package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which driver this is, from the images of its pods. Node pods are known by the folder of the
 * driver's socket that they mount from the host ({@code …/plugins/<driver>}); the driver's own
 * image is the one of their containers that is no sidecar of the CSI project; controller pods are
 * those with that image.
 *
 * @param version tag of the driver's image, else the version label of the CSIDriver; empty: unknown
 * @param own the driver's own images, sorted
 * @param digests of the images of all its pods, sidecars included, sorted
 * @param controllers controller pods as namespace/name, sorted
 * @param namespaces where its pods are, sorted
 * @param settled whether all its pods run and say their images
 * @param notes why something is not known
 */
record DriverImages(
    Optional<String> version,
    List<String> own,
    List<String> digests,
    List<String> controllers,
    List<String> namespaces,
    boolean settled,
    List<String> notes) {

  private static final String LABEL = "app.kubernetes.io/version";
  private static final Pattern SIDECAR =
      Pattern.compile(
          ".*(csi-provisioner|external-provisioner|csi-attacher|external-attacher|csi-resizer|external-resizer"
              + "|csi-snapshotter|external-snapshotter|livenessprobe|node-driver-registrar|registrar|health-monitor)([:@-].*)?");
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  /**
   * Looks at the pods of the namespace that the settings name, else of all; without the right to,
   * or without pods, at the CSIDriver.
   */
  static DriverImages of(KubernetesConnection connection, String name, CSIDriver driver) {
    try {
      String namespace = connection.settings().driverNamespace();
      var all = connection.client().pods();
      return among(
          connection.ask(
              "list Pod",
              () ->
                  (namespace == null ? all.inAnyNamespace() : all.inNamespace(namespace))
                      .list()
                      .getItems()),
          name,
          driver);
    } catch (ClusterException e) {
      return new DriverImages(
          labelled(driver),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          false,
          List.of(
              "the version of driver '%s' is not known from its pods: %s"
                  .formatted(name, e.getMessage())));
    }
  }

  /**
   * Looks at the pods of some namespaces.
   *
   * @throws ClusterException the server refuses, or does not answer
   */
  static DriverImages of(
      KubernetesConnection connection, List<String> namespaces, String name, CSIDriver driver) {
    List<Pod> pods = new ArrayList<>();
    for (String namespace : namespaces) {
      pods.addAll(
          connection.ask(
              "list Pod",
              () -> connection.client().pods().inNamespace(namespace).list().getItems()));
    }
    return among(pods, name, driver);
  }

  /** From those of the pods that are the driver's. */
  static DriverImages among(List<Pod> all, String name, CSIDriver driver) {
    List<Pod> pods = all.stream().filter(pod -> !Facts.isDeleting(pod)).toList();
    List<Pod> nodePods = nodePods(pods, name);
    TreeSet<String> own = ownImages(nodePods);
    List<Pod> controllers = controllers(pods, nodePods);
    List<Pod> both = Stream.concat(nodePods.stream(), controllers.stream()).toList();
    TreeSet<String> digests = new TreeSet<>();
    both.forEach(pod -> addDigests(pod, digests));
    return new DriverImages(
        own.stream().flatMap(image -> tag(image).stream()).findFirst().or(() -> labelled(driver)),
        List.copyOf(own),
        List.copyOf(digests),
        controllers.stream()
            .map(pod -> pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName())
            .sorted()
            .toList(),
        both.stream().map(pod -> pod.getMetadata().getNamespace()).distinct().sorted().toList(),
        !both.isEmpty() && both.stream().allMatch(DriverImages::runs),
        notes(own, labelled(driver), name));
  }

  private static List<String> notes(TreeSet<String> own, Optional<String> labelled, String name) {
    if (own.stream().allMatch(image -> tag(image).isEmpty()) && labelled.isEmpty()) {
      return List.of(
          "the version of driver '%s' is not known: no node pod of it, no label %s on its CSIDriver"
              .formatted(name, LABEL));
    }
    return own.size() > 1
        ? List.of(
            "driver '%s' runs in several versions: %s".formatted(name, String.join(", ", own)))
        : List.of();
  }

  private static Optional<String> labelled(CSIDriver driver) {
    Map<String, String> labels = driver.getMetadata().getLabels();
    return Optional.ofNullable(labels == null ? null : labels.get(LABEL)).filter(v -> !v.isEmpty());
  }

  /** Whether the image of each container is known. */
  private static boolean runs(Pod pod) {
    long known =
        pod.getStatus() == null
            ? 0
            : Facts.list(pod.getStatus().getContainerStatuses()).stream()
                .filter(status -> !Facts.or(status.getImageID(), "").isEmpty())
                .count();
    return known >= containers(pod).count();
  }

  /** Those that serve the driver's volumes on their node. */
  static List<Pod> nodePods(List<Pod> pods, String driver) {
    return pods.stream().filter(pod -> mountsSocket(pod, driver)).toList();
  }

  /** Those with the driver's own image that are no node pods. */
  static List<Pod> controllers(List<Pod> pods, List<Pod> nodePods) {
    Set<String> own = ownImages(nodePods);
    return pods.stream()
        .filter(pod -> !nodePods.contains(pod))
        .filter(pod -> containers(pod).anyMatch(c -> own.contains(c.getImage())))
        .toList();
  }

  private static TreeSet<String> ownImages(List<Pod> nodePods) {
    TreeSet<String> own = new TreeSet<>();
    nodePods.forEach(
        pod ->
            containers(pod).map(Container::getImage).filter(i -> !isSidecar(i)).forEach(own::add));
    return own;
  }

  private static boolean mountsSocket(Pod pod, String driver) {
    return Facts.list(pod.getSpec().getVolumes()).stream()
        .anyMatch(
            volume ->
                volume.getHostPath() != null
                    && volume.getHostPath().getPath() != null
                    && (volume.getHostPath().getPath() + "/").contains("/plugins/" + driver + "/"));
  }

  private static Stream<Container> containers(Pod pod) {
    return Facts.list(pod.getSpec().getContainers()).stream().filter(c -> c.getImage() != null);
  }

  private static boolean isSidecar(String image) {
    return SIDECAR.matcher(image).matches();
  }

  private static void addDigests(Pod pod, TreeSet<String> digests) {
    if (pod.getStatus() == null) {
      return;
    }
    for (ContainerStatus status : Facts.list(pod.getStatus().getContainerStatuses())) {
      var found = DIGEST.matcher(Facts.or(status.getImageID(), ""));
      if (found.find()) {
        digests.add(found.group());
      }
    }
  }

  /** What stands after the last colon of an image, if that is no port. */
  static Optional<String> tag(String image) {
    String bare = image.contains("@") ? image.substring(0, image.indexOf('@')) : image;
    int colon = bare.lastIndexOf(':');
    return colon < 0 || bare.indexOf('/', colon) >= 0
        ? Optional.empty()
        : Optional.of(bare.substring(colon + 1).replaceFirst("^v(?=[0-9])", ""));
  }
}
