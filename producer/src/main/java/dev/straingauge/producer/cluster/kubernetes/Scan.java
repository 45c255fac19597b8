package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks through the cluster for everything of a run: by label, volumes by their claim's name,
 * attachments by their volume. Blocks.
 */
final class Scan {

  private static final long PAGE = 500;

  private final KubernetesConnection connection;
  private final Names names;
  private final String namespace;
  private final Predicate<String> knownVolume;
  private final boolean clusterWide;
  private final boolean nodes;
  private final boolean snapshots;
  private final boolean sets;

  /**
   * Something of the run that is there.
   *
   * @param kind its kind
   * @param name the cluster's name
   * @param uid its uid
   * @param path of the object in the API
   * @param finalizers that hold it
   * @param deleting whether it is on its way
   * @param retained a volume that outlived its claim
   * @param operation the operation that made it
   * @param createdNanos its creation by the cluster's clock
   * @param heldBy what holds it
   * @param object as it was listed; null: nothing was
   */
  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  record Left(
      String kind,
      String name,
      String uid,
      String path,
      List<String> finalizers,
      boolean deleting,
      boolean retained,
      OptionalLong operation,
      long createdNanos,
      String heldBy,
      @Nullable HasMetadata object) {
    @Override
    public String toString() {
      return "%s '%s'".formatted(kind, name);
    }

    Left heldBy(String reason) {
      return new Left(
          kind,
          name,
          uid,
          path,
          finalizers,
          deleting,
          retained,
          operation,
          createdNanos,
          reason,
          object);
    }
  }

  /**
   * @param namespace where the run's objects are; empty: in any
   * @param knownVolume PersistentVolumes that were the run's when they were last seen
   * @param clusterWide whether the run may have made a StorageClass or the namespace
   * @param nodes whether it may have changed nodes
   * @param snapshots whether it may have made VolumeSnapshots
   * @param sets whether it may have made StatefulSets
   */
  Scan(
      KubernetesConnection connection,
      Names names,
      String namespace,
      Predicate<String> knownVolume,
      boolean clusterWide,
      boolean nodes,
      boolean snapshots,
      boolean sets) {
    this.connection = connection;
    this.names = names;
    this.namespace = namespace;
    this.knownVolume = knownVolume;
    this.clusterWide = clusterWide;
    this.nodes = nodes;
    this.snapshots = snapshots;
    this.sets = sets;
  }

  /** Everything that is there, in the order in which it is to go. */
  List<Left> left() {
    List<Left> left = new ArrayList<>();
    ListOptions ours = new ListOptionsBuilder().withLabelSelector(names.selector()).build();
    if (nodes) {
      for (Node node : list("Node", of(Node.class), ours, node -> true)) {
        left.add(of(NodeMarks.KIND, node, "/api/v1/nodes/", false, "a fault that is not undone"));
      }
    }
    if (sets) {
      addSets(left, ours);
    }
    for (Pod pod : list(Watches.POD, in(Pod.class), ours, pod -> true)) {
      left.add(of(Watches.POD, pod, folder(pod, "pods"), false, node(pod)));
    }
    if (snapshots) {
      addSnapshots(left, ours);
    }
    for (var claim : list(Watches.CLAIM, in(PersistentVolumeClaim.class), ours, claim -> true)) {
      left.add(of(Watches.CLAIM, claim, folder(claim, "persistentvolumeclaims"), false, null));
    }
    List<PersistentVolume> volumes =
        list(Watches.VOLUME, of(PersistentVolume.class), new ListOptions(), this::isOurs);
    for (PersistentVolume volume : volumes) {
      boolean retained = !"Delete".equals(volume.getSpec().getPersistentVolumeReclaimPolicy());
      left.add(
          of(
              Watches.VOLUME,
              volume,
              "/api/v1/persistentvolumes/",
              retained && "Released".equals(volume.getStatus().getPhase()),
              volume.getStatus().getMessage()));
    }
    Set<String> there =
        volumes.stream().map(volume -> volume.getMetadata().getName()).collect(Collectors.toSet());
    Predicate<VolumeAttachment> attached =
        each -> {
          String volume = Facts.volumeOf(each);
          return volume != null && (there.contains(volume) || knownVolume.test(volume));
        };
    for (var each :
        list(Watches.ATTACHMENT, of(VolumeAttachment.class), new ListOptions(), attached)) {
      left.add(
          of(
              Watches.ATTACHMENT,
              each,
              "/apis/storage.k8s.io/v1/volumeattachments/",
              false,
              Facts.of(each).getDetachError()));
    }
    if (clusterWide) {
      for (var each : list(Watches.STORAGE_CLASS, of(StorageClass.class), ours, c -> true)) {
        left.add(
            of(
                Watches.STORAGE_CLASS,
                each,
                "/apis/storage.k8s.io/v1/storageclasses/",
                false,
                null));
      }
      for (var each : list(Watches.NAMESPACE, of(Namespace.class), ours, c -> true)) {
        left.add(of(Watches.NAMESPACE, each, "/api/v1/namespaces/", false, null));
      }
    }
    return left;
  }

