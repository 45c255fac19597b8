package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.kubernetes.Scan.Left;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes everything of a run: what it did to nodes, pods, snapshots, claims, then the volumes that
 * stay behind, the StorageClass and the namespace that it made. Waits for finalizers; when nothing
 * has gone for a while it gives up, or forces what is left if it was told to. What the certificate
 * says is left comes from a scan of the cluster, not from memory. Blocks; one call.
 */
final class Cleanup {

  private static final Logger log = LoggerFactory.getLogger(Cleanup.class);
  private static final int NAMES = 100;
  private static final long LOOK_NANOS = 500_000_000L;

  private final KubernetesConnection connection;
  private final ObjectRequests requests;
  private final NodeMarks marks;
  private final Scan scan;
  private final Duration patience;
  private final @Nullable Force force;
  private final Set<String> asked = new HashSet<>();
  private final Set<String> refused = new HashSet<>();

  /**
   * @param patience how long nothing may go before the rest is forced or given up
   * @param force what is done then; null: nothing
   */
  Cleanup(
      KubernetesConnection connection,
      ObjectRequests requests,
      NodeMarks marks,
      Scan scan,
      Duration patience,
      @Nullable Force force) {
    this.connection = connection;
    this.requests = requests;
    this.marks = marks;
    this.scan = scan;
    this.patience = patience;
    this.force = force;
  }

  /** Removes and scans; what is left, which should be nothing. */
  List<Left> run() {
    long movedNanos = System.nanoTime();
    Set<String> before = Set.of();
    while (true) {
      List<Left> left;
      try {
        left = scan.left();
        remove(left);
      } catch (ClusterException e) {
        log.atWarn().addKeyValue("error", e.getMessage()).log("clean-up goes on");
        left = null;
      }
      Set<String> now =
          left == null ? before : left.stream().map(Left::uid).collect(Collectors.toSet());
      if (left != null && left.isEmpty()) {
        return left;
      }
      if (left != null && !now.equals(before)) {
        movedNanos = System.nanoTime();
        before = now;
      }
      if (System.nanoTime() - movedNanos > patience.toNanos()
          || Thread.currentThread().isInterrupted()) {
        if (left == null) {
          return List.of(scan.unknown());
        }
        if (force == null || Thread.currentThread().isInterrupted() || !force.on(left)) {
          return new Holders(connection).of(left);
        }
        movedNanos = System.nanoTime();
      }
      KubernetesConnection.pause(LOOK_NANOS);
    }
  }

  /** Asks for each deletion once; the class and the namespace come last. */
  private void remove(List<Left> left) {
    boolean loadIsGone =
        left.stream()
            .allMatch(
                each ->
                    each.kind().equals(Watches.STORAGE_CLASS)
                        || each.kind().equals(Watches.NAMESPACE));
    boolean snapshotsAreGone =
        left.stream().noneMatch(each -> each.kind().equals(Watches.SNAPSHOT));
    for (Left each : left) {
      boolean last =
          each.kind().equals(Watches.STORAGE_CLASS) || each.kind().equals(Watches.NAMESPACE);
      if ((last && !loadIsGone) || each.deleting() || !asked.add(each.uid())) {
        continue;
      }
      try {
        switch (each.kind()) {
          case Watches.ATTACHMENT -> {} // goes with its pod
          case NodeMarks.KIND -> marks.undo(each.name());
          case Watches.VOLUME -> release(each);
          case Watches.SNAPSHOT_CONTENT -> releaseContent(each, snapshotsAreGone);
          default ->
              requests.delete(each.toString(), each.path(), each.uid(), connection.reserve());
        }
      } catch (ClusterException e) {
        refused.add(each.uid());
        if (!e.reason().equals("Forbidden")) {
          asked.remove(each.uid());
        }
        log.atDebug().addKeyValue("error", e.getMessage()).log("delete");
      }
    }
  }

  /**
   * A volume goes with its claim. One that its class retains is told to go, so that the driver
   * removes the storage too; deleting the object alone would leave that behind.
   */
  private void release(Left volume) {
    if (volume.retained()) {
      requests.merge(
          "reclaim " + volume,
          Objects.requireNonNull(volume.object()),
          "",
          "\"spec\":{\"persistentVolumeReclaimPolicy\":\"Delete\"}",
          connection.reserve());
    } else {
      asked.remove(volume.uid()); // it may turn out to be retained when its claim is gone
    }
  }

  /** It goes with its snapshot, or, if that left it behind, by itself. */
  private void releaseContent(Left content, boolean snapshotsAreGone) {
    if (content.retained()) {
      asked.remove(content.uid()); // it is to be deleted yet
      scan.reclaimSnapshot(content);
    } else if (snapshotsAreGone) {
      requests.delete(content.toString(), content.path(), content.uid(), connection.reserve());
    } else {
      asked.remove(content.uid());
    }
  }

  /** The certificate: created = deleted + left for each kind. */
  static List<CleanupOfKind> certificate(Observed observed, List<String> kinds, List<Left> left) {
    List<CleanupOfKind> all = new ArrayList<>();
    for (String kind : new TreeSet<>(kinds)) {
      List<Left> ofKind = left.stream().filter(each -> each.kind().equals(kind)).toList();
      long unseen =
          kind.equals(Watches.NAMESPACE)
                  || kind.equals(Watches.STATEFUL_SET)
                  || kind.equals(NodeMarks.KIND) // counted when made
              ? 0
              : ofKind.stream().filter(each -> !observed.isAlive(kind, each.uid())).count();
      long created = observed.created(kind) + unseen;
      all.add(
          new CleanupOfKind(
              kind,
              created,
              created - ofKind.size(),
              (long) ofKind.size(),
              ofKind.stream().map(Left::name).sorted().limit(NAMES).toList(),
              ofKind.isEmpty() ? null : ofKind.getFirst().heldBy()));
    }
    return all;
  }
}
