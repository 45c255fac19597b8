package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.cluster.simulated.Attaching.WaitingText;
import java.util.List;

/** What the attach/detach controller says to the pods that want a volume on a node. */
final class AttachEvents {

  private static final String REPORTER = "attachdetach-controller";

  private final EventRecorder recorder;
  private final WaitingText text;

  AttachEvents(EventRecorder recorder, WaitingText text) {
    this.recorder = recorder;
    this.text = text;
  }

  void attached(VolumeState volume, NodeState node) {
    String note = "AttachVolume.Attach succeeded for volume \"" + volume.name + "\" ";
    podsOf(volume, node)
        .forEach(pod -> recorder.normal(pod, "SuccessfulAttachVolume", REPORTER, note));
  }

  void failed(VolumeState volume, NodeState node, String error) {
    warn(podsOf(volume, node), attachFailed(volume, error));
  }

  /** Once per volume and waiting node; no repetition does not mean that it is over. */
  void waiting(VolumeState volume, NodeState node) {
    VolumeState.Wanted waiting = volume.wanted.get(node);
    if (waiting == null || waiting.reported) {
      return;
    }
    waiting.reported = true;
    List<String> users =
        volume.wanted.values().stream()
            .filter(wanted -> wanted != waiting)
            .flatMap(wanted -> wanted.pods.stream())
            .map(pod -> pod.name)
            .toList();
    warn(
        List.copyOf(waiting.pods),
        users.isEmpty()
            ? text.attachedElsewhere(volume.name)
            : text.usedBy(volume.name, String.join(", ", users)));
  }

  private static String attachFailed(VolumeState volume, String error) {
    return "AttachVolume.Attach failed for volume \"" + volume.name + "\" : " + error;
  }

  private void warn(List<PodState> pods, String note) {
    pods.forEach(pod -> recorder.warning(pod, "FailedAttachVolume", REPORTER, note));
  }

  private static List<PodState> podsOf(VolumeState volume, NodeState node) {
    VolumeState.Wanted wanted = volume.wanted.get(node);
    return wanted == null ? List.of() : List.copyOf(wanted.pods);
  }
}
