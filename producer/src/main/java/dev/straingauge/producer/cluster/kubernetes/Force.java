package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.kubernetes.Scan.Left;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes objects of the run go although something still holds them: takes their finalizers away, and
 * does not wait for a pod's node. Each once, by uid, so that no other object is hit. A class and a
 * namespace are never forced: what holds those is not the run's. Blocks; one thread.
 */
final class Force {

  private static final Logger log = LoggerFactory.getLogger(Force.class);

  private static final List<String> ORDER =
      List.of(
          Watches.POD,
          Watches.SNAPSHOT,
          Watches.SNAPSHOT_CONTENT,
          Watches.CLAIM,
          Watches.ATTACHMENT,
          Watches.VOLUME);
  private static final String NO_FINALIZERS = ",\"finalizers\":null";

  private final KubernetesConnection connection;
  private final ObjectRequests requests;
  private final Set<String> tried = new HashSet<>();
  private final List<Forced> done = new ArrayList<>();

  Force(KubernetesConnection connection, ObjectRequests requests) {
    this.connection = connection;
    this.requests = requests;
  }

  /**
   * Forces objects of the first kind of which there are any that were not tried: what comes after
   * may go by itself then, a volume with its driver once nothing holds its claim any more.
   *
   * @return whether something was forced
   */
  boolean on(List<Left> left) {
    for (String kind : ORDER) {
      int before = done.size();
      left.stream().filter(each -> each.kind().equals(kind)).forEach(this::attempt);
      if (done.size() > before) {
        return true;
      }
    }
    return false;
  }

  private void attempt(Left each) {
    if (tried.add(each.uid() + each.finalizers())) {
      try {
        force(each);
      } catch (ClusterException e) {
        log.atWarn().addKeyValue("error", e.getMessage()).log("not forced");
      }
    }
  }

  List<Forced> done() {
    return List.copyOf(done);
  }

  private void force(Left left) {
    switch (left.kind()) {
      case Watches.POD -> {
        if (left.deleting()) {
          if (left.finalizers().isEmpty()) {
            requests.deleteNow(left.toString(), left.path(), left.uid(), connection.reserve());
            add(left, "removed without waiting for its node: containers may go on there");
          } else {
            takeFinalizers(left);
            add(left, "finalizers removed");
          }
        }
      }
      case Watches.SNAPSHOT -> freeIfDeleting(left, "its content may be left");
      case Watches.SNAPSHOT_CONTENT -> remove(left, "the snapshot behind it may be left");
      case Watches.CLAIM -> freeIfDeleting(left, "a pod may still use it");
      case Watches.ATTACHMENT -> remove(left, "the volume may still be attached");
      case Watches.VOLUME -> remove(left, "the storage behind it may be left");
      default -> {
        // not ours to force
      }
    }
  }

  private void freeIfDeleting(Left left, String risk) {
    if (left.deleting() && !left.finalizers().isEmpty()) {
      takeFinalizers(left);
      add(left, "finalizers removed: " + risk);
    }
  }

  private void remove(Left left, String risk) {
    if (!left.deleting()) {
      requests.delete(left.toString(), left.path(), left.uid(), connection.reserve());
    }
    takeFinalizers(left);
    add(left, "removed without its driver: " + risk);
  }

  private void add(Left left, String did) {
    done.add(new Forced(left.kind(), left.name(), left.finalizers(), did));
    log.atInfo().addKeyValue("object", left).addKeyValue("did", did).log("forced");
  }

  /** Fails with Conflict if the object is another by now; one that is gone is as good. */
  private void takeFinalizers(Left left) {
    if (left.finalizers().isEmpty()) {
      return;
    }
    try {
      requests.merge(
          "remove finalizers of " + left,
          Objects.requireNonNull(left.object()),
          NO_FINALIZERS,
          "",
          connection.reserve());
    } catch (ClusterException e) {
      if (!e.reason().equals("NotFound")) {
        throw e;
      }
    }
  }
}
