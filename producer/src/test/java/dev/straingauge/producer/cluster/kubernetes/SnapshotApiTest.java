package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Custom;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.cluster.kubernetes.Scan.Left;
import dev.straingauge.producer.cluster.kubernetes.SnapshotApi.SnapshotClass;
import dev.straingauge.schemas.run.RunId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Snapshots are no kinds of Kubernetes itself: found, watched, asked for and removed as trees. */
@Timeout(60)
class SnapshotApiTest {

  private static final String DRIVER = "block.csi.straingauge.dev";
  private static final String CLASSES = "/apis/snapshot.storage.k8s.io/v1/volumesnapshotclasses";
  private static final String CONTENTS = "/apis/snapshot.storage.k8s.io/v1/volumesnapshotcontents";
  private static final String SNAPSHOTS =
      "/apis/snapshot.storage.k8s.io/v1/namespaces/load/volumesnapshots";

  private final FakeApi api = new FakeApi();
  private final Names names = new Names(RunId.parse("quickstart/20261121074512"));
  private final List<SpecificRecord> written = Collections.synchronizedList(new ArrayList<>());
  private final Observed observed = new Observed(written::add, System::nanoTime);

  @AfterEach
  void close() throws IOException {
    api.close();
  }

  @Test
  void takesTheDefaultOneOfTheDriversClassesElseTheFirst() {
    list(
        CLASSES,
        "VolumeSnapshotClass",
        snapshotClass("b", DRIVER, false),
        snapshotClass("c", DRIVER, true),
        snapshotClass("a", "other", true));
    assertThat(SnapshotApi.classOf(api.connection, DRIVER))
        .isEqualTo(new SnapshotClass("c", true, ""));

    list(
        CLASSES,
        "VolumeSnapshotClass",
        snapshotClass("b", DRIVER, false),
        snapshotClass("a", DRIVER, false));
    assertThat(SnapshotApi.classOf(api.connection, DRIVER).name()).isEqualTo("a");
  }

  @Test
  void saysWhyThereIsNone() {
    list(CLASSES, "VolumeSnapshotClass", snapshotClass("a", "other", true));
    assertThat(SnapshotApi.classOf(api.connection, DRIVER).why())
        .isEqualTo("no VolumeSnapshotClass names driver " + DRIVER);

    api.on("GET", CLASSES, FakeApi.json(404, "404 page not found"));
    assertThat(SnapshotApi.classOf(api.connection, DRIVER).why())
        .isEqualTo("the cluster has no VolumeSnapshots");

    api.on("GET", CLASSES, FakeApi.status(403, "Forbidden", "no classes"));
    assertThat(SnapshotApi.classOf(api.connection, DRIVER).why()).contains("no classes");
  }

  @Test
  void tellsSnapshotsOfTheRunAndTheirContents() {
    list(SNAPSHOTS, "VolumeSnapshot", snapshot("snap-1", true));
    list(
        CONTENTS,
        "VolumeSnapshotContent",
        content("content-1", "load", names.of("snap-1"), "Delete"),
        content("content-2", "other", names.of("snap-1"), "Delete"),
        content("content-3", "load", "a-strangers", "Delete"));
    try (Watches watches = new Watches(api.connection, names, observed, "load")) {
      watches.startSnapshots();
    }

    assertThat(written)
        .extracting(record -> ((ObjectChanged) record).getName())
        .containsExactly("snap-1", "content-1");
    assertThat(((Custom) ((ObjectChanged) written.getFirst()).getFacts()).getJson())
        .isEqualTo(
            "{\"claim\":\"vol-1\",\"class\":\"fast\",\"content\":\"content-1\",\"deleting\":false,\"error\":null,\"readyToUse\":true}");
    assertThat(((Custom) ((ObjectChanged) written.getLast()).getFacts()).getJson())
        .isEqualTo(
            "{\"deleting\":false,\"deletionPolicy\":\"Delete\",\"driver\":\"%s\",\"readyToUse\":true,\"snapshotHandle\":\"h-1\"}"
                .formatted(DRIVER));
    assertThat(new Conditions(observed, false).snapshotReady("snap-1").judge()).isPresent();
    assertThat(observed.created(Watches.SNAPSHOT)).isEqualTo(1);
    assertThat(observed.created(Watches.SNAPSHOT_CONTENT)).isEqualTo(1);
  }

