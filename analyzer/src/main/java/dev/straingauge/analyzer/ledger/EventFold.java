package dev.straingauge.analyzer.ledger;

import dev.straingauge.event.KubernetesEventSeen;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Kubernetes' events explain. None of them ends an incident. */
final class EventFold {

  /** Reasons that are looked at. */
  static final List<String> REASONS =
      List.of(
          "FailedAttachVolume",
          "FailedMount",
          "FailedMapVolume",
          "FailedPreStopHook",
          "ProvisioningFailed",
          "Unhealthy",
          "UnfinishedPreStopHook",
          "VolumeAttachmentLimitExceeded");

  private final Book book;
  private final Stories stories;
  private final Troubles troubles;

  EventFold(Book book, Stories stories, Troubles troubles) {
    this.book = book;
    this.stories = stories;
    this.troubles = troubles;
  }

  /** Returns what has to be looked at again; null: nothing. */
  @Nullable Entity fold(KubernetesEventSeen event, long time) {
    String key = book.objects.key(event.getRegardingNamespace(), event.getRegardingName());
    Note note = new Note(time, event.getReason(), Texts.cut(event.getNote()));
    return switch (event.getReason()) {
      case "ProvisioningFailed" -> claim(event, key, note);
      case "FailedAttachVolume",
          "FailedMount",
          "FailedMapVolume",
          "FailedPreStopHook",
          "Unhealthy",
          "UnfinishedPreStopHook",
          "VolumeAttachmentLimitExceeded" ->
          pod(event, key, note);
      default -> null;
    };
  }

  private @Nullable Entity claim(KubernetesEventSeen event, String key, Note note) {
    ClaimEntry claim = book.objects.findClaim(key);
    if (claim == null || !claim.seen || isOther(event, claim.uid)) {
      return null;
    }
    claim.note = note;
    book.objects.touch(claim);
    stories.note(claim, note.at(), "event", note.reason() + ": " + note.text());
    return claim;
  }

  private @Nullable Entity pod(KubernetesEventSeen event, String key, Note note) {
    PodEntry pod = book.objects.findPod(key);
    boolean hook = note.reason().endsWith("PreStopHook");
    boolean stale = Texts.isStale(note.text());
    if (pod == null || isOther(event, pod.uid)) {
      gone(event, key, note, hook, stale);
      return null;
    }
    if (note.reason().equals("Unhealthy") && !stale) {
      return null;
    }
    pod.note = note;
    book.objects.touch(pod);
    stories.note(pod, note.at(), "event", note.reason() + ": " + note.text());
    if (hook) {
      troubles.hook(pod, note.at());
    }
    if (stale) {
      troubles.stale(pod, claimOf(pod, note), note.at());
    }
    if (Texts.isConflict(note.text()) && claimOf(pod, note) != null && !pod.mounted) {
      pod.toldConflict = pod.claims.length == 1;
    }
    return pod;
  }

  /** An event that comes when its pod is gone, and tells what nothing else tells. */
  private void gone(KubernetesEventSeen event, String key, Note note, boolean hook, boolean stale) {
    GonePod pod = hook || stale ? book.objects.findGonePod(key) : null;
    if (pod != null && !isOther(event, pod.uid)) {
      if (hook) {
        troubles.hook(pod, note);
      }
      if (stale) {
        troubles.stale(pod, note);
      }
    }
  }

  /** The claim whose volume the text names; of a pod with one claim that one. */
  private static @Nullable ClaimEntry claimOf(PodEntry pod, Note note) {
    String name = Texts.volume(note.text());
    for (ClaimEntry claim : pod.claims) {
      VolumeEntry volume = claim.volume;
      if (volume != null && volume.key.equals(name)) {
        return claim;
      }
    }
    return pod.claims.length == 1 ? pod.claims[0] : null;
  }

  /** It is about another object of that name; one without a uid is taken by its name. */
  private static boolean isOther(KubernetesEventSeen event, String uid) {
    return !event.getRegardingUid().isEmpty()
        && !uid.isEmpty()
        && !event.getRegardingUid().equals(uid);
  }
}
