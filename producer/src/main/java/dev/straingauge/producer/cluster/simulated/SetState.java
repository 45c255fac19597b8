package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.StatefulSet;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.schemas.config.Scenario;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A StatefulSet, with what its controller knows of it. */
final class SetState extends Tracked {

  final Scenario.Sets settings;

  /** Whether its pods have a preStop hook. */
  final boolean preStop;

  final long createdBy;

  /** Its pods by their number; null where there is none. */
  final @Nullable PodState[] members;

  /** What its template says, as one text; and before the last change. */
  String template = "";

  String templateBefore = "";

  /** What all members had when they were last the same. */
  String currentRevision;

  String updateRevision;

  int partition;

  /** Operations that wait for a change of it. */
  final Map<Long, Wanted> wanted = new LinkedHashMap<>();

  /** Its controller is about to look at it. */
  boolean due;

  /** Requests of its controller that are under way. */
  int requests;

  boolean deleting;

  /** As it was last told, and as the watch last saw it. */
  StatefulSet told;

  StatefulSet seen;

  SetState(
      String namespace,
      String name,
      long ordinal,
      Scenario.Sets settings,
      boolean preStop,
      long createdBy) {
    super("StatefulSet", namespace, name, ordinal);
    this.settings = settings;
    this.preStop = preStop;
    this.createdBy = createdBy;
    members = new PodState[settings.replicas()];
    updateRevision = revision(template);
    currentRevision = updateRevision;
    told = facts();
    seen = told;
  }

  boolean isOrdered() {
    return settings.podManagement().equals(Scenario.Sets.ORDERED_READY);
  }

  boolean isUpdatedOnDelete() {
    return settings.updateStrategy().equals(Scenario.Sets.ON_DELETE);
  }

  String memberName(int member) {
    return Intent.member(name, member);
  }

  String claimName(int member) {
    return Intent.memberClaim(name, member);
  }

  /** The template is another now. */
  void change(String next) {
    templateBefore = template;
    template = next;
    updateRevision = revision(next);
  }

  int ready() {
    int count = 0;
    for (PodState pod : members) {
      count += pod != null && pod.ready ? 1 : 0;
    }
    return count;
  }

  private int updated() {
    int count = 0;
    for (PodState pod : members) {
      count += pod != null && pod.revision.equals(updateRevision) ? 1 : 0;
    }
    return count;
  }

  boolean isWhole() {
    return ready() == settings.replicas() && updated() == settings.replicas();
  }

  @Override
  StatefulSet facts() {
    return new StatefulSet(settings.replicas(), ready(), updated(), updateRevision);
  }

  /** Equal templates have the same one, as Kubernetes finds by their hash. */
  private String revision(String of) {
    return name + "-" + Long.toHexString(Uids.mix(ordinal * 31 + of.hashCode()));
  }

  /**
   * What an operation waits for.
   *
   * @param revision that the set has to have
   * @param partition members from there on have to have it
   */
  record Wanted(String revision, int partition) {}
}
