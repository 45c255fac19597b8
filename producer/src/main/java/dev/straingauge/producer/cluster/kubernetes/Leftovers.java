package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Sweep;
import dev.straingauge.producer.cluster.kubernetes.Scan.Left;
import dev.straingauge.schemas.run.RunId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a dead run left in a Kubernetes cluster. */
public final class Leftovers implements Sweep, AutoCloseable {

  /** How long nothing may go before the rest is forced or given up. */
  public static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final List<String> KINDS =
      List.of(
          Watches.NAMESPACE,
          NodeMarks.KIND,
          Watches.VOLUME,
          Watches.CLAIM,
          Watches.POD,
          Watches.STORAGE_CLASS,
          Watches.STATEFUL_SET,
          Watches.ATTACHMENT,
          Watches.SNAPSHOT,
          Watches.SNAPSHOT_CONTENT);

  private final KubernetesConnection connection;
  private final Cleanup cleanup;
  private final Scan scan;

  private final @Nullable Force force;
  private List<Found> left = List.of();

  private Leftovers(KubernetesConnection connection, RunId run, Duration patience, boolean forced) {
    this.connection = connection;
    Names names = new Names(run);
    String named = connection.settings().namespace();
    scan =
        new Scan(
            connection, names, named == null ? "" : named, volume -> false, true, true, true, true);
    ObjectRequests requests = new ObjectRequests(connection, names);
    force = forced ? new Force(connection, requests) : null;
    cleanup =
        new Cleanup(
            connection,
            requests,
            new NodeMarks(connection, requests, names),
            scan,
            patience,
            force);
  }

  /**
   * Reads the kubeconfig; nothing is sent yet. Without a namespace in the settings all namespaces
   * are looked through.
   *
   * @param patience how long nothing may go before the rest is forced or given up
   * @param force whether it is forced then
   * @throws ClusterException Config
   */
  public static Leftovers of(
      KubernetesSettings settings, RunId run, Duration patience, boolean force) {
    return new Leftovers(KubernetesConnection.open(settings), run, patience, force);
  }

  /** What {@link #remove} left. */
  public List<Found> left() {
    return left;
  }

  /** What {@link #remove} did by force, in order. */
  public List<Forced> forced() {
    return force == null ? List.of() : force.done();
  }

  @Override
  public List<Found> find() {
    return found(scan.left());
  }

  @Override
  public List<Found> remove() {
    left = found(cleanup.run());
    return left;
  }

  @Override
  public List<String> kinds() {
    return KINDS;
  }

  @Override
  public void close() {
    connection.close();
  }

  private static List<Found> found(List<Left> left) {
    return left.stream()
        .map(
            each ->
                new Found(
                    each.kind(),
                    each.name(),
                    each.uid(),
                    each.operation(),
                    each.createdNanos(),
                    each.heldBy()))
        .toList();
  }
}
