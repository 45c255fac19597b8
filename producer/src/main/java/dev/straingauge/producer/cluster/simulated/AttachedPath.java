package dev.straingauge.producer.cluster.simulated;

import java.util.Optional;

/** Volumes that are attached to a node before its pods mount them. */
final class AttachedPath implements VolumePath {

  private final World world;
  private final AttachDetach controller;
  private final Attacher attacher;
  private final NodeReports reports;

  AttachedPath(World world, Attaching attaching) {
    this.world = world;
    attacher = new Attacher(world, attaching);
    controller = new AttachDetach(world, attaching, attacher);
    reports = new NodeReports(world, attaching, controller);
  }

  @Override
  public void assigned(PodState pod, NodeState node) {
    controller.assigned(pod, node);
  }

  @Override
  public void use(PodState pod, NodeState node, VolumeState volume, Runnable mountable) {
    reports.use(pod, node, volume, mountable);
  }

  @Override
  public void attached(NodeState node, VolumeState volume) {
    reports.attached(node, volume);
  }

  @Override
  public void unmounted(PodState pod, NodeState node) {
    pod.claims.forEach(claim -> reports.unused(pod, node, claim.madeVolume()));
  }

  @Override
  public void ended(PodState pod) {
    controller.ended(pod);
  }

  @Override
  public void nodeChanged(NodeState node) {
    controller.nodeChanged(node);
  }

  @Override
  public void nodeRestarted(NodeState node) {
    reports.restarted(node);
  }

  @Override
  public void crash() {
    attacher.crash();
  }

  @Override
  public void restart() {
    attacher.restart();
  }

  @Override
  public Optional<NodeState> attachedTo(VolumeState volume) {
    return volume.attachmentObjects.stream().map(attachment -> attachment.node).findFirst();
  }

  @Override
  public void made(VolumeState volume) {
    volume.provisionerFinalizer = !volume.isRetained();
    volume.protectionFinalizer = true;
  }

  @Override
  public void changed(VolumeState volume) {
    attacher.changed(volume);
  }

  /** It stays until Kubernetes and both sidecars have taken their finalizers off. */
  @Override
  public void delete(VolumeState volume) {
    if (!volume.deleting) {
      volume.deleting = true;
      world.modified(volume);
    }
    attacher.changed(volume);
    world.binder.unprotect(volume);
    if (volume.provisionerFinalizer) {
      world.provisioner.release(volume);
    }
  }
}
