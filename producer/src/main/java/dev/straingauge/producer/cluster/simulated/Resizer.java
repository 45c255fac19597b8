package dev.straingauge.producer.cluster.simulated;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The external resizer beside the driver's controller, and the kubelets' part: the storage first,
 * then the file system on a node where a pod has the volume mounted, or as soon as one has. After a
 * crash the resizer begins anew with what is not through.
 */
final class Resizer {

  private static final int WORKERS = 10; // default of the external resizer
  private static final String PENDING = "FileSystemResizePending";

  private final World world;
  private final @Nullable Expanding expanding;
  private final ApiClient client;
  private final Delay notice;
  private final Workers workers = new Workers(WORKERS);
  private final Delay controller;
  private final Delay kubelet;
  private final Delay node;
  private final Set<ClaimState> open = new LinkedHashSet<>();
  private int lives = 1;
  private boolean up = true;

  Resizer(World world, @Nullable Expanding expanding) {
    this.world = world;
    this.expanding = expanding;
    Latency none = world.profile.latencies().api(); // of a driver that has no expansion
    client = world.sidecar("resizer");
    notice = world.delay(world.profile.latencies().watch(), "resizer");
    controller = world.delay(expanding == null ? none : expanding.controller(), "expand");
    kubelet = world.delay(world.profile.latencies().kubelet(), "kubelet/expand");
    node = world.delay(expanding == null ? none : expanding.node(), "node-expand");
  }

  /** Whether the driver has it. */
  boolean isThere() {
    return expanding != null;
  }

  /** The claim asks for more. */
  void raised(ClaimState claim) {
    open.add(claim);
    notice.then(inThisLife(() -> enqueue(claim)));
  }

  /** A pod of a node that is up has the claim's volume mounted. */
  void mounted(NodeState on, ClaimState claim) {
    if (!PENDING.equals(claim.resizing) || claim.isResizingOn(on)) {
      return;
    }
    claim.resizingOn(on);
    kubelet.then(
        world.kubelet.onNode(
            on, () -> node.then(world.kubelet.onNode(on, () -> finish(on, claim)))));
  }

  void crash() {
    up = false;
    lives++;
    workers.reset();
    client.reset();
  }

  void restart() {
    up = true;
    for (ClaimState claim : open) {
      claim.expanding = false;
      notice.then(inThisLife(() -> enqueue(claim)));
    }
  }

  private void enqueue(ClaimState claim) {
    if (!up || claim.expanding || claim.gone || claim.bytes <= claim.expandedTo) {
      return;
    }
    claim.expanding = true;
    workers.start(() -> client.request(inThisLife(() -> begin(claim))));
  }

  private void begin(ClaimState claim) {
    if (claim.gone) {
      open.remove(claim);
      workers.done();
      return;
    }
    claim.resizing = "Resizing";
    world.modified(claim);
    event(claim, "Resizing", "External resizer is resizing volume " + claim.volumeName());
    long asked = claim.bytes;
    controller.then(
        inThisLife(
            () ->
                client.request(
                    2, // the volume's capacity, the claim's condition
                    inThisLife(() -> expanded(claim, asked)))));
  }

  private void expanded(ClaimState claim, long bytes) {
    claim.expanding = false;
    workers.done();
    if (claim.gone) {
      open.remove(claim);
      return;
    }
    claim.expandedTo = bytes;
    claim.resizing = PENDING;
    world.modified(claim);
    event(claim, "FileSystemResizeRequired", "Require file system resize of volume on node");
    for (PodState pod : claim.users) {
      NodeState on = pod.node;
      if (on != null && !on.down && pod.mounted > 0 && !pod.deleting) {
        mounted(on, claim);
        break;
      }
    }
    enqueue(claim); // more may have been asked for meanwhile
  }

  private void finish(NodeState on, ClaimState claim) {
    claim.resizingOn(null);
    if (claim.gone || !PENDING.equals(claim.resizing)) {
      return;
    }
    long bytes = claim.expandedTo;
    claim.capacity = bytes;
    claim.resizing = null;
    if (claim.bytes <= bytes) {
      open.remove(claim);
    }
    world.modified(
        claim,
        () ->
            claim.expandedBy.forEach(
                (operation, asked) -> {
                  if (asked <= bytes) {
                    world.effects.complete(operation, 0);
                  }
                }));
    world.events.normal(
        claim,
        "FileSystemResizeSuccessful",
        "kubelet",
        "MountVolume.NodeExpandVolume succeeded for volume \""
            + claim.volumeName()
            + "\" "
            + on.name);
  }

  private void event(ClaimState claim, String reason, String note) {
    String from = "external-resizer " + world.profile.csiDriver();
    client.event(() -> world.events.normal(claim, reason, from, note));
  }

  /** What a dead resizer had begun does not end. */
  private Runnable inThisLife(Runnable task) {
    int life = lives;
    return () -> {
      if (life == lives && up) {
        task.run();
      }
    };
  }
}
