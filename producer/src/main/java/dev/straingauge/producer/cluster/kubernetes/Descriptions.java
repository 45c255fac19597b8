package dev.straingauge.producer.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Objects in words, shorter than {@code kubectl describe}: what says why something hangs. */
final class Descriptions {

  private Descriptions() {}

  /** A headline and a line for each fact. */
  static List<String> of(HasMetadata object) {
    List<String> lines = new ArrayList<>();
    var metadata = object.getMetadata();
    lines.add("%s '%s'".formatted(object.getKind(), metadata.getName()));
    lines.add("  created " + metadata.getCreationTimestamp());
    if (metadata.getDeletionTimestamp() != null) {
      lines.add("  deleting since " + metadata.getDeletionTimestamp());
    }
    if (!Facts.list(metadata.getFinalizers()).isEmpty()) {
      lines.add("  finalizers " + String.join(", ", metadata.getFinalizers()));
    }
    switch (object) {
      case Pod pod -> pod(lines, pod);
      case PersistentVolumeClaim claim -> claim(lines, claim);
      case PersistentVolume volume -> volume(lines, volume);
      case VolumeAttachment attachment -> attachment(lines, attachment);
      case Node node -> node(lines, node);
      default -> {
        // its YAML says all
      }
    }
    return lines;
  }

  static String of(Event event) {
    return "%s  %s  %s  %s '%s'  x%s  %s"
        .formatted(
            Facts.or(event.getLastTimestamp(), time(event)),
            event.getType(),
            event.getReason(),
            event.getInvolvedObject().getKind(),
            event.getInvolvedObject().getName(),
            event.getCount() == null ? 1 : event.getCount(),
            Facts.or(event.getMessage(), "").strip());
  }

  /** When it was sent, for the order of events. */
  static String time(Event event) {
    if (event.getLastTimestamp() != null) {
      return event.getLastTimestamp();
    }
    return event.getEventTime() == null
        ? Facts.or(event.getMetadata().getCreationTimestamp(), "")
        : event.getEventTime().getTime();
  }

  private static void pod(List<String> lines, Pod pod) {
    lines.add("  node " + Facts.or(pod.getSpec().getNodeName(), "none yet"));
    if (pod.getStatus() == null) {
      return;
    }
    lines.add(
        "  phase %s%s"
            .formatted(
                pod.getStatus().getPhase(),
                words(pod.getStatus().getReason(), pod.getStatus().getMessage())));
    Facts.list(pod.getStatus().getConditions())
        .forEach(
            c ->
                lines.add(
                    "  condition %s %s since %s%s"
                        .formatted(
                            c.getType(),
                            c.getStatus(),
                            c.getLastTransitionTime(),
                            words(c.getReason(), c.getMessage()))));
    Facts.list(pod.getStatus().getInitContainerStatuses()).forEach(c -> container(lines, c));
    Facts.list(pod.getStatus().getContainerStatuses()).forEach(c -> container(lines, c));
  }

  private static void container(List<String> lines, ContainerStatus container) {
    lines.add(
        "  container '%s' %s, %d restarts, %s%s"
            .formatted(
                container.getName(),
                Boolean.TRUE.equals(container.getReady()) ? "ready" : "not ready",
                container.getRestartCount() == null ? 0 : container.getRestartCount(),
                state(container.getState()),
                container.getLastState() == null || isEmpty(container.getLastState())
                    ? ""
                    : "; before: " + state(container.getLastState())));
  }

  private static boolean isEmpty(ContainerState state) {
    return state.getRunning() == null
        && state.getWaiting() == null
        && state.getTerminated() == null;
  }

  private static String state(@Nullable ContainerState state) {
    if (state == null || isEmpty(state)) {
      return "no state";
    }
    if (state.getWaiting() != null) {
      return "waiting" + words(state.getWaiting().getReason(), state.getWaiting().getMessage());
    }
    if (state.getTerminated() != null) {
      var end = state.getTerminated();
      return "ended with %d at %s%s"
          .formatted(
              end.getExitCode(), end.getFinishedAt(), words(end.getReason(), end.getMessage()));
    }
    return "running since " + state.getRunning().getStartedAt();
  }

  private static void claim(List<String> lines, PersistentVolumeClaim claim) {
    lines.add(
        "  phase %s, class %s, volume %s"
            .formatted(
                claim.getStatus() == null ? "none" : claim.getStatus().getPhase(),
                claim.getSpec().getStorageClassName(),
                Facts.or(claim.getSpec().getVolumeName(), "none yet")));
    if (claim.getStatus() != null) {
      Facts.list(claim.getStatus().getConditions())
          .forEach(
              c ->
                  lines.add(
                      "  condition %s %s%s"
                          .formatted(
                              c.getType(), c.getStatus(), words(c.getReason(), c.getMessage()))));
    }
  }

  private static void volume(List<String> lines, PersistentVolume volume) {
    var csi = volume.getSpec().getCsi();
    lines.add(
        "  phase %s, reclaim %s, driver %s, handle %s%s"
            .formatted(
                volume.getStatus() == null ? "none" : volume.getStatus().getPhase(),
                volume.getSpec().getPersistentVolumeReclaimPolicy(),
                csi == null ? "none" : csi.getDriver(),
                csi == null ? "none" : csi.getVolumeHandle(),
                volume.getStatus() == null ? "" : words(null, volume.getStatus().getMessage())));
  }

  private static void attachment(List<String> lines, VolumeAttachment attachment) {
    var status = attachment.getStatus();
    lines.add(
        "  volume %s on node %s, attached %s"
            .formatted(
                Facts.or(Facts.volumeOf(attachment), "inline"),
                attachment.getSpec().getNodeName(),
                status != null && Boolean.TRUE.equals(status.getAttached())));
    if (status != null && status.getAttachError() != null) {
      lines.add("  attach error" + words(null, status.getAttachError().getMessage()));
    }
    if (status != null && status.getDetachError() != null) {
      lines.add("  detach error" + words(null, status.getDetachError().getMessage()));
    }
  }

  private static void node(List<String> lines, Node node) {
    if (Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
      lines.add("  cordoned");
    }
    Facts.list(node.getSpec().getTaints())
        .forEach(
            t ->
                lines.add(
                    "  taint %s=%s:%s"
                        .formatted(t.getKey(), Facts.or(t.getValue(), ""), t.getEffect())));
    if (node.getStatus() == null) {
      return;
    }
    Facts.list(node.getStatus().getConditions())
        .forEach(
            c ->
                lines.add(
                    "  condition %s %s since %s%s"
                        .formatted(
                            c.getType(),
                            c.getStatus(),
                            c.getLastTransitionTime(),
                            words(c.getReason(), c.getMessage()))));
    lines.add(
        "  volumes in use %s"
            .formatted(String.join(", ", Facts.list(node.getStatus().getVolumesInUse()))));
  }

  private static String words(@Nullable String reason, @Nullable String message) {
    String both =
        String.join(
            ": ",
            List.of(Facts.or(reason, ""), Facts.or(message, "").strip()).stream()
                .filter(word -> !word.isEmpty())
                .toList());
    return both.isEmpty() ? "" : " (" + both + ")";
  }
}
