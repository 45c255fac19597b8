package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A fio in a pod, by {@code exec}, in a thread of its own. */
final class FioRun implements IoProgram {

  private static final int MOST_COMPLAINT = 300;
  private static final int UNREADABLE = 1;

  private final KubernetesConnection connection;
  private final String namespace;
  private final String pod;
  private final Listener listener;
  private final ByteArrayOutputStream error = new ByteArrayOutputStream();
  private final FioOutput output;
  private @Nullable ExecWatch watch;
  private boolean told;

  /**
   * @param pod the cluster's name
   */
  FioRun(KubernetesConnection connection, String namespace, String pod, Listener listener) {
    this.connection = connection;
    this.namespace = namespace;
    this.pod = pod;
    this.listener = listener;
    output = new FioOutput(status -> listener.heard(this, status), this::stop);
  }

  @Override
  public void start(List<String> command) {
    Thread.ofVirtual().name("io-" + pod).start(() -> listener.ended(this, follow(command)));
  }

  @Override
  public void stop() {
    Thread.ofVirtual()
        .name("io-stop-" + pod)
        .start(
            () -> {
              ExecWatch running = tell();
              if (running != null) {
                stop(running);
              }
            });
  }

  @Override
  public void cut() {
    ExecWatch running = tell();
    if (running != null) {
      running.close();
    }
  }

  private synchronized @Nullable ExecWatch tell() {
    told = true;
    return watch;
  }

  private synchronized boolean begun(ExecWatch running) {
    watch = running;
    return told;
  }

  private static void stop(ExecWatch running) {
    OutputStream input = running.getInput();
    try {
      input.write('\n');
      input.flush();
    } catch (IOException | RuntimeException e) {
      running.close(); // it is over already, or ends with its input
    }
  }

  private End follow(List<String> command) {
    String what = "do I/O in pod '%s'".formatted(pod);
    try (ExecWatch running = connection.send(what, () -> open(command))) {
      if (begun(running)) {
        stop(running);
      }
      @Nullable Integer said = running.exitCode().get();
      int code = said == null || said < 0 ? End.NO_CODE : said;
      String unreadable = output.unreadable();
      return unreadable == null
          ? new End(code, "%s: %s".formatted(what, complaint(code)))
          : new End(UNREADABLE, "%s: %s".formatted(what, unreadable));
    } catch (ClusterException e) {
      return new End(End.NO_CODE, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new End(End.NO_CODE, what + ": interrupted");
    } catch (ExecutionException | RuntimeException e) {
      return new End(End.NO_CODE, "%s: %s".formatted(what, Refusals.words(e)));
    }
  }

  /** What arrives is read in the order of its arrival, before the end is known. */
  private ExecWatch open(List<String> command) {
    return connection
        .client()
        .pods()
        .inNamespace(namespace)
        .withName(pod)
        .inContainer(Manifests.CONTAINER)
        .redirectingInput()
        .writingOutput(output)
        .writingError(error)
        .exec(command.toArray(String[]::new));
  }

  private String complaint(int code) {
    String said = error.toString(StandardCharsets.UTF_8).strip().replaceAll("\\s*\\n\\s*", "; ");
    String all = said.isEmpty() ? output.words() : said;
    return code == End.NO_CODE
        ? "the connection was cut"
        : "exit code %d%s"
            .formatted(
                code,
                all.isEmpty()
                    ? ""
                    : ": " + all.substring(0, Math.min(MOST_COMPLAINT, all.length())));
  }
}