  @Test
  void asksForASnapshotOfTheClaimWithTheClass() {
    api.on("POST", SNAPSHOTS, FakeApi.json(201, "{}"));
    new ObjectRequests(api.connection, names)
        .create(
            SNAPSHOTS,
            manifests().snapshot(new Intent.CreateSnapshot(7, "snap-7", "vol-1"), "fast"),
            0);

    assertThat(api.requests.getFirst().getUtf8Body())
        .contains(
            "\"apiVersion\":\"snapshot.storage.k8s.io/v1\"",
            "\"kind\":\"VolumeSnapshot\"",
            "\"name\":\"" + names.of("snap-7") + "\"",
            "\"straingauge.dev/operation\":\"7\"",
            "\"volumeSnapshotClassName\":\"fast\"",
            "\"persistentVolumeClaimName\":\"" + names.of("vol-1") + "\"");
  }

  @Test
  void takesASnapshotOfTheSameOperationForCreated() {
    api.on("POST", SNAPSHOTS, FakeApi.status(409, "AlreadyExists", "it exists"))
        .on(
            "GET",
            SNAPSHOTS + "/" + names.of("snap-1"),
            FakeApi.json(200, snapshot("snap-1", false)));
    new ObjectRequests(api.connection, names)
        .create(
            SNAPSHOTS,
            manifests().snapshot(new Intent.CreateSnapshot(7, "snap-1", "vol-1"), "fast"),
            0);

    assertThat(api.requests).hasSize(2);
  }

  @Test
  void raisesWhatAClaimAsksForAndChangesNothingElse() {
    String path = "/api/v1/namespaces/load/persistentvolumeclaims/" + names.of("vol-1");
    api.on(
        "PATCH",
        path,
        FakeApi.json(200, "{\"kind\":\"PersistentVolumeClaim\",\"apiVersion\":\"v1\"}"));
    new ObjectRequests(api.connection, names).raise("load", names.of("vol-1"), "u-1", 2L << 30, 0);

    assertThat(api.requests.getLast().getMethod()).isEqualTo("PATCH");
    assertThat(api.requests.getLast().getHeader("Content-Type"))
        .startsWith("application/merge-patch+json");
    assertThat(api.requests.getLast().getUtf8Body())
        .isEqualTo(
            "{\"metadata\":{\"uid\":\"u-1\"},\"spec\":{\"resources\":{\"requests\":{\"storage\":\"2147483648\"}}}}");
  }

  @Test
  void removesSnapshotsAndWhatAClassRetainsOfThem() {
    // Given
    emptyButSnapshots();
    list(SNAPSHOTS, "VolumeSnapshot", snapshot("snap-1", true));
    list(
        CONTENTS,
        "VolumeSnapshotContent",
        content("content-1", "load", names.of("snap-1"), "Retain"));
    emptyButSnapshots();
    list(SNAPSHOTS, "VolumeSnapshot");
    list(
        CONTENTS,
        "VolumeSnapshotContent",
        content("content-1", "load", names.of("snap-1"), "Delete"));
    emptyButSnapshots();
    list(SNAPSHOTS, "VolumeSnapshot");
    list(CONTENTS, "VolumeSnapshotContent");
    api.on("DELETE", SNAPSHOTS + "/" + names.of("snap-1"), FakeApi.json(200, "{}"))
        .on(
            "PATCH",
            CONTENTS + "/content-1",
            FakeApi.json(200, content("content-1", "load", "x", "Delete")))
        .on("DELETE", CONTENTS + "/content-1", FakeApi.json(200, "{}"));
    Scan scan = new Scan(api.connection, names, "load", volume -> false, false, false, true, false);
    // When
    ObjectRequests requests = new ObjectRequests(api.connection, names);
    NodeMarks marks = new NodeMarks(api.connection, requests, names);
    List<Left> left =
        new Cleanup(api.connection, requests, marks, scan, Duration.ofSeconds(20), null).run();
    // Then
    assertThat(left).isEmpty();
    assertThat(api.requests)
        .filteredOn(request -> !request.getMethod().equals("GET"))
        .extracting(request -> request.getMethod() + " " + request.getPath())
        .containsExactly(
            "DELETE " + SNAPSHOTS + "/" + names.of("snap-1"),
            "PATCH " + CONTENTS + "/content-1",
            "DELETE " + CONTENTS + "/content-1");
  }

