package dev.straingauge.producer.cluster;

import java.util.List;

/**
 * What an operation wants of the cluster. Names are the plan's ({@code vol-17}, {@code pod-3}); an
 * adapter maps them to real ones.
 */
public sealed interface Intent {

  /** The operation behind it: index in the plan, unique in the run. */
  long operationId();

  /**
   * Makes a claim (dynamically provisioned, with the scenario's access mode). Effect: it is Bound;
   * with WaitForFirstConsumer: it waits for its first consumer.
   *
   * @param operationId index in the plan
   * @param claim its name
   * @param bytes requested size
   */
  record CreateClaim(long operationId, String claim, long bytes) implements Intent {}

  /**
   * Makes a pod that mounts claims. Effect: it is Ready.
   *
   * @param operationId index in the plan
   * @param pod its name
   * @param claims the claims, at least one
   */
  record CreatePod(long operationId, String pod, List<String> claims) implements Intent {
    public CreatePod {
      claims = List.copyOf(claims);
    }
  }

  /**
   * Deletes a pod. Effect: it is gone.
   *
   * @param operationId index in the plan
   * @param pod its name
   */
  record DeletePod(long operationId, String pod) implements Intent {}

  /**
   * Deletes a claim. Effect: it is gone and, by the reclaim policy, its volume too.
   *
   * @param operationId index in the plan
   * @param claim its name
   */
  record DeleteClaim(long operationId, String claim) implements Intent {}

  /**
   * Raises what a claim asks for. Effect: it has that capacity and nothing of a resize is pending,
   * which can take a pod that mounts it.
   *
   * @param operationId index in the plan
   * @param claim its name
   * @param bytes the new size, above the one before
   */
  record ExpandClaim(long operationId, String claim, long bytes) implements Intent {}

  /**
   * Makes a VolumeSnapshot of a claim's volume. Effect: it is ready to use.
   *
   * @param operationId index in the plan
   * @param snapshot its name
   * @param claim the claim
   */
  record CreateSnapshot(long operationId, String snapshot, String claim) implements Intent {}

  /**
   * Deletes a VolumeSnapshot. Effect: it is gone and, by the deletion policy, its content too.
   *
   * @param operationId index in the plan
   * @param snapshot its name
   */
  record DeleteSnapshot(long operationId, String snapshot) implements Intent {}

  /**
   * Writes in one pod, reads in the other, compares by SHA-256. Effect: what was read is what was
   * written; else it fails with VerifyMismatch, or StaleHandle if it could not be read for that.
   * The adapter reports write, read and metadata latencies as IoIntervals with source {@code
   * verify} and the claim as target.
   *
   * @param operationId index in the plan
   * @param step phase of the scenario, for the IoIntervals
   * @param claim the shared claim
   * @param writerPod a ready pod on it
   * @param readerPod another one
   */
  record VerifyReadWrite(
      long operationId, String step, String claim, String writerPod, String readerPod)
      implements Intent {}

  /**
   * Makes the driver's controller crash. Effect: it runs again.
   *
   * @param operationId index in the plan
   */
  record CrashController(long operationId) implements Intent {}

  /**
   * Makes a StatefulSet as the scenario says. Its members are {@code set-0}, {@code set-1}, …,
   * their claims {@code data-set-0}, …. Effect: all members are Ready.
   *
   * @param operationId index in the plan
   * @param set its name
   * @param preStop whether its pods have a preStop hook
   */
  record CreateSet(long operationId, String set, boolean preStop) implements Intent {}

  /**
   * Changes the template of a StatefulSet, or only how far the change goes. Effect: the members
   * from {@code partition} on have what the template says, and all members are Ready; with the
   * update strategy OnDelete: the controller knows of the change.
   *
   * @param operationId index in the plan
   * @param set its name
   * @param template what of the template changes
   * @param value what it is changed to: names the run's operation
   * @param partition members below it keep what they have
   */
  record UpdateSet(long operationId, String set, Template template, String value, int partition)
      implements Intent {}

  /** What of a StatefulSet's template changes. */
  enum Template {
    /** An annotation of ours. */
    ANNOTATION,
    /** The annotation that {@code kubectl rollout restart} sets. */
    RESTARTED_AT,
    /** An environment variable. */
    ENVIRONMENT,
    /** The image: the same one under another name. */
    IMAGE,
    /** Nothing: the partition alone. */
    NONE,
    /** It is again as it was before the last change. */
    ROLLED_BACK
  }

  /**
   * Writes entries to the volume of a set's member and keeps their SHA-256 there. Effect: they are
   * written and synced. Fails with {@code MemberNotReady}, or with {@code NoQuorum} if too few
   * members of the set are ready.
   *
   * @param operationId index in the plan, names the file
   * @param set its name
   * @param member its number, from 0
   * @param count how many entries, at least 1
   * @param bytes of each, positive
   */
  record PutEntries(long operationId, String set, int member, int count, long bytes)
      implements Intent {}

  /**
   * Reads what an operation wrote to the volume of a set's member and compares the SHA-256. Effect:
   * it is as it was; else it fails with {@code DataCorrupted}, or {@code DataLost} if it is not
   * there.
   *
   * @param operationId index in the plan
   * @param set its name
   * @param member its number, from 0
   * @param written the operation that wrote it
   */
  record CheckEntries(long operationId, String set, int member, long written) implements Intent {}

  /** The name of a set's member. */
  static String member(String set, int member) {
    return set + "-" + member;
  }

  /** The name of that member's claim. */
  static String memberClaim(String set, int member) {
    return "data-" + member(set, member);
  }
}
