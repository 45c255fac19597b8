package dev.straingauge.producer.cluster.simulated;

import java.util.Optional;

/** Volumes that every node reaches: nothing is attached. */
record DirectPath(World world) implements VolumePath {

  @Override
  public void assigned(PodState pod, NodeState node) {}

  @Override
  public void use(PodState pod, NodeState node, VolumeState volume, Runnable mountable) {
    mountable.run();
  }

  @Override
  public void attached(NodeState node, VolumeState volume) {}

  @Override
  public void unmounted(PodState pod, NodeState node) {}

  @Override
  public void ended(PodState pod) {}

  @Override
  public void nodeChanged(NodeState node) {}

  @Override
  public void nodeRestarted(NodeState node) {}

  @Override
  public void crash() {}

  @Override
  public void restart() {}

  @Override
  public Optional<NodeState> attachedTo(VolumeState volume) {
    return Optional.empty();
  }

  @Override
  public void made(VolumeState volume) {
    volume.provisionerFinalizer = world.profile.clients() != null && !volume.isRetained();
  }

  @Override
  public void changed(VolumeState volume) {}

  /** It stays until the provisioner has taken its finalizer off. */
  @Override
  public void delete(VolumeState volume) {
    if (!volume.provisionerFinalizer) {
      world.binder.deleted(volume);
      return;
    }
    if (!volume.deleting) {
      volume.deleting = true;
      world.modified(volume);
    }
    world.provisioner.release(volume);
  }
}
