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
   * written; else it fails with VerifyMismatch. The adapter reports write, read and metadata
   * latencies as IoIntervals with source {@code verify} and the claim as target.
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
}