  /** Before their pods, which would be made anew; who may not see them has made none. */
  private void addSets(List<Left> left, ListOptions ours) {
    try {
      for (var set : list(Watches.STATEFUL_SET, in(StatefulSet.class), ours, s -> true)) {
        String folder =
            "/apis/apps/v1/namespaces/%s/statefulsets/".formatted(set.getMetadata().getNamespace());
        left.add(of(Watches.STATEFUL_SET, set, folder, false, null));
      }
    } catch (ClusterException e) {
      if (!e.reason().equals("Forbidden")) {
        throw e;
      }
    }
  }

  /** A cluster without VolumeSnapshots, or that does not show them, has none of the run. */
  private void addSnapshots(List<Left> left, ListOptions ours) {
    try {
      for (var snapshot :
          list(Watches.SNAPSHOT, SnapshotApi.snapshots(connection, namespace), ours, s -> true)) {
        String folder =
            "%snamespaces/%s/%s/"
                .formatted(
                    SnapshotApi.FOLDER,
                    snapshot.getMetadata().getNamespace(),
                    SnapshotApi.SNAPSHOTS);
        String error = SnapshotApi.text(snapshot, "status", "error", "message");
        left.add(of(Watches.SNAPSHOT, snapshot, folder, false, error));
      }
      for (var content :
          list(
              Watches.SNAPSHOT_CONTENT,
              SnapshotApi.contents(connection),
              new ListOptions(),
              this::isOurs)) {
        boolean retained = "Retain".equals(SnapshotApi.text(content, "spec", "deletionPolicy"));
        String error = SnapshotApi.text(content, "status", "error", "message");
        left.add(
            of(
                Watches.SNAPSHOT_CONTENT,
                content,
                SnapshotApi.FOLDER + SnapshotApi.CONTENTS + "/",
                retained,
                error));
      }
    } catch (ClusterException e) {
      if (!e.reason().equals("NotFound") && !e.reason().equals("Forbidden")) {
        throw e;
      }
    }
  }

  private boolean isOurs(GenericKubernetesResource content) {
    String space = SnapshotApi.text(content, "spec", "volumeSnapshotRef", "namespace");
    return (namespace.isEmpty() || namespace.equals(space))
        && names.isOurs(SnapshotApi.text(content, "spec", "volumeSnapshotRef", "name"));
  }

  /** What is told when the cluster does not even answer. */
  Left unknown() {
    return new Left(
        Watches.POD,
        "unknown",
        "",
        "",
        List.of(),
        false,
        false,
        OptionalLong.empty(),
        0,
        "the cluster does not answer",
        null);
  }

  private static @Nullable String node(Pod pod) {
    String node = pod.getSpec().getNodeName();
    return node == null ? null : "on node '%s'".formatted(node);
  }

  /** Lets what a snapshot stood for go: the driver deletes it when its object is deleted. */
  void reclaimSnapshot(Left content) {
    connection.send(
        "reclaim " + content,
        () ->
            SnapshotApi.patchContent(
                connection,
                content.name(),
                "{\"metadata\":{\"uid\":\"%s\"},\"spec\":{\"deletionPolicy\":\"Delete\"}}"
                    .formatted(content.uid())));
  }

  private boolean isOurs(PersistentVolume volume) {
    var claim = volume.getSpec().getClaimRef();
    return claim != null
        && (namespace.isEmpty() || namespace.equals(claim.getNamespace()))
        && names.isOurs(claim.getName());
  }

  private static String folder(HasMetadata object, String plural) {
    return "/api/v1/namespaces/%s/%s/".formatted(object.getMetadata().getNamespace(), plural);
  }

  private static Left of(
      String kind, HasMetadata object, String folder, boolean retained, @Nullable String status) {
    String name = object.getMetadata().getName();
    List<String> finalizers = Facts.list(object.getMetadata().getFinalizers());
    Long created = Facts.nanos(object.getMetadata().getCreationTimestamp());
    String held =
        finalizers.isEmpty() ? "not gone in time" : "finalizers: " + String.join(", ", finalizers);
    return new Left(
        kind,
        name,
        object.getMetadata().getUid(),
        folder + name,
        finalizers,
        Facts.isDeleting(object),
        retained,
        Names.operation(object.getMetadata()),
        created == null ? 0 : created,
        status == null || status.isEmpty() ? held : held + "; " + status,
        object);
  }

  private <T extends HasMetadata> List<T> list(
      String kind,
      FilterWatchListDeletable<T, KubernetesResourceList<T>, ?> operation,
      ListOptions selection,
      Predicate<T> wanted) {
    List<T> all = new ArrayList<>();
    String more = null;
    do {
      ListOptions page =
          new ListOptionsBuilder(selection).withLimit(PAGE).withContinue(more).build();
      KubernetesResourceList<T> answer = connection.ask("list " + kind, () -> operation.list(page));
      answer.getItems().stream().filter(wanted).forEach(all::add);
      more = answer.getMetadata().getContinue();
    } while (more != null && !more.isEmpty());
    return all;
  }

  private <T extends HasMetadata> FilterWatchListDeletable<T, KubernetesResourceList<T>, ?> of(
      Class<T> type) {
    return connection.client().resources(type);
  }

  private <T extends HasMetadata> FilterWatchListDeletable<T, KubernetesResourceList<T>, ?> in(
      Class<T> type) {
    var all = connection.client().resources(type);
    return namespace.isEmpty() ? all.inAnyNamespace() : all.inNamespace(namespace);
  }
}
