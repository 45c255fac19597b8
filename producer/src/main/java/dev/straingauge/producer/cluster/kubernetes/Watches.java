package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.kubernetes.Observed.Item;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watches of a run. Namespaced kinds are selected by the run's label; of the others only what
 * concerns the run is kept: volumes by their claim, attachments by their volume, Kubernetes events
 * by the name of what they are about, one StorageClass and one CSIDriver, and all nodes. All
 * StatefulSets of the run's namespace are shown, the run's by the plan's names.
 */
final class Watches implements AutoCloseable {

  static final String CSI_DRIVER = "CSIDriver";
  static final String CLAIM = "PersistentVolumeClaim";
  static final String VOLUME = "PersistentVolume";
  static final String ATTACHMENT = "VolumeAttachment";
  static final String POD = "Pod";
  static final String STATEFUL_SET = "StatefulSet";
  static final String SNAPSHOT = "VolumeSnapshot";
  static final String SNAPSHOT_CONTENT = "VolumeSnapshotContent";
  static final String STORAGE_CLASS = "StorageClass";
  static final String NAMESPACE = "Namespace";

  private static final Logger log = LoggerFactory.getLogger(Watches.class);
  private static final ListOptions ALL = new ListOptions();

  private final KubernetesConnection connection;
  private final Names names;
  private final Observed observed;
  private final String namespace;
  private final Unclaimed unclaimed = new Unclaimed();
  private final List<ListWatch<?>> open = new ArrayList<>();

  Watches(KubernetesConnection connection, Names names, Observed observed, String namespace) {
    this.connection = connection;
    this.names = names;
    this.observed = observed;
    this.namespace = namespace;
  }

  /**
   * Lists everything and goes on from there.
   *
   * @param storageClass name of the class of the run's claims
   * @param driver name of the driver, which is that of its CSIDriver
   * @param known what it is
   */
  synchronized void start(String storageClass, String driver, KnownDriver known) {
    Function<Node, Optional<Item>> nodes = node -> Optional.of(clusterNamed(node, Facts.of(node)));
    watch("Node", of(Node.class), ALL, nodes, false);
    watchIfPossible(
        "CSINode", of(CSINode.class), node -> Optional.of(clusterNamed(node, Facts.of(node))));
    watchIfPossible(STATEFUL_SET, in(StatefulSet.class), this::statefulSet);
    watch(CSI_DRIVER, of(CSIDriver.class), named(driver), known::seen, false);
    watch(
        STORAGE_CLASS,
        of(StorageClass.class),
        named(storageClass),
        each -> Optional.of(clusterNamed(each, Facts.of(each))),
        false);
    ListOptions ours = new ListOptionsBuilder().withLabelSelector(names.selector()).build();
    watch(CLAIM, in(PersistentVolumeClaim.class), ours, this::claim, true);
    watch(VOLUME, of(PersistentVolume.class), ALL, this::volume, true);
    watch(ATTACHMENT, of(VolumeAttachment.class), ALL, this::attachment, true);
    watch(POD, in(Pod.class), ours, this::pod, true);
    events("Event", connection.client().resources(Event.class).inNamespace(namespace), ALL);
    eventsOfVolumes();
  }

  /** VolumeSnapshots of the run, and what stands behind them. */
  synchronized void startSnapshots() {
    ListOptions ours = new ListOptionsBuilder().withLabelSelector(names.selector()).build();
    watch(SNAPSHOT, SnapshotApi.snapshots(connection, namespace), ours, this::snapshot, true);
    watch(SNAPSHOT_CONTENT, SnapshotApi.contents(connection), ALL, this::snapshotContent, true);
  }

  /** They are in the namespace {@code default}; who may not look there does without. */
  private void eventsOfVolumes() {
    String kind = "Event of PersistentVolume";
    doWithout(
        kind,
        () ->
            events(
                kind,
                connection.client().resources(Event.class).inNamespace("default"),
                new ListOptionsBuilder()
                    .withFieldSelector("involvedObject.kind=PersistentVolume")
                    .build()));
  }

  @Override
  public synchronized void close() {
    open.forEach(ListWatch::close);
    open.clear();
  }

  /** A claim of the run. */
  Optional<Item> claim(PersistentVolumeClaim claim) {
    String name = names.nameOf(claim.getMetadata());
    return names.isOurs(claim.getMetadata())
        ? Optional.of(new Item(claim, name, name, Facts.of(claim)))
        : Optional.empty();
  }

  /** A volume that was made for a claim of the run. */
  Optional<Item> volume(PersistentVolume volume) {
    ObjectReference claim = volume.getSpec().getClaimRef();
    if (claim == null
        || !namespace.equals(claim.getNamespace())
        || !names.isOurs(claim.getName())) {
      return Optional.empty();
    }
    String about = names.planName(claim.getName());
    return Optional.of(
        new Item(volume, volume.getMetadata().getName(), about, Facts.of(volume, about)));
  }

