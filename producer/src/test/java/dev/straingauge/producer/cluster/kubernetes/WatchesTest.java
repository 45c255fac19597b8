package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.straingauge.event.Attachment;
import dev.straingauge.event.Change;
import dev.straingauge.event.Claim;
import dev.straingauge.event.CsiDriver;
import dev.straingauge.event.Custom;
import dev.straingauge.event.KubernetesEventSeen;
import dev.straingauge.event.Node;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.PersistentVolume;
import dev.straingauge.event.Pod;
import dev.straingauge.event.StatefulSet;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.schemas.run.RunId;
import io.fabric8.kubernetes.api.model.storage.CSIDriverBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is watched, and what of it concerns the run. Objects have fields that nobody knows. */
@Timeout(60)
class WatchesTest {

  private static final String DRIVER = "block.csi.straingauge.dev";
  private static final String STORAGE = "/apis/storage.k8s.io/v1/";
  private static final String LOAD = "/api/v1/namespaces/load/";
  private static final String SETS = "/apis/apps/v1/namespaces/load/statefulsets";

  private final FakeApi api = new FakeApi();
  private final Names names = new Names(RunId.parse("quickstart/20261121074512"));
  private final List<SpecificRecord> written = Collections.synchronizedList(new ArrayList<>());
  private final Observed observed = new Observed(written::add, System::nanoTime);
  private final Watches watches = new Watches(api.connection, names, observed, "load");

  @AfterEach
  void close() throws IOException {
    watches.close();
    api.close();
  }

  @Test
  void tellsWhatConcernsTheRunOfEachKind() {
    cluster();
    list(SETS, "StatefulSet", "apps/v1", set("etcd", 3, 2));
    list(STORAGE + "csinodes", "CSINode", "storage.k8s.io/v1", csiNode());
    start();

    assertThat(facts())
        .containsExactlyInAnyOrderEntriesOf(
            new TreeMap<>(
                Map.of(
                    "Node node-1",
                    new Node(true, false, List.of(), List.of("a", "b")),
                    "CSINode node-1",
                    new Custom("{\"drivers\":[{\"name\":\"" + DRIVER + "\",\"volumes\":25}]}"),
                    "CSIDriver " + DRIVER,
                    new CsiDriver("1.4.0", true, List.of()),
                    "StorageClass block",
                    new Custom(
                        "{\"mountOptions\":[],\"parameters\":{},\"provisioner\":\"%s\",\"reclaimPolicy\":\"Delete\",\"volumeBindingMode\":\"Immediate\"}"
                            .formatted(DRIVER)),
                    "PersistentVolumeClaim vol-1",
                    new Claim(
                        "Bound", "pv-1", "block", List.of("RWO"), 1L << 30, false, 1L << 30, null),
                    "PersistentVolume pv-1",
                    new PersistentVolume("Bound", "vol-1", DRIVER, "h-1", "Delete", false),
                    "VolumeAttachment va-1",
                    new Attachment("pv-1", "node-1", true, null, null, false),
                    "Pod pod-1",
                    new Pod(
                        "Running",
                        "node-1",
                        true,
                        false,
                        List.of("vol-1"),
                        null,
                        false,
                        null,
                        null),
                    "StatefulSet etcd",
                    new StatefulSet(3, 2, 1, "etcd-7"))));
    assertThat(changes()).extracting(ObjectChanged::getChange).containsOnly(Change.LISTED);
    assertThat(written)
        .filteredOn(KubernetesEventSeen.class::isInstance)
        .extracting(event -> ((KubernetesEventSeen) event).getRegardingName())
        .containsExactly("pod-1");
    assertThat(observed.created(Watches.POD)).isEqualTo(1);
    assertThat(observed.created("StatefulSet")).as("not the run's own").isZero();
  }

  @Test
  void doesWithoutWhatTheClusterDoesNotHaveOrShow() {
    cluster();
    api.on("GET", SETS, FakeApi.json(404, "404 page not found"))
        .on("GET", STORAGE + "csinodes", FakeApi.status(403, "Forbidden", "no csinodes"));
    start();

    assertThat(facts())
        .containsKeys("Pod pod-1", "VolumeAttachment va-1")
        .doesNotContainKeys("StatefulSet etcd", "CSINode node-1");
  }

  @Test
  void doesNotDoWithoutWhatLatenciesAreMadeOf() {
    api.on("GET", "/api/v1/nodes", FakeApi.status(403, "Forbidden", "no nodes"));

    assertThat(catchThrowableOfType(ClusterException.class, this::start).reason())
        .isEqualTo("Forbidden");
  }

  private void start() {
    watches.start(
        "block",
        DRIVER,
        new KnownDriver(
            api.connection,
            DRIVER,
            new CsiDriver("1.4.0", true, List.of()),
            DriverImages.among(
                List.of(), DRIVER, new CSIDriverBuilder().withNewMetadata().endMetadata().build()),
            observed));
  }

