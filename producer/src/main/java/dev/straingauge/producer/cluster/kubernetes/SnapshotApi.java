package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of snapshot.storage.k8s.io/v1. They are no part of Kubernetes and not in every cluster,
 * so they are read as trees.
 */
final class SnapshotApi {

  static final String GROUP = "snapshot.storage.k8s.io";
  static final String SNAPSHOTS = "volumesnapshots";
  static final String CONTENTS = "volumesnapshotcontents";
  static final String CLASSES = "volumesnapshotclasses";

  /** Folder of the cluster-scoped kinds. */
  static final String FOLDER = "/apis/" + GROUP + "/v1/";

  private static final String DEFAULT = "snapshot.storage.kubernetes.io/is-default-class";

  private SnapshotApi() {}

  /**
   * The class that a driver's snapshots are made with.
   *
   * @param name of the VolumeSnapshotClass; empty: there is none
   * @param retains whether what a snapshot stands for outlives it
   * @param why there is none; empty otherwise
   */
  record SnapshotClass(String name, boolean retains, String why) {
    boolean isThere() {
      return !name.isEmpty();
    }
  }

  /** Of the driver's classes the default one, else the first by name. */
  static SnapshotClass classOf(KubernetesConnection connection, String driver) {
    List<GenericKubernetesResource> all;
    try {
      all =
          connection.send(
              "list VolumeSnapshotClass",
              () -> operation(connection, "VolumeSnapshotClass", CLASSES, "").list().getItems());
    } catch (ClusterException e) {
      if (!e.reason().equals("NotFound") && !e.reason().equals("Forbidden")) {
        throw e;
      }
      String why =
          e.reason().equals("NotFound")
              ? "the cluster has no VolumeSnapshots"
              : String.valueOf(e.getMessage());
      return new SnapshotClass("", false, why);
    }
    return all.stream()
        .filter(each -> driver.equals(text(each, "driver")))
        .min(
            Comparator.comparing((GenericKubernetesResource each) -> !isDefault(each))
                .thenComparing(each -> each.getMetadata().getName()))
        .map(
            each ->
                new SnapshotClass(
                    each.getMetadata().getName(),
                    "Retain".equals(text(each, "deletionPolicy")),
                    ""))
        .orElseGet(
            () -> new SnapshotClass("", false, "no VolumeSnapshotClass names driver " + driver));
  }

  /**
   * VolumeSnapshots.
   *
   * @param namespace where; empty: in any
   */
  static FilterWatchListDeletable<
          GenericKubernetesResource, KubernetesResourceList<GenericKubernetesResource>, ?>
      snapshots(KubernetesConnection connection, String namespace) {
    return operation(connection, Watches.SNAPSHOT, SNAPSHOTS, namespace);
  }

  /** VolumeSnapshotContents. */
  static FilterWatchListDeletable<
          GenericKubernetesResource, KubernetesResourceList<GenericKubernetesResource>, ?>
      contents(KubernetesConnection connection) {
    return operation(connection, Watches.SNAPSHOT_CONTENT, CONTENTS, "");
  }

  /** Changes a VolumeSnapshotContent by a merge patch. */
  static GenericKubernetesResource patchContent(
      KubernetesConnection connection, String name, String patch) {
    GenericKubernetesResource content = new GenericKubernetesResource();
    content.setApiVersion(GROUP + "/v1");
    content.setKind(Watches.SNAPSHOT_CONTENT);
    content.setMetadata(new ObjectMetaBuilder().withName(name).build());
    return all(connection, Watches.SNAPSHOT_CONTENT, CONTENTS, false)
        .resource(content) // by name alone, the client would get it first
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  /** A text in the tree; null if there is none. */
  static @Nullable String text(GenericKubernetesResource object, Object... path) {
    Object value = at(object, path);
    return value instanceof String found ? found : null;
  }

  static boolean isTrue(GenericKubernetesResource object, Object... path) {
    return Boolean.TRUE.equals(at(object, path));
  }

  private static @Nullable Object at(GenericKubernetesResource object, Object... path) {
    return object.get(path);
  }

  private static boolean isDefault(GenericKubernetesResource snapshotClass) {
    Map<String, String> annotations = snapshotClass.getMetadata().getAnnotations();
    return annotations != null && "true".equals(annotations.get(DEFAULT));
  }

  @SuppressWarnings("unchecked") // a list of trees is a list of them, whatever its class
  private static FilterWatchListDeletable<
          GenericKubernetesResource, KubernetesResourceList<GenericKubernetesResource>, ?>
      operation(KubernetesConnection connection, String kind, String plural, String namespace) {
    boolean namespaced = plural.equals(SNAPSHOTS);
    var all = all(connection, kind, plural, namespaced);
    FilterWatchListDeletable<?, ?, ?> operation =
        !namespaced ? all : namespace.isEmpty() ? all.inAnyNamespace() : all.inNamespace(namespace);
    return (FilterWatchListDeletable<
            GenericKubernetesResource, KubernetesResourceList<GenericKubernetesResource>, ?>)
        operation;
  }

  private static MixedOperation<
          GenericKubernetesResource,
          GenericKubernetesResourceList,
          Resource<GenericKubernetesResource>>
      all(KubernetesConnection connection, String kind, String plural, boolean namespaced) {
    return connection
        .client()
        .genericKubernetesResources(
            new ResourceDefinitionContext.Builder()
                .withGroup(GROUP)
                .withVersion("v1")
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(namespaced)
                .build());
  }
}
