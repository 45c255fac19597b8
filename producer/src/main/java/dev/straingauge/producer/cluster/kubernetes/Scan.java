package dev.straingauge.producer.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
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

  /**
   * Something of the run that is there.
   *
   * @param kind its kind
   * @param name the cluster's name
   * @param uid its uid
   * @param path of the object in the API; empty for what goes by itself
   * @param deleting whether it is on its way
   * @param retained a volume that outlived its claim
   * @param operation the operation that made it
   * @param createdNanos its creation by the cluster's clock
   * @param heldBy what holds it
   */
  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  record Left(
      String kind,
      String name,
      String uid,
      String path,
      boolean deleting,
      boolean retained,
      OptionalLong operation,
      long createdNanos,
      String heldBy) {
    @Override
    public String toString() {
      return "%s '%s'".formatted(kind, name);
    }
  }

  /**
   * @param namespace where the run's objects are; empty: in any
   * @param knownVolume PersistentVolumes that were the run's when they were last seen
   * @param clusterWide whether the run may have made a StorageClass or the namespace
   */
  Scan(
      KubernetesConnection connection,
      Names names,
      String namespace,
      Predicate<String> knownVolume,
      boolean clusterWide) {
    this.connection = connection;
    this.names = names;
    this.namespace = namespace;
    this.knownVolume = knownVolume;
    this.clusterWide = clusterWide;
  }

  /** Everything that is there, in the order in which it is to go. */
  List<Left> left() {
    List<Left> left = new ArrayList<>();
    ListOptions ours = new ListOptionsBuilder().withLabelSelector(names.selector()).build();
    for (Pod pod : list(Watches.POD, in(Pod.class), ours, pod -> true)) {
      left.add(of(Watches.POD, pod, folder(pod, "pods"), false, null));
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
      left.add(of(Watches.ATTACHMENT, each, "", false, Facts.of(each).getDetachError()));
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

  /** What is told when the cluster does not even answer. */
  Left unknown() {
    return new Left(
        Watches.POD,
        "unknown",
        "",
        "",
        false,
        false,
        OptionalLong.empty(),
        0,
        "the cluster does not answer");
  }

  /** Lets a released volume go, and with it what the driver keeps. */
  void reclaim(Left volume) {
    connection.send(
        "reclaim " + volume,
        () ->
            connection
                .client()
                .persistentVolumes()
                .withName(volume.name())
                .patch(
                    PatchContext.of(PatchType.JSON_MERGE),
                    "{\"metadata\":{\"uid\":\"%s\"},\"spec\":{\"persistentVolumeReclaimPolicy\":\"Delete\"}}"
                        .formatted(volume.uid())));
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
        folder.isEmpty() ? "" : folder + name,
        Facts.isDeleting(object),
        retained,
        Names.operation(object.getMetadata()),
        created == null ? 0 : created,
        status == null || status.isEmpty() ? held : held + "; " + status);
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
      KubernetesResourceList<T> answer =
          connection.send("list " + kind, () -> operation.list(page));
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