  /** The run's objects, and some that are not. */
  private void cluster() {
    list(
        "/api/v1/nodes",
        "Node",
        "v1",
        "{%s,\"spec\":{},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}],\"volumesInUse\":[\"b\",\"a\"]}}"
            .formatted(meta("node-1", "")));
    list(
        STORAGE + "csidrivers",
        "CSIDriver",
        "storage.k8s.io/v1",
        "{%s,\"spec\":{\"attachRequired\":true,\"fromTheFuture\":{\"x\":1}}}"
            .formatted(meta(DRIVER, "\"labels\":{\"app.kubernetes.io/version\":\"1.4.0\"},")));
    list(
        STORAGE + "storageclasses",
        "StorageClass",
        "storage.k8s.io/v1",
        "{%s,\"provisioner\":\"%s\"}".formatted(meta("block", ""), DRIVER));
    list(
        LOAD + "persistentvolumeclaims",
        "PersistentVolumeClaim",
        "v1",
        "{%s,\"spec\":{\"volumeName\":\"pv-1\",\"storageClassName\":\"block\",\"accessModes\":[\"ReadWriteOnce\"],\"resources\":{\"requests\":{\"storage\":\"1Gi\"}}},\"status\":{\"phase\":\"Bound\",\"capacity\":{\"storage\":\"1Gi\"}}}"
            .formatted(ours("vol-1")));
    String volume =
        "{%s,\"spec\":{\"claimRef\":{\"namespace\":\"%s\",\"name\":\"%s\"},\"csi\":{\"driver\":\"%s\",\"volumeHandle\":\"h-1\"},\"persistentVolumeReclaimPolicy\":\"Delete\"},\"status\":{\"phase\":\"Bound\"}}";
    list(
        "/api/v1/persistentvolumes",
        "PersistentVolume",
        "v1",
        volume.formatted(meta("pv-1", ""), "load", names.of("vol-1"), DRIVER),
        volume.formatted(meta("pv-2", ""), "other", names.of("vol-1"), DRIVER),
        volume.formatted(meta("pv-3", ""), "load", "a-strangers", DRIVER));
    String attachment =
        "{%s,\"spec\":{\"attacher\":\"%s\",\"nodeName\":\"node-1\",\"source\":{\"persistentVolumeName\":\"%s\"}},\"status\":{\"attached\":true}}";
    list(
        STORAGE + "volumeattachments",
        "VolumeAttachment",
        "storage.k8s.io/v1",
        attachment.formatted(meta("va-1", ""), DRIVER, "pv-1"),
        attachment.formatted(meta("va-2", ""), DRIVER, "pv-3"));
    list(
        LOAD + "pods",
        "Pod",
        "v1",
        "{%s,\"spec\":{\"nodeName\":\"node-1\",\"volumes\":[{\"name\":\"v\",\"persistentVolumeClaim\":{\"claimName\":\"%s\"}}]},\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}"
            .formatted(ours("pod-1"), names.of("vol-1")));
    String event =
        "{%s,\"involvedObject\":{\"kind\":\"Pod\",\"namespace\":\"load\",\"name\":\"%s\"},\"reason\":\"Scheduled\",\"type\":\"Normal\",\"message\":\"m\",\"eventTime\":\"2026-11-21T07:45:13.123456Z\",\"reportingComponent\":\"default-scheduler\"}";
    list(
        LOAD + "events",
        "Event",
        "v1",
        event.formatted(meta("e-1", ""), names.of("pod-1")),
        event.formatted(meta("e-2", ""), "a-strangers"));
    list("/api/v1/namespaces/default/events", "Event", "v1");
  }

  private void list(String path, String kind, String version, String... items) {
    api.on(
        "GET",
        path,
        FakeApi.json(
            200,
            "{\"kind\":\"%sList\",\"apiVersion\":\"%s\",\"metadata\":{\"resourceVersion\":\"9\"},\"items\":[%s]}"
                .formatted(kind, version, String.join(",", items))));
  }

  private String ours(String name) {
    return meta(
        names.of(name),
        "\"labels\":{\"%s\":\"%s\",\"%s\":\"%s\"},"
            .formatted(Names.RUN, names.runLabel(), Names.NAME, name));
  }

  private static String meta(String name, String more) {
    return "\"metadata\":{%s\"name\":\"%s\",\"uid\":\"u-%s\",\"resourceVersion\":\"5\",\"ofLater\":true}"
        .formatted(more, name, name);
  }

  private static String set(String name, int replicas, int ready) {
    return "{%s,\"spec\":{\"replicas\":%d},\"status\":{\"replicas\":3,\"readyReplicas\":%d,\"updatedReplicas\":1,\"updateRevision\":\"%s-7\"}}"
        .formatted(meta(name, ""), replicas, ready, name);
  }

  private static String csiNode() {
    return "{%s,\"spec\":{\"drivers\":[{\"name\":\"%s\",\"nodeID\":\"n\",\"allocatable\":{\"count\":25}}]}}"
        .formatted(meta("node-1", ""), DRIVER);
  }

  private List<ObjectChanged> changes() {
    synchronized (written) {
      return written.stream()
          .filter(ObjectChanged.class::isInstance)
          .map(ObjectChanged.class::cast)
          .toList();
    }
  }

  private Map<String, Object> facts() {
    Map<String, Object> facts = new TreeMap<>();
    changes().forEach(each -> facts.put(each.getKind() + " " + each.getName(), each.getFacts()));
    return facts;
  }
}