  private Optional<Item> snapshot(GenericKubernetesResource snapshot) {
    String name = Names.planName(snapshot.getMetadata());
    return names.isOurs(snapshot.getMetadata())
        ? Optional.of(new Item(snapshot, name, name, Facts.snapshot(snapshot, names)))
        : Optional.empty();
  }

  /** What stands behind a VolumeSnapshot of the run. */
  private Optional<Item> snapshotContent(GenericKubernetesResource content) {
    String snapshot = SnapshotApi.text(content, "spec", "volumeSnapshotRef", "name");
    if (snapshot == null
        || !namespace.equals(SnapshotApi.text(content, "spec", "volumeSnapshotRef", "namespace"))
        || !names.isOurs(snapshot)) {
      return Optional.empty();
    }
    return Optional.of(
        new Item(
            content,
            content.getMetadata().getName(),
            names.planName(snapshot),
            Facts.snapshotContent(content)));
  }

  private Optional<Item> statefulSet(StatefulSet set) {
    String name = names.nameOf(set.getMetadata());
    return Optional.of(new Item(set, name, name, Facts.of(set)));
  }

  private Optional<Item> pod(Pod pod) {
    String name = names.nameOf(pod.getMetadata());
    return names.isOurs(pod.getMetadata())
        ? Optional.of(new Item(pod, name, name, Facts.of(pod, names)))
        : Optional.empty();
  }

  /**
   * An attachment of a volume of the run. The watch of attachments may be ahead of that of volumes:
   * what is not known yet is kept for a while.
   */
  private Optional<Item> attachment(VolumeAttachment attachment) {
    String volume = Facts.volumeOf(attachment);
    if (volume == null) {
      return Optional.empty();
    }
    Item item =
        new Item(attachment, attachment.getMetadata().getName(), volume, Facts.of(attachment));
    if (observed.isAlive(ATTACHMENT, attachment.getMetadata().getUid())
        || observed.isKnownVolume(volume)) {
      return Optional.of(item);
    }
    unclaimed.keep(volume, item);
    return Optional.empty();
  }

  private static Item clusterNamed(HasMetadata object, SpecificRecord facts) {
    String name = object.getMetadata().getName();
    return new Item(object, name, name, facts);
  }

  private <T extends HasMetadata> void watch(
      String kind,
      FilterWatchListDeletable<T, KubernetesResourceList<T>, ?> operation,
      ListOptions selection,
      Function<T, Optional<Item>> item,
      boolean ours) {
    begin(
        kind,
        operation,
        selection,
        object -> item.apply(object).isPresent(),
        new ObjectSink<>(kind, item, ours, observed, unclaimed));
  }

  /** What is only shown: who may not look, or has no such kind, does without. */
  private <T extends HasMetadata> void watchIfPossible(
      String kind,
      FilterWatchListDeletable<T, KubernetesResourceList<T>, ?> operation,
      Function<T, Optional<Item>> item) {
    doWithout(kind, () -> watch(kind, operation, ALL, item, false));
  }

  private static void doWithout(String what, Runnable watch) {
    try {
      watch.run();
    } catch (ClusterException e) {
      if (!e.reason().equals("Forbidden") && !e.reason().equals("NotFound")) {
        throw e;
      }
      log.atInfo()
          .addKeyValue("kind", what)
          .addKeyValue("error", e.getMessage())
          .log("not watched in this run");
    }
  }

  private void events(
      String kind,
      FilterWatchListDeletable<Event, KubernetesResourceList<Event>, ?> operation,
      ListOptions selection) {
    EventSink sink = new EventSink(kind, names, observed);
    begin(kind, operation, selection, sink::concernsUs, sink);
  }

  private <T extends HasMetadata> void begin(
      String kind,
      FilterWatchListDeletable<T, KubernetesResourceList<T>, ?> operation,
      ListOptions selection,
      Predicate<T> wanted,
      ListWatch.Sink<T> sink) {
    ListWatch<T> watch = new ListWatch<>(kind, connection, operation, selection, wanted, sink);
    watch.start();
    open.add(watch);
  }

  private <T extends HasMetadata> FilterWatchListDeletable<T, KubernetesResourceList<T>, ?> of(
      Class<T> type) {
    return connection.client().resources(type);
  }

  private <T extends HasMetadata> FilterWatchListDeletable<T, KubernetesResourceList<T>, ?> in(
      Class<T> type) {
    return connection.client().resources(type).inNamespace(namespace);
  }

  private static ListOptions named(String name) {
    return new ListOptionsBuilder().withFieldSelector("metadata.name=" + name).build();
  }
}
