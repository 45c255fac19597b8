package dev.straingauge.archiver.page;

import dev.straingauge.event.IncidentClass;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.IncidentState;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was said last of an incident, without its story: small, since a run may have thousands.
 *
 * @param id of the incident
 * @param kind its class
 * @param state whether and how it ended
 * @param since since when
 * @param until until when; null: it goes on
 * @param volume claim, or the volume where no claim is known
 * @param persistentVolume name of the PersistentVolume; empty when there is none
 */
record Told(
    String id,
    IncidentClass kind,
    IncidentState state,
    long since,
    @Nullable Long until,
    String volume,
    String persistentVolume) {

  private static final List<IncidentClass> SEVERITY =
      List.of(
          IncidentClass.VIOLATION,
          IncidentClass.LOST_VOLUME,
          IncidentClass.DEADLOCK,
          IncidentClass.STUCK,
          IncidentClass.PROVISION_STUCK,
          IncidentClass.MOUNT_STUCK,
          IncidentClass.TERMINATION_SLOW,
          IncidentClass.STALE_HANDLE,
          IncidentClass.HOOK_FAILED,
          IncidentClass.SLOW,
          IncidentClass.TRANSIENT);

  /** Open at the end first, then by class, then the longest, as in the summary. */
  static final Comparator<Told> WORST_FIRST =
      Comparator.<Told, Boolean>comparing(one -> !one.isOpen())
          .thenComparingInt(one -> SEVERITY.indexOf(one.kind))
          .thenComparingLong(one -> -one.length(Long.MAX_VALUE))
          .thenComparing(Told::id);

  static Told of(IncidentEvent incident) {
    String claim = incident.getClaim();
    return new Told(
        incident.getIncidentId(),
        incident.getKind(),
        incident.getState(),
        incident.getSince(),
        incident.getUntil(),
        claim.isEmpty() ? incident.getVolume() : claim,
        incident.getVolume());
  }

  boolean isOpen() {
    return state == IncidentState.OPEN || state == IncidentState.RUN_ENDED;
  }

  /** How long it lasted, up to {@code end} at most. */
  long length(long end) {
    return Math.min(until == null ? Long.MAX_VALUE : until, end) - since;
  }

  /** How it is drawn. */
  Ink ink() {
    return switch (kind) {
      case TRANSIENT -> Ink.ELEVATED;
      case SLOW, TERMINATION_SLOW, HOOK_FAILED, STALE_HANDLE -> Ink.WARNING;
      case STUCK, DEADLOCK, LOST_VOLUME, VIOLATION, PROVISION_STUCK, MOUNT_STUCK -> Ink.CRITICAL;
    };
  }
}
