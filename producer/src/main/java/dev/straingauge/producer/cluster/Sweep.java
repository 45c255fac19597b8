package dev.straingauge.producer.cluster;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a run whose producer died left in its cluster: found by label, not from memory. Blocks;
 * failures are {@link ClusterException}s.
 */
public interface Sweep {

  /** All that is there. */
  List<Found> find();

  /** Removes all, in the right order, and waits until it is gone; what is left. */
  List<Found> remove();

  /** Kinds whose objects a run makes, sorted. */
  List<String> kinds();

  /**
   * An object of the run.
   *
   * @param kind its kind
   * @param name the cluster's name
   * @param uid its uid
   * @param operation the operation that made it, from its label
   * @param createdNanos its creation by the cluster's clock, nanoseconds since 1970
   * @param heldBy what holds it
   */
  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  record Found(
      String kind,
      String name,
      String uid,
      OptionalLong operation,
      long createdNanos,
      String heldBy) {}
}
