package dev.straingauge.producer.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What a resizer, a snapshot controller and a snapshotter do to objects, in place of them. */
final class FeatureControllers implements AutoCloseable {

  static final String CLASS = "straingauge-it-features";
  static final String DRIVER = "efs.csi.aws.com";

  private static final long LOOK_NANOS = 100_000_000L;

  private static final String CRD =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata:
        name: %1$s.snapshot.storage.k8s.io
        annotations: {api-approved.kubernetes.io: "https://github.com/kubernetes-csi/external-snapshotter/pull/814"}
      spec:
        group: snapshot.storage.k8s.io
        scope: %3$s
        names: {plural: %1$s, singular: %4$s, kind: %2$s, listKind: %2$sList}
        versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}}
            schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
      ---
      """;

  private static final String CRDS =
      CRD.formatted("volumesnapshots", "VolumeSnapshot", "Namespaced", "volumesnapshot")
          + CRD.formatted(
              "volumesnapshotcontents", "VolumeSnapshotContent", "Cluster", "volumesnapshotcontent")
          + CRD.formatted(
              "volumesnapshotclasses", "VolumeSnapshotClass", "Cluster", "volumesnapshotclass");

  private static final String SNAPSHOT_CLASS =
      """
      {"apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshotClass",
       "metadata": {"name": "straingauge-it"}, "driver": "%s", "deletionPolicy": "Delete"}
      """
          .formatted(DRIVER);

  private final KubernetesConnection connection;
  private final KubernetesClient client;
  private final Thread thread;

  private FeatureControllers(KubernetesConnection connection) {
    this.connection = connection;
    client = connection.client();
    thread = Thread.ofVirtual().name("feature-controllers").unstarted(this::work);
  }

  /** Makes the kinds and classes, and begins to work. */
  static FeatureControllers begin(KubernetesConnection connection) {
    FeatureControllers controllers = new FeatureControllers(connection);
    KubernetesClient client = connection.client();
    client.load(new ByteArrayInputStream(CRDS.getBytes(StandardCharsets.UTF_8))).serverSideApply();
    for (String plural :
        new String[] {"volumesnapshots", "volumesnapshotcontents", "volumesnapshotclasses"}) {
      client
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .withName(plural + ".snapshot.storage.k8s.io")
          .waitUntilCondition(
              crd ->
                  crd != null
                      && crd.getStatus() != null
                      && crd.getStatus().getConditions().stream()
                          .anyMatch(
                              c ->
                                  c.getType().equals("Established")
                                      && c.getStatus().equals("True")),
              30,
              TimeUnit.SECONDS);
    }
    client
        .storage()
        .v1()
        .storageClasses()
        .resource(
            new StorageClassBuilder()
                .withNewMetadata()
                .withName(CLASS)
                .endMetadata()
                .withProvisioner(DRIVER)
                .withAllowVolumeExpansion(true)
                .build())
        .serverSideApply();
    client.resource(SNAPSHOT_CLASS).create();
    controllers.thread.start();
    return controllers;
  }

  /** The content that it has made for the snapshot, when it has. */
  String contentOf(String namespace, String snapshot) {
    GenericKubernetesResource ready =
        SnapshotApi.snapshots(connection, namespace)
            .withField("metadata.name", snapshot)
            .waitUntilCondition(
                one -> one != null && SnapshotApi.isTrue(one, "status", "readyToUse"),
                30,
                TimeUnit.SECONDS);
    return Objects.requireNonNull(
        SnapshotApi.text(ready, "status", "boundVolumeSnapshotContentName"));
  }

  @Override
  public void close() {
    thread.interrupt();
    client.storage().v1().storageClasses().withName(CLASS).delete();
    client.load(new ByteArrayInputStream(CRDS.getBytes(StandardCharsets.UTF_8))).delete();
    connection.close();
  }

  private void work() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        client.persistentVolumeClaims().inAnyNamespace().list().getItems().forEach(this::resize);
        SnapshotApi.snapshots(connection, "").list().getItems().forEach(this::snapshot);
        SnapshotApi.contents(connection).list().getItems().forEach(this::dropOrphan);
      } catch (KubernetesClientException e) {
        // somebody else was faster: looked at again
      }
      KubernetesConnection.pause(LOOK_NANOS);
    }
  }

  /** In two steps, as a driver whose file system grows on the node. */
  private void resize(PersistentVolumeClaim claim) {
    long bytes = Facts.of(claim).getBytes();
    if (Facts.of(claim).getCapacity() == 0 || Facts.of(claim).getCapacity() == bytes) {
      return;
    }
    boolean pending = "FileSystemResizePending".equals(Facts.of(claim).getResizing());
    String status =
        pending
            ? "{\"status\":{\"conditions\":[],\"capacity\":{\"storage\":\"%d\"}}}".formatted(bytes)
            : "{\"status\":{\"conditions\":[{\"type\":\"FileSystemResizePending\",\"status\":\"True\"}]}}";
    client
        .persistentVolumeClaims()
        .resource(claim)
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), status);
  }

  private void snapshot(GenericKubernetesResource snapshot) {
    if (SnapshotApi.isTrue(snapshot, "status", "readyToUse")) {
      return;
    }
    String name = "content-" + snapshot.getMetadata().getUid();
    String content =
        """
        {"apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshotContent",
         "metadata": {"name": "%s"},
         "spec": {"driver": "%s", "deletionPolicy": "Delete", "source": {"volumeHandle": "v"},
                  "volumeSnapshotRef": {"namespace": "%s", "name": "%s", "uid": "%s"}}}
        """
            .formatted(
                name,
                DRIVER,
                snapshot.getMetadata().getNamespace(),
                snapshot.getMetadata().getName(),
                snapshot.getMetadata().getUid());
    client.resource(content).create();
    client
        .resource(snapshot)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"status\":{\"readyToUse\":true,\"boundVolumeSnapshotContentName\":\"%s\"}}"
                .formatted(name));
  }

  /** It goes a moment after its snapshot. */
  private void dropOrphan(GenericKubernetesResource content) {
    String uid = SnapshotApi.text(content, "spec", "volumeSnapshotRef", "uid");
    boolean there =
        SnapshotApi.snapshots(connection, "").list().getItems().stream()
            .anyMatch(snapshot -> snapshot.getMetadata().getUid().equals(uid));
    if (!there) {
      client.resource(content).delete();
    }
  }
}
