package dev.straingauge.producer.cluster.simulated;

import java.util.Optional;

/** The way of a volume from the storage to the pods on a node, before it can be mounted. */
interface VolumePath {

  /** The pod has a node. */
  void assigned(PodState pod, NodeState node);

  /** The pod's node begins to use the volume for it; {@code mountable} runs when it can. */
  void use(PodState pod, NodeState node, VolumeState volume, Runnable mountable);

  /** The node's status says now that the volume is attached to it. */
  void attached(NodeState node, VolumeState volume);

  /** The node has unmounted all volumes of the pod. */
  void unmounted(PodState pod, NodeState node);

  /** The containers of the pod have ended, or it is gone. */
  void ended(PodState pod);

  /** The node is ready now, or no longer, or out of service. */
  void nodeChanged(NodeState node);

  /** The node's kubelet begins anew, with nothing mounted. */
  void nodeRestarted(NodeState node);

  /** The driver's controller has crashed. */
  void crash();

  /** The driver's controller runs again. */
  void restart();

  /** A node that the volume has a VolumeAttachment for. */
  Optional<NodeState> attachedTo(VolumeState volume);

  /** The volume was made. */
  void made(VolumeState volume);

  /** A volume that shall go has changed. */
  void changed(VolumeState volume);

  /** The volume shall leave the API; {@link VolumeBinder#deleted} is called when it can. */
  void delete(VolumeState volume);

  /** That of the profile. */
  static VolumePath of(World world) {
    Attaching attaching = world.profile.attaching();
    return attaching == null ? new DirectPath(world) : new AttachedPath(world, attaching);
  }
}
