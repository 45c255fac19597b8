package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Sweep;
import dev.straingauge.producer.cluster.kubernetes.Scan.Left;
import dev.straingauge.schemas.run.RunId;
import java.time.Duration;
import java.util.List;

/** What a dead run left in a Kubernetes cluster. */
public final class Leftovers implements Sweep, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final List<String> KINDS =
      List.of(
          Watches.NAMESPACE,
          Watches.VOLUME,
          Watches.CLAIM,
          Watches.POD,
          Watches.STORAGE_CLASS,
          Watches.ATTACHMENT);

  private final KubernetesConnection connection;
  private final Cleanup cleanup;
  private final Scan scan;

  private Leftovers(KubernetesConnection connection, RunId run) {
    this.connection = connection;
    Names names = new Names(run);
    String named = connection.settings().namespace();
    scan = new Scan(connection, names, named == null ? "" : named, volume -> false, true);
    cleanup = new Cleanup(connection, new ObjectRequests(connection, names), scan, PATIENCE);
  }

  /**
   * Reads the kubeconfig; nothing is sent yet. Without a namespace in the settings all namespaces
   * are looked through.
   *
   * @throws ClusterException Config
   */
  public static Leftovers of(KubernetesSettings settings, RunId run) {
    return new Leftovers(KubernetesConnection.open(settings), run);
  }

  @Override
  public List<Found> find() {
    return found(scan.left());
  }

  @Override
  public List<Found> remove() {
    return found(cleanup.run());
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
