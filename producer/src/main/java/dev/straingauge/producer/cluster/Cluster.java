package dev.straingauge.producer.cluster;

import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.ClusterFacts;
import dev.straingauge.event.Driver;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.schemas.config.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The cluster under load, simulated or Kubernetes (contract P1). It writes what it sees
 * (ObjectChanged, KubernetesEventSeen, IoInterval, FaultInjected) to the journal by itself, before
 * a waiting strand gets its turn. All calls come from the stage's turn. Failures are {@link
 * ClusterException}s.
 */
public interface Cluster {

  /** What carries the load. */
  ClusterFacts facts();

  /** What is measured. */
  Driver driver();

  /** Whether the driver can do what not every driver can. */
  boolean has(Feature feature);

  /**
   * Lists what is there (nodes) and makes the storage class if it is missing; once, before the
   * first operation.
   */
  Promise<Accepted> setUp();

  /**
   * Hands an intent to the API. The promise completes when the API accepts it and fails when it
   * refuses.
   */
  Promise<Accepted> submit(Intent intent);

  /**
   * The effect of an accepted intent: completed by a watch, never by polling. Asking again for the
   * same operation gives the same promise. After a retry of the submission, the effect of the last
   * accepted one.
   */
  Promise<Effect> effect(long operationId);

  /**
   * From now on the running pods do this I/O, and each second says so in IoIntervals per kind and
   * node (simulated) or volume (real); empty: no more.
   *
   * @return fails if no pod can do it; kept when there is no more doubt, at the latest when there
   *     is no more I/O
   */
  Promise<Boolean> io(String step, Optional<Scenario.IoLoad> load);

  /** How late what pods say of themselves can be (contract I7); zero if they say nothing. */
  Duration grace();

  /**
   * Tells of each change of an object right after it is written, in the turn: to one observer at a
   * time, the last one that asked.
   */
  default void observe(Observer observer) {}

  /**
   * An operation failed or ran out of time. A cluster that can tell more about it gathers that
   * beside the load and writes it as Artifacts; the simulated one has nothing to add.
   */
  default void explain(Trouble trouble) {}

  /**
   * Deletes everything of this run, in the right order, and says what came into being, what went
   * and what is left.
   */
  Promise<List<CleanupOfKind>> cleanUp();

  /** What not every driver can do. */
  enum Feature {
    /** Volumes are made larger. */
    EXPANSION,
    /** Snapshots of volumes are made and deleted. */
    SNAPSHOTS,
    /** Volumes are attached to nodes, with VolumeAttachments. */
    ATTACHMENT
  }

  /** Is told of changes. */
  interface Observer {
    /** The watch said so at that time, nanoseconds since 1970. */
    void changed(ObjectChanged change, long atNanos);
  }

  /**
   * The API took the intent.
   *
   * @param at when the answer came
   * @param limitedNanos delay by our own client-side limit
   */
  record Accepted(Instant at, long limitedNanos) {}

  /**
   * The intent took effect.
   *
   * @param at when a watch saw it
   * @param bytes bytes moved by the operation itself
   */
  record Effect(Instant at, long bytes) {}
}
