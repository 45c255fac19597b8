package dev.straingauge.producer.cluster.simulated;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a storage driver and the cluster around it behave, read from a file under {@code profiles/}.
 * Immutable.
 *
 * @param name name of the profile, also the driver's name in a run
 * @param csiDriver name of the CSIDriver object and provisioner of the storage class
 * @param controller name of the controller's deployment
 * @param attaching how volumes are attached to nodes before they are mounted; null if they need not
 * @param expanding how volumes are made larger; null if they cannot be
 * @param snapshotting how snapshots of them are made; null if they cannot be
 * @param clients how fast controllers may ask the API; null: without limit, and it takes no time
 * @param probes whether readiness is probed; else a container that runs is ready, as on the hollow
 *     nodes of Kubernetes' own tests
 * @param stages whether volumes are staged on a node before they are mounted: then a node mounts a
 *     volume for one pod after the other
 * @param limits bounds and numbers of workers
 * @param latencies how long each phase takes
 * @param backOffs how repeated work slows down
 * @param errors shares of work that fail without any fault
 * @param restart how long the controller is away after a crash by an operation
 */
public record DriverProfile(
    String name,
    String csiDriver,
    String controller,
    @Nullable Attaching attaching,
    @Nullable Expanding expanding,
    @Nullable Snapshotting snapshotting,
    @Nullable Clients clients,
    boolean probes,
    boolean stages,
    Limits limits,
    Latencies latencies,
    BackOffs backOffs,
    Errors errors,
    Duration restart) {

  public DriverProfile {
    if (restart.isNegative() || restart.isZero()) {
      throw new IllegalArgumentException(
          "make driver profile '%s': restart is %s (expected a positive duration)"
              .formatted(name, restart));
    }
    if (attaching != null && clients == null) {
      throw new IllegalArgumentException(
          "make driver profile '%s': it attaches without clients (expected their limits)"
              .formatted(name));
    }
  }

  /** Whether volumes are attached to nodes before they are mounted. */
  public boolean attachRequired() {
    return attaching != null;
  }

  /**
   * A client's token bucket, as in client-go.
   *
   * @param perSecond requests per second, positive
   * @param burst requests that need not wait after a pause, at least 1
   */
  public record RequestRate(double perSecond, int burst) {
    public RequestRate {
      if (!(perSecond > 0) || burst < 1) {
        throw new IllegalArgumentException(
            "limit requests to %s/s with a burst of %d: too low (expected a positive rate, at least 1)"
                .formatted(perSecond, burst));
      }
    }
  }

  /**
   * Client-side limits.
   *
   * @param provisioner of the external provisioner
   * @param attacher of the external attacher; of no use without attachment
   * @param controllers of each controller of the control plane
   * @param serverPerSecond requests per second that the API server can do, of all clients and
   *     nodes; positive infinity: no bound
   */
  public record Clients(
      RequestRate provisioner,
      RequestRate attacher,
      RequestRate controllers,
      double serverPerSecond) {
    public Clients {
      if (!(serverPerSecond > 0)) {
        throw new IllegalArgumentException(
            "bound the API server to %s requests/s: too low (expected a positive rate)"
                .formatted(serverPerSecond));
      }
    }

    /** With an API server that can do all that it is asked for. */
    public Clients(RequestRate provisioner, RequestRate attacher, RequestRate controllers) {
      this(provisioner, attacher, controllers, Double.POSITIVE_INFINITY);
    }
  }

  /**
   * Bounds and numbers of workers, all at least 1.
   *
   * @param volumes that the storage holds at once
   * @param podsPerNode pods that a node takes
   * @param provisionWorkers claims provisioned at once
   * @param deleteWorkers volumes deleted at once
   * @param mountsPerNode mounts that a node does at once
   */
  public record Limits(
      int volumes, int podsPerNode, int provisionWorkers, int deleteWorkers, int mountsPerNode) {
    public Limits {
      if (volumes < 1
          || podsPerNode < 1
          || provisionWorkers < 1
          || deleteWorkers < 1
          || mountsPerNode < 1) {
        throw new IllegalArgumentException(
            "make the limits of a driver profile: one is below 1 (expected at least 1)");
      }
    }
  }

  /**
   * How long each phase takes.
   *
   * @param api the API's answer to a request
   * @param watch from a change to the watcher
   * @param controller the reaction of a controller of the control plane
   * @param schedule one cycle of the scheduler, which takes one pod at a time
   * @param provision CreateVolume
   * @param delete DeleteVolume
   * @param kubelet the reaction of a node to a new or a deleted pod
   * @param mount NodePublishVolume
   * @param unmount NodeUnpublishVolume
   * @param sandbox network and sandbox of a pod
   * @param start image at hand: create and start the container
   * @param application from the container's start to the first probe that can succeed
   * @param terminate from the signal to the end of the container; cut at the grace period of 30 s
   * @param exec start of a command in a container
   * @param read one read of a file
   * @param write one write
   * @param metadata one look at a directory
   */
  public record Latencies(
      Latency api,
      Latency watch,
      Latency controller,
      Latency schedule,
      Latency provision,
      Latency delete,
      Latency kubelet,
      Latency mount,
      Latency unmount,
      Latency sandbox,
      Latency start,
      Latency application,
      Latency terminate,
      Latency exec,
      Latency read,
      Latency write,
      Latency metadata) {}

  /**
   * How repeated work slows down: from the first delay, doubling.
   *
   * @param controllerFirst of the provisioner
   * @param controllerMax of the provisioner
   * @param mountFirst of a node
   * @param mountMax of a node
   */
  public record BackOffs(
      Duration controllerFirst, Duration controllerMax, Duration mountFirst, Duration mountMax) {}

  /**
   * Shares of work that fail without any fault, in [0,1).
   *
   * @param provision of CreateVolume
   * @param delete of DeleteVolume
   * @param mount of NodePublishVolume
   * @param io of reads, writes and metadata operations
   */
  public record Errors(double provision, double delete, double mount, double io) {
    public Errors {
      if (!share(provision) || !share(delete) || !share(mount) || !share(io)) {
        throw new IllegalArgumentException(
            "make the errors of a driver profile: a share is out of range (expected [0,1))");
      }
    }

    private static boolean share(double value) {
      return value >= 0 && value < 1;
    }
  }
}