  @Test
  void findsNoneInAClusterWithoutThem() {
    emptyButSnapshots();
    api.on("GET", SNAPSHOTS, FakeApi.json(404, "404 page not found"));

    assertThat(
            new Scan(api.connection, names, "load", volume -> false, false, false, true, false)
                .left())
        .isEmpty();
  }

  @Test
  void asksForTheRightsAndPrintsThem() {
    assertThat(Rights.yaml("load", "straingauge", null, List.of(), false))
        .anyMatch(
            line ->
                line.contains(
                    "resources: [volumesnapshots], verbs: [create, delete, get, list, watch]"))
        .anyMatch(
            line -> line.contains("resources: [volumesnapshotcontents], verbs: [list, watch]"))
        .anyMatch(line -> line.contains("resources: [volumesnapshotclasses], verbs: [list]"))
        .anyMatch(line -> line.contains("resources: [persistentvolumeclaims], verbs: [patch]"))
        .anyMatch(line -> line.contains("resources: [statefulsets], verbs: [list, watch]"));
  }

  private Manifests manifests() {
    return new Manifests(
        names,
        "load",
        dev.straingauge.producer.plan.ScenarioFiles.load(
                "block-churn", List.of(), java.util.OptionalLong.empty())
            .scenario()
            .target(),
        PodSettings.USUAL,
        "ReadWriteOnce");
  }

  private void emptyButSnapshots() {
    list("/api/v1/namespaces/load/pods", "Pod");
    list("/api/v1/namespaces/load/persistentvolumeclaims", "PersistentVolumeClaim");
    list("/api/v1/persistentvolumes", "PersistentVolume");
    list("/apis/storage.k8s.io/v1/volumeattachments", "VolumeAttachment");
  }

  private void list(String path, String kind, String... items) {
    api.on(
        "GET",
        path,
        FakeApi.json(
            200,
            "{\"kind\":\"%sList\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"9\"},\"items\":[%s]}"
                .formatted(
                    kind,
                    kind.startsWith("VolumeSnapshot") ? "snapshot.storage.k8s.io/v1" : "v1",
                    String.join(",", items))));
  }

  private static String snapshotClass(String name, String driver, boolean isDefault) {
    return "{%s,\"metadata\":{\"name\":\"%s\",\"annotations\":{\"snapshot.storage.kubernetes.io/is-default-class\":\"%b\"}},\"driver\":\"%s\",\"deletionPolicy\":\"%s\"}"
        .formatted(
            type("VolumeSnapshotClass"), name, isDefault, driver, isDefault ? "Retain" : "Delete");
  }

  private String snapshot(String name, boolean ready) {
    return "{%s,\"metadata\":{\"name\":\"%s\",\"namespace\":\"load\",\"uid\":\"u-%s\",\"resourceVersion\":\"5\",\"labels\":{\"%s\":\"%s\",\"%s\":\"7\",\"%s\":\"%s\"}},\"spec\":{\"volumeSnapshotClassName\":\"fast\",\"source\":{\"persistentVolumeClaimName\":\"%s\"}},\"status\":{\"readyToUse\":%b,\"boundVolumeSnapshotContentName\":\"content-1\"}}"
        .formatted(
            type("VolumeSnapshot"),
            names.of(name),
            name,
            Names.RUN,
            names.runLabel(),
            Names.OPERATION,
            Names.NAME,
            name,
            names.of("vol-1"),
            ready);
  }

  private static String content(String name, String namespace, String snapshot, String policy) {
    return "{%s,\"metadata\":{\"name\":\"%s\",\"uid\":\"u-%s\",\"resourceVersion\":\"5\"},\"spec\":{\"driver\":\"%s\",\"deletionPolicy\":\"%s\",\"volumeSnapshotRef\":{\"namespace\":\"%s\",\"name\":\"%s\"}},\"status\":{\"readyToUse\":true,\"snapshotHandle\":\"h-1\"}}"
        .formatted(type("VolumeSnapshotContent"), name, name, DRIVER, policy, namespace, snapshot);
  }

  private static String type(String kind) {
    return "\"apiVersion\":\"snapshot.storage.k8s.io/v1\",\"kind\":\"%s\"".formatted(kind);
  }
}
