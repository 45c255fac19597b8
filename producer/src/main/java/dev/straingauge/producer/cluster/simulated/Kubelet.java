package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.schemas.config.Scenario;
import java.util.List;

/**
 * The kubelets of all nodes up to the running container: mount with a bounded number at once,
 * sandbox, container; the end of pods. A node that goes down forgets what it was about; when it is
 * back its pods begin anew.
 */
final class Kubelet {

  private static final String REPORTER = "kubelet";

  /** Requests to write a pod's status: it is read before. */
  private static final int STATUS = 2;

  private static final int EVENTS_OF_START = 3;

  private final World world;
  private final Delay sync;
  private final Mounts mounts;
  private final Delay unmount;
  private final Delay sandbox;
  private final Delay start;
  private final Termination termination;
  private final ReadinessProbe probe;

  Kubelet(World world) {
    this.world = world;
    DriverProfile.Latencies latencies = world.profile.latencies();
    sync = world.delay(latencies.kubelet(), "kubelet");
    mounts = new Mounts(world, REPORTER);
    unmount = world.delay(latencies.unmount(), "unmount");
    sandbox = world.delay(latencies.sandbox(), "sandbox");
    start = world.delay(latencies.start(), "start");
    termination = new Termination(world, REPORTER);
    Scenario.PodTemplate template = world.scenario.target().pod();
    probe =
        new ReadinessProbe(
            world, REPORTER, template.readinessInitialDelay(), template.readinessPeriod());
  }

  /** The pod has a node. */
  void assigned(PodState pod, NodeState node) {
    world.path.assigned(pod, node);
    if (!node.down) {
      after(sync, 2 * pod.claims.size(), node, () -> begin(pod, node)); // claim and volume
    }
  }

  /** The pod is to go. */
  void delete(PodState pod) {
    if (pod.deleting) {
      return;
    }
    NodeState node = pod.node;
    if (pod.isServing() && node != null) {
      node.serving--;
    }
    pod.deleting = true;
    if (!pod.assigned || node == null) {
      gone(pod);
      return;
    }
    world.modified(pod);
    if (!node.down) {
      sync.then(onNode(node, () -> kill(pod, node)));
    }
  }

  /** The pod leaves the API although nobody knows whether it still runs. */
  void deleteByForce(PodState pod) {
    pod.deleting = true;
    gone(pod);
  }

  /** No power, no network: nothing that the node was about ends. */
  void down(NodeState node) {
    node.life++;
    node.mounts.reset();
    node.serving = 0;
    node.reportDue = false;
    node.inUse.clear();
    node.staging.clear();
  }

  /** The node is back, with nothing mounted and no container running. */
  void up(NodeState node) {
    node.life++;
    for (PodState pod : List.copyOf(world.pods.values())) {
      if (pod.node == node && pod.assigned) {
        boolean changed = pod.running || pod.readyToStart || pod.ready;
        pod.forgetProgress();
        if (pod.deleting) {
          kill(pod, node);
        } else {
          if (changed) {
            world.modified(pod);
          }
          sync.then(onNode(node, () -> begin(pod, node)));
        }
      }
    }
    world.path.nodeRestarted(node);
  }

  /** That task, unless the node has gone down before. */
  Runnable onNode(NodeState node, Runnable task) {
    int life = node.life;
    return () -> {
      if (node.life == life) {
        task.run();
      }
    };
  }

  /** Runs {@code task} after that delay, and after requests that the API server may be slow at. */
  private void after(Delay delay, int requests, NodeState node, Runnable task) {
    delay.then(onNode(node, () -> world.api.then(requests, onNode(node, task))));
  }

  private void begin(PodState pod, NodeState node) {
    for (ClaimState claim : pod.claims) {
      world.path.use(
          pod,
          node,
          claim.madeVolume(),
          () -> mounts.mount(pod, node, claim, () -> mounted(pod, node, claim)));
    }
  }

  private void mounted(PodState pod, NodeState node, ClaimState claim) {
    if (pod.deleting) {
      unmountIfOver(pod, node);
      return;
    }
    pod.mounted++;
    world.resizer.mounted(node, claim);
    if (pod.mounted == pod.claims.size()) {
      after(sandbox, STATUS, node, () -> sandboxUp(pod, node));
    }
  }

  private void sandboxUp(PodState pod, NodeState node) {
    if (pod.deleting) {
      return;
    }
    pod.readyToStart = true;
    world.modified(pod);
    after(start, EVENTS_OF_START + STATUS, node, () -> started(pod, node));
  }

  private void started(PodState pod, NodeState node) {
    if (pod.deleting) {
      return;
    }
    pod.running = true;
    boolean readyAtOnce = !world.profile.probes() && !pod.neverReady;
    if (!readyAtOnce) {
      world.modified(pod);
    }
    world.events.normal(pod, "Started", REPORTER, "Started container app");
    if (readyAtOnce) {
      ready(pod, node);
    } else if (world.profile.probes()) {
      probe.watch(pod, node, () -> ready(pod, node));
    }
  }

  private void ready(PodState pod, NodeState node) {
    pod.ready = true;
    node.serving++;
    world.modified(
        pod,
        () -> {
          pod.readySeen = true;
          world.effects.complete(pod.createdBy, 0);
        });
  }

  private void kill(PodState pod, NodeState node) {
    if (!pod.running) {
      stopped(pod, node);
      return;
    }
    world.events.normal(pod, "Killing", REPORTER, "Stopping container app");
    world.after(
        termination.begin(pod, node),
        onNode(node, () -> world.api.then(1 + STATUS, onNode(node, () -> stopped(pod, node)))));
  }

  private void stopped(PodState pod, NodeState node) {
    pod.terminated = true;
    if (pod.running) {
      pod.ready = false;
      pod.readyToStart = false;
      world.modified(pod);
    }
    world.path.ended(pod);
    unmountIfOver(pod, node);
  }

  private void unmountIfOver(PodState pod, NodeState node) {
    if (pod.terminated && pod.mounting == 0) {
      double busy = termination.unmountFactor(pod);
      if (busy > 1) {
        long nanos = unmount.next();
        world.after((long) (nanos * busy), onNode(node, () -> world.path.unmounted(pod, node)));
        world.after(
            nanos, onNode(node, () -> world.api.then(STATUS, onNode(node, () -> gone(pod)))));
      } else {
        after(unmount, STATUS, node, () -> unmounted(pod, node));
      }
    }
  }

  /** It was looked at once more, and is deleted. */
  private void unmounted(PodState pod, NodeState node) {
    world.path.unmounted(pod, node);
    gone(pod);
  }

  private void gone(PodState pod) {
    pod.gone = true;
    world.pods.remove(pod.name);
    world.scheduler.remove(pod);
    world.path.ended(pod);
    List<ClaimState> used = pod.claims;
    for (ClaimState claim : used) {
      claim.users.remove(pod);
      world.binder.unused(claim);
    }
    world.deleted(
        pod,
        () -> {
          if (!pod.readySeen) {
            world.cannotComeAbout(pod.createdBy, pod, "Ready");
          }
          pod.deletedBy.forEach(operation -> world.effects.complete(operation, 0));
          pod.deletedBy.clear();
        });
  }
}
