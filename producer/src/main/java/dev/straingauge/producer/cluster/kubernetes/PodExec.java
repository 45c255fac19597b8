package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a program in a pod. Arguments are handed over as they are; no shell is built from them. */
final class PodExec {

  private static final int LONGEST_COMPLAINT = 300;

  private final KubernetesConnection connection;
  private final String namespace;
  private final Duration limit;

  PodExec(KubernetesConnection connection, String namespace, Duration limit) {
    this.connection = connection;
    this.namespace = namespace;
    this.limit = limit;
  }

  /**
   * What the program wrote to its standard output.
   *
   * @param pod the cluster's name of it
   * @throws ClusterException StaleHandle, ExecFailed: it did not end with 0; ExecTimeout; or what
   *     the API says
   */
  String run(String pod, List<String> command) {
    return run(pod, command, connection.reserve());
  }

  /**
   * The same.
   *
   * @param waitNanos the word of a limiter
   */
  String run(String pod, List<String> command, long waitNanos) {
    String what = "exec in pod '%s'".formatted(pod);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    return connection.send(
        what,
        waitNanos,
        () -> {
          try (ExecWatch running =
              connection
                  .client()
                  .pods()
                  .inNamespace(namespace)
                  .withName(pod)
                  .inContainer(Manifests.CONTAINER)
                  .writingOutput(out)
                  .writingError(error)
                  .exec(command.toArray(String[]::new))) {
            check(what, running.exitCode().get(limit.toNanos(), TimeUnit.NANOSECONDS), error);
            return out.toString(StandardCharsets.UTF_8);
          } catch (TimeoutException e) {
            throw new ClusterException(
                "ExecTimeout", "", "%s: no end after %d s".formatted(what, limit.toSeconds()));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("ExecFailed", "", what + ": interrupted");
          } catch (ExecutionException e) {
            throw new ClusterException(
                "ExecFailed", "", "%s: %s".formatted(what, Refusals.words(e)));
          }
        });
  }

  private static void check(String what, int code, ByteArrayOutputStream error) {
    if (code != 0) {
      String said = error.toString(StandardCharsets.UTF_8).strip();
      throw new ClusterException(
          said.contains("Stale file handle") ? "StaleHandle" : "ExecFailed",
          Integer.toString(code),
          "%s: exit code %d: %s"
              .formatted(
                  what,
                  code,
                  said.length() > LONGEST_COMPLAINT ? said.substring(0, LONGEST_COMPLAINT) : said));
    }
  }
}
