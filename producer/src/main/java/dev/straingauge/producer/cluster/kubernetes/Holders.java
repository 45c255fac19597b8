package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.kubernetes.Scan.Left;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says more precisely what holds objects that do not go: the pods that use a claim, whoever made
 * them, and what the driver last said about a volume. Looks as far as its rights go. Blocks.
 */
final class Holders {

  private static final int VOLUMES = 20;

  private final KubernetesConnection connection;
  private final Map<String, List<Pod>> podsByNamespace = new HashMap<>();
  private int volumes;

  Holders(KubernetesConnection connection) {
    this.connection = connection;
  }

  /** The same objects, with what holds them. */
  List<Left> of(List<Left> left) {
    return left.stream()
        .map(
            each -> {
              Optional<String> more =
                  switch (each.kind()) {
                    case Watches.CLAIM -> pods(each);
                    case Watches.VOLUME -> warning(each);
                    default -> Optional.empty();
                  };
              return more.map(word -> each.heldBy(each.heldBy() + "; " + word)).orElse(each);
            })
        .toList();
  }

  private Optional<String> pods(Left claim) {
    if (claim.object() == null) {
      return Optional.empty();
    }
    String namespace = claim.object().getMetadata().getNamespace();
    List<String> users =
        podsByNamespace.computeIfAbsent(namespace, this::pods).stream()
            .filter(
                pod ->
                    Facts.list(pod.getSpec().getVolumes()).stream()
                        .anyMatch(
                            volume ->
                                volume.getPersistentVolumeClaim() != null
                                    && claim
                                        .name()
                                        .equals(volume.getPersistentVolumeClaim().getClaimName())))
            .map(pod -> "'" + pod.getMetadata().getName() + "'")
            .sorted()
            .toList();
    return users.isEmpty()
        ? Optional.empty()
        : Optional.of("used by pod " + String.join(", ", users));
  }

  private List<Pod> pods(String namespace) {
    try {
      return connection.send(
          "list Pod", () -> connection.client().pods().inNamespace(namespace).list().getItems());
    } catch (ClusterException e) {
      return List.of();
    }
  }

  /** Events of volumes are in the namespace {@code default}. */
  private Optional<String> warning(Left volume) {
    if (++volumes > VOLUMES) {
      return Optional.empty();
    }
    try {
      return connection
          .send(
              "list Event",
              () ->
                  connection
                      .client()
                      .v1()
                      .events()
                      .inNamespace("default")
                      .list(
                          new ListOptionsBuilder()
                              .withFieldSelector(
                                  "involvedObject.kind=PersistentVolume,type=Warning,involvedObject.name="
                                      + volume.name())
                              .build())
                      .getItems())
          .stream()
          .max(Comparator.comparing(Descriptions::time))
          .map(Event::getMessage)
          .map(String::strip);
    } catch (ClusterException e) {
      return Optional.empty();
    }
  }
}
