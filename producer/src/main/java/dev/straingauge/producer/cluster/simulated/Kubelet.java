package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.schemas.config.Scenario;
import java.util.List;

/**
 * The kubelets of all nodes up to the running container: mount with a bounded number at once,
 * sandbox, container; the end of pods.
 */
final class Kubelet {

  private static final String REPORTER = "kubelet";
  private static final long GRACE_NANOS = 30_000_000_000L;

  private final World world;
  private final Delay sync;
  private final Delay mount;
  private final Delay unmount;
  private final Delay sandbox;
  private final Delay start;
  private final Delay terminate;
  private final BackOff backOff;
  private final ReadinessProbe probe;
  private final String fileSystem;

  Kubelet(World world) {
    this.world = world;
    DriverProfile.Latencies latencies = world.profile.latencies();
    sync = world.delay(latencies.kubelet(), "kubelet");
    mount = world.delay(latencies.mount(), "mount");
    unmount = world.delay(latencies.unmount(), "unmount");
    sandbox = world.delay(latencies.sandbox(), "sandbox");
    start = world.delay(latencies.start(), "start");
    terminate = world.delay(latencies.terminate(), "terminate");
    backOff =
        new BackOff(world.profile.backOffs().mountFirst(), world.profile.backOffs().mountMax());
    Scenario.PodTemplate template = world.scenario.target().pod();
    probe =
        new ReadinessProbe(
            world, REPORTER, template.readinessInitialDelay(), template.readinessPeriod());
    fileSystem = FileSystem.of(world.scenario.target().storageClass());
  }

  /** The pod has a node. */
  void assigned(PodState pod, NodeState node) {
    sync.then(
        () -> {
          for (ClaimState claim : pod.claims) {
            mount(pod, node, claim, 0);
          }
        });
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
    if (pod.assigned) {
      world.modified(pod);
      sync.then(() -> kill(pod));
    } else {
      gone(pod);
    }
  }

  private void mount(PodState pod, NodeState node, ClaimState claim, int failures) {
    node.mounts.start(
        () -> {
          if (pod.deleting) {
            node.mounts.done();
            return;
          }
          pod.mounting++;
          mount.then(
              world.faults.mountFactor(pod),
              () -> {
                pod.mounting--;
                mountEnded(pod, node, claim, failures);
                node.mounts.done();
              });
        });
  }

  private void mountEnded(PodState pod, NodeState node, ClaimState claim, int failures) {
    if (pod.deleting) {
      unmountIfOver(pod);
    } else if (world.faults.failsMount(pod) || mount.chance(world.profile.errors().mount())) {
      world.events.warning(pod, "FailedMount", REPORTER, failedMount(pod, claim));
      world.after(backOff.afterNanos(failures + 1), () -> mount(pod, node, claim, failures + 1));
    } else {
      pod.mounted++;
      if (pod.mounted == pod.claims.size()) {
        sandbox.then(() -> sandboxUp(pod, node));
      }
    }
  }

  private String failedMount(PodState pod, ClaimState claim) {
    String volume = claim.volumeName();
    return "MountVolume.SetUp failed for volume \""
        + volume
        + "\" : rpc error: code = Internal desc = Could not mount \""
        + fileSystem
        + ":/\" at \"/var/lib/kubelet/pods/"
        + pod.uid
        + "/volumes/kubernetes.io~csi/"
        + volume
        + "/mount\": mount failed: exit status 32";
  }

  private void sandboxUp(PodState pod, NodeState node) {
    if (pod.deleting) {
      return;
    }
    pod.readyToStart = true;
    world.modified(pod);
    start.then(() -> started(pod, node));
  }

  private void started(PodState pod, NodeState node) {
    if (pod.deleting) {
      return;
    }
    pod.running = true;
    world.modified(pod);
    world.events.normal(pod, "Started", REPORTER, "Started container app");
    probe.watch(pod, () -> ready(pod, node));
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

  private void kill(PodState pod) {
    if (!pod.running) {
      stopped(pod);
      return;
    }
    world.events.normal(pod, "Killing", REPORTER, "Stopping container app");
    world.after(Math.min(terminate.next(), GRACE_NANOS), () -> stopped(pod));
  }

  private void stopped(PodState pod) {
    pod.terminated = true;
    unmountIfOver(pod);
  }

  private void unmountIfOver(PodState pod) {
    if (pod.terminated && pod.mounting == 0) {
      unmount.then(() -> gone(pod));
    }
  }

  private void gone(PodState pod) {
    pod.gone = true;
    world.pods.remove(pod.name);
    world.scheduler.remove(pod);
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
