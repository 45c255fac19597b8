package dev.straingauge.producer.cluster.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.event.Claim;
import dev.straingauge.event.Custom;
import dev.straingauge.event.PersistentVolume;
import dev.straingauge.event.Pod;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.kubernetes.Expectations.Condition;
import dev.straingauge.producer.cluster.kubernetes.Expectations.Verdict;
import dev.straingauge.producer.cluster.kubernetes.Observed.Seen;
import dev.straingauge.schemas.json.Json;
import java.util.List;
import java.util.Optional;

/** What it means that an operation took effect, read from what the watches have seen. */
final class Conditions {

  private static final Optional<Verdict> YES = Optional.of(new Verdict.Fulfilled());

  private final Observed observed;
  private final boolean waitsForConsumer;

  /**
   * @param waitsForConsumer whether a claim has to wait for its first pod: then it is settled as
   *     soon as it is there
   */
  Conditions(Observed observed, boolean waitsForConsumer) {
    this.observed = observed;
    this.waitsForConsumer = waitsForConsumer;
  }

  Condition claimSettled(String name) {
    return () -> {
      List<Seen> seen = observed.about(Watches.CLAIM, name);
      if (seen.isEmpty()) {
        return deletedMeanwhile(Watches.CLAIM, name);
      }
      Claim claim = (Claim) seen.getLast().facts();
      if (claim.getPhase().equals("Lost")) {
        return failed("Lost", "bind claim '%s': its volume is lost".formatted(name));
      }
      return waitsForConsumer || claim.getPhase().equals("Bound") ? YES : Optional.empty();
    };
  }

  Condition podReady(String name) {
    return () -> {
      List<Seen> seen = observed.about(Watches.POD, name);
      if (seen.isEmpty()) {
        return deletedMeanwhile(Watches.POD, name);
      }
      Pod pod = (Pod) seen.getLast().facts();
      if (pod.getPhase().equals("Failed") || pod.getPhase().equals("Succeeded")) {
        String reason = pod.getReason() == null ? "" : ", " + pod.getReason();
        return failed(
            "PodEnded",
            "wait for pod '%s': it is %s%s (expected Ready)"
                .formatted(name, pod.getPhase(), reason));
      }
      return pod.getReady() ? YES : Optional.empty();
    };
  }

  Condition podGone(String name) {
    return () -> isGone(Watches.POD, name) ? YES : Optional.empty();
  }

  /** With reclaim policy Delete its volume has to be gone too. */
  Condition claimGone(String name) {
    return () -> {
      boolean volumeStays =
          observed.about(Watches.VOLUME, name).stream()
              .map(seen -> (PersistentVolume) seen.facts())
              .allMatch(volume -> !volume.getReclaimPolicy().equals("Delete"));
      return isGone(Watches.CLAIM, name) && volumeStays ? YES : Optional.empty();
    };
  }

  /** It has the capacity, and nothing of the expansion is pending. */
  Condition claimExpanded(String name, long bytes) {
    return () -> {
      List<Seen> seen = observed.about(Watches.CLAIM, name);
      if (seen.isEmpty()) {
        return deletedMeanwhile(Watches.CLAIM, name);
      }
      Claim claim = (Claim) seen.getLast().facts();
      String pending = claim.getResizing();
      if (pending != null && pending.endsWith("Infeasible")) {
        return failed(
            "ResizeInfeasible",
            "expand claim '%s' to %d bytes: %s (expected the capacity)"
                .formatted(name, bytes, pending));
      }
      return claim.getCapacity() >= bytes && pending == null ? YES : Optional.empty();
    };
  }

  Condition snapshotReady(String name) {
    return () -> {
      List<Seen> seen = observed.about(Watches.SNAPSHOT, name);
      if (seen.isEmpty()) {
        return deletedMeanwhile(Watches.SNAPSHOT, name);
      }
      return facts(seen.getLast()).path("readyToUse").asBoolean() ? YES : Optional.empty();
    };
  }

  /** With deletion policy Delete its content has to be gone too. */
  Condition snapshotGone(String name) {
    return () -> {
      boolean contentStays =
          observed.about(Watches.SNAPSHOT_CONTENT, name).stream()
              .noneMatch(seen -> facts(seen).path("deletionPolicy").asText().equals("Delete"));
      return isGone(Watches.SNAPSHOT, name) && contentStays ? YES : Optional.empty();
    };
  }

  private static ObjectNode facts(Seen seen) {
    return Json.readObject(((Custom) seen.facts()).getJson());
  }

  private boolean isGone(String kind, String name) {
    return observed.about(kind, name).isEmpty() && observed.wasSeen(kind, name);
  }

  private Optional<Verdict> deletedMeanwhile(String kind, String name) {
    return observed.wasSeen(kind, name)
        ? failed("Deleted", "wait for %s '%s': it was deleted".formatted(kind, name))
        : Optional.empty();
  }

  private static Optional<Verdict> failed(String reason, String message) {
    return Optional.of(new Verdict.Failed(new ClusterException(reason, "", message)));
  }
}
