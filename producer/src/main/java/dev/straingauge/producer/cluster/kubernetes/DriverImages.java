package dev.straingauge.producer.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which driver this is, from the images of its pods. Node pods are known by the folder of the
 * driver's socket that they mount from the host ({@code …/plugins/<driver>}); the driver's own
 * image is the one of their containers that is no sidecar of the CSI project; controller pods are
 * those with that image.
 *
 * @param version tag of the driver's image, else the version label of the CSIDriver; empty: unknown
 * @param digests of the images of all its pods, sidecars included, sorted
 * @param controllers controller pods as namespace/name, sorted
 * @param notes why something is not known
 */
record DriverImages(
    Optional<String> version, List<String> digests, List<String> controllers, List<String> notes) {

  private static final String LABEL = "app.kubernetes.io/version";
  private static final Pattern SIDECAR =
      Pattern.compile(
          ".*(csi-provisioner|external-provisioner|csi-attacher|external-attacher|csi-resizer|external-resizer"
              + "|csi-snapshotter|external-snapshotter|livenessprobe|node-driver-registrar|registrar|health-monitor)([:@-].*)?");
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  /**
   * Looks at the pods of all namespaces; without the right to, or without pods, at the CSIDriver.
   */
  static DriverImages of(KubernetesConnection connection, String name, CSIDriver driver) {
    Map<String, String> labels = driver.getMetadata().getLabels();
    Optional<String> labelled =
        Optional.ofNullable(labels == null ? null : labels.get(LABEL)).filter(v -> !v.isEmpty());
    List<Pod> pods;
    try {
      pods =
          connection.send(
              "list Pod", () -> connection.client().pods().inAnyNamespace().list().getItems());
    } catch (dev.straingauge.producer.cluster.ClusterException e) {
      return new DriverImages(
          labelled,
          List.of(),
          List.of(),
          List.of(
              "the version of driver '%s' is not known from its pods: %s"
                  .formatted(name, e.getMessage())));
    }
    List<Pod> nodePods = pods.stream().filter(pod -> mountsSocket(pod, name)).toList();
    TreeSet<String> own = new TreeSet<>();
    nodePods.forEach(
        pod ->
            containers(pod).map(Container::getImage).filter(i -> !isSidecar(i)).forEach(own::add));
    List<Pod> controllers =
        pods.stream()
            .filter(pod -> !nodePods.contains(pod))
            .filter(pod -> containers(pod).anyMatch(c -> own.contains(c.getImage())))
            .toList();
    TreeSet<String> digests = new TreeSet<>();
    nodePods.forEach(pod -> addDigests(pod, digests));
    controllers.forEach(pod -> addDigests(pod, digests));
    Optional<String> tag = own.stream().flatMap(image -> tag(image).stream()).findFirst();
    List<String> notes = new ArrayList<>();
    if (tag.isEmpty() && labelled.isEmpty()) {
      notes.add(
          "the version of driver '%s' is not known: no node pod of it, no label %s on its CSIDriver"
              .formatted(name, LABEL));
    } else if (own.size() > 1) {
      notes.add("driver '%s' runs in several versions: %s".formatted(name, String.join(", ", own)));
    }
    return new DriverImages(
        tag.or(() -> labelled),
        List.copyOf(digests),
        controllers.stream()
            .map(pod -> pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName())
            .sorted()
            .toList(),
        notes);
  }

  private static boolean mountsSocket(Pod pod, String driver) {
    return Facts.list(pod.getSpec().getVolumes()).stream()
        .anyMatch(
            volume ->
                volume.getHostPath() != null
                    && volume.getHostPath().getPath() != null
                    && (volume.getHostPath().getPath() + "/").contains("/plugins/" + driver + "/"));
  }

  private static java.util.stream.Stream<Container> containers(Pod pod) {
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
