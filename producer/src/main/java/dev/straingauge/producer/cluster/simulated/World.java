package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.Change;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.journal.Journal;
import dev.straingauge.producer.stage.Timeline;
import dev.straingauge.schemas.config.Scenario;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of the cluster and its components, which find each other here. Everything runs in the
 * timeline's turn.
 */
final class World {

  final Scenario scenario;
  final DriverProfile profile;
  final Timeline timeline;
  final Watch watch;
  final ApiCapacity api;
  final Effects effects;
  final EventRecorder events;
  final Faults faults;
  final Scheduler scheduler;
  final VolumeBinder binder;
  final Provisioner provisioner;
  final Kubelet kubelet;
  final Resizer resizer;
  final Snapshotter snapshotter;
  final StatefulSets statefulSets;
  final VolumePath path;
  final NodeLife nodeLife;
  final StorageSystem storage;
  final PodIo io;

  final List<NodeState> nodes = new ArrayList<>();
  final Map<String, ClaimState> claims = new LinkedHashMap<>();
  final Map<String, PodState> pods = new LinkedHashMap<>();

  /** By name; those whose claim is gone too. */
  final Map<String, VolumeState> volumes = new LinkedHashMap<>();

  final Map<String, SetState> sets = new LinkedHashMap<>();
  final Map<String, SnapshotState> snapshots = new LinkedHashMap<>();

  /** VolumeAttachments in the API, in the order in which they were made. */
  final Set<AttachmentState> attachments = new LinkedHashSet<>();

  final Tally tally = new Tally();
  @Nullable Tracked storageClass;

  /** When an object was seen gone the last time. */
  long lastGoneNanos;

  private long ordinals;

  World(Scenario scenario, DriverProfile profile, Timeline timeline, Journal journal) {
    this.scenario = scenario;
    this.profile = profile;
    this.timeline = timeline;
    storage = StorageSystem.of(this);
    watch = new Watch(timeline, journal, profile.latencies().watch());
    api = new ApiCapacity(timeline, profile.clients());
    effects = new Effects(timeline);
    events = new EventRecorder(this);
    faults = new Faults(this, journal);
    scheduler = new Scheduler(this);
    binder = new VolumeBinder(this);
    provisioner = new Provisioner(this);
    kubelet = new Kubelet(this);
    resizer = new Resizer(this, profile.expanding());
    snapshotter = new Snapshotter(this, profile.snapshotting());
    statefulSets = new StatefulSets(this);
    path = VolumePath.of(this);
    nodeLife = new NodeLife(this);
    io = new PodIo(this, journal);
    for (int i = 1; i <= scenario.target().nodes(); i++) {
      String name = "node-" + i;
      nodes.add(
          new NodeState(
              name,
              nextOrdinal(),
              profile.limits().mountsPerNode(),
              timeline.nowNanos(),
              timeline.random("cluster/status/" + name)));
    }
  }

  long nextOrdinal() {
    return ++ordinals;
  }

  Delay delay(Latency latency, String purpose) {
    return new Delay(timeline, latency, purpose);
  }

  /** The client of a sidecar, with the limit of all sidecars. */
  ApiClient sidecar(String name) {
    return new ApiClient(this, DriverProfile.Clients::provisioner, name);
  }

  /** Runs {@code task} after that time. */
  void after(long nanos, Runnable task) {
    timeline.at(timeline.nowNanos() + nanos, task);
  }

  /** The object came into being. */
  void added(Tracked object) {
    tally.created(object.kind);
    watch.changed(object, Change.ADDED);
  }

  void modified(Tracked object) {
    watch.changed(object, Change.MODIFIED);
    object.hasChanged(this);
  }

  void modified(Tracked object, Runnable seen) {
    watch.changed(object, Change.MODIFIED, seen);
    object.hasChanged(this);
  }

  /** The object is out of the API. */
  void deleted(Tracked object, Runnable seen) {
    watch.changed(
        object,
        Change.DELETED,
        () -> {
          tally.deleted(object.kind);
          lastGoneNanos = timeline.nowNanos();
          seen.run();
        });
    object.hasChanged(this);
  }

  /** The effect of creating something that was deleted before. */
  void cannotComeAbout(long operationId, Tracked object, String expected) {
    effects.fail(
        operationId,
        new ClusterException(
            "Deleted",
            "",
            "wait for %s '%s': deleted (expected %s)"
                .formatted(object.kind, object.name, expected)));
  }
}
