package dev.straingauge.producer.cluster.simulated;

/**
 * The mounts of all nodes: a bounded number at once on each, of a volume that its driver stages one
 * after the other; a failed one is repeated with back-off.
 */
final class Mounts {

  /** Of the kubelet's volume manager. */
  private static final long LOOP_NANOS = 100_000_000L;

  private final World world;
  private final String reporter;
  private final Delay mount;
  private final BackOff backOff;

  Mounts(World world, String reporter) {
    this.world = world;
    this.reporter = reporter;
    mount = world.delay(world.profile.latencies().mount(), "mount");
    backOff =
        new BackOff(world.profile.backOffs().mountFirst(), world.profile.backOffs().mountMax());
  }

  /** {@code ended} runs when it is mounted, or when the pod was to go before it was. */
  void mount(PodState pod, NodeState node, ClaimState claim, Runnable ended) {
    mount(pod, node, claim, 0, ended);
  }

  private void mount(PodState pod, NodeState node, ClaimState claim, int failures, Runnable ended) {
    if (pod.deleting) {
      return;
    }
    VolumeState volume = claim.madeVolume();
    if (world.profile.stages() && !node.staging.add(volume)) {
      again(LOOP_NANOS, pod, node, claim, failures, ended);
      return;
    }
    node.mounts.start(
        () -> {
          if (pod.deleting) {
            node.staging.remove(volume);
            node.mounts.done();
            return;
          }
          pod.mounting++;
          mount.then(
              world.faults.mountFactor(pod),
              world.kubelet.onNode(
                  node,
                  () -> {
                    pod.mounting--;
                    node.staging.remove(volume);
                    finish(pod, node, claim, failures, ended);
                    node.mounts.done();
                  }));
        });
  }

  private void finish(
      PodState pod, NodeState node, ClaimState claim, int failures, Runnable ended) {
    boolean failed =
        !pod.deleting
            && (world.faults.failsMount(pod) || mount.chance(world.profile.errors().mount()));
    if (!failed) {
      ended.run();
      return;
    }
    world.events.warning(pod, "FailedMount", reporter, text(pod, claim));
    again(backOff.afterNanos(failures + 1), pod, node, claim, failures + 1, ended);
  }

  private void again(
      long afterNanos,
      PodState pod,
      NodeState node,
      ClaimState claim,
      int failures,
      Runnable ended) {
    world.after(
        afterNanos, world.kubelet.onNode(node, () -> mount(pod, node, claim, failures, ended)));
  }

  private String text(PodState pod, ClaimState claim) {
    VolumeState volume = claim.madeVolume();
    String path =
        "/var/lib/kubelet/pods/" + pod.uid + "/volumes/kubernetes.io~csi/" + volume.name + "/mount";
    return "MountVolume.SetUp failed for volume \""
        + volume.name
        + "\" : rpc error: code = Internal desc = "
        + world.storage.mountFailed(volume.handle, path);
  }
}
