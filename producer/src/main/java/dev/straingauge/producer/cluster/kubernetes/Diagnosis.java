package dev.straingauge.producer.cluster.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.cluster.kubernetes.Diagnostics.Work;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Looks at all that a failed operation was about, and writes it down: what failed, the objects in
 * words, their Kubernetes events, mounts and logs of its pods, logs of the driver's, the objects as
 * YAML. What cannot be had is said, and the rest goes on. Secrets are masked ({@link Masking}).
 * Requests are a tenth of our own limit, beside it. Blocks.
 */
final class Diagnosis implements Function<Work, String> {

  private static final double SHARE = 0.1;
  private static final int BURST = 5;
  private static final int EVENTS = 100;
  private static final int LINES = 200;
  private static final int LOG_BYTES = 256 * 1024;
  private static final int LOG_CHARS = 16 * 1024;
  private static final int SECTION_CHARS = 96 * 1024;
  private static final Duration EXEC_LIMIT = Duration.ofSeconds(5);

  private final KubernetesConnection connection;
  private final Survey survey;
  private final Names names;
  private final Observed observed;
  private final PodExec exec;
  private final RequestLimiter limiter;

  Diagnosis(KubernetesConnection connection, Survey survey, Names names, Observed observed) {
    this.connection = connection;
    this.survey = survey;
    this.names = names;
    this.observed = observed;
    exec = new PodExec(connection, survey.namespace(), EXEC_LIMIT);
    limiter =
        new RequestLimiter(Math.max(1, SHARE * connection.settings().requestsPerSecond()), BURST);
  }

  @Override
  public String apply(Work work) {
    return new Bundle(work).text();
  }

  /** One failure. */
  private final class Bundle {

    private final Work work;
    private final Masking masking = new Masking();
    private final StringBuilder text = new StringBuilder();
    private final Inquiry inquiry = new Inquiry(connection, limiter);
    private final Concerned concerned;

    Bundle(Work work) {
      this.work = work;
      concerned =
          new Concerned(connection, survey, names, observed, inquiry, work.trouble().intent());
    }

    String text() {
      List<HasMetadata> objects = concerned.objects();
      List<Pod> driver = concerned.driverPods();
      List<ObjectNode> trees = new ArrayList<>();
      objects.forEach(each -> trees.add(tree(each)));
      driver.forEach(each -> trees.add(tree(each)));
      trees.forEach(masking::learn);
      section("failure", failure());
      List<String> described = new ArrayList<>();
      objects.forEach(each -> described.addAll(Descriptions.of(each)));
      section("objects", described);
      section("events", events());
      section("mounts", mounts(concerned.pods()));
      concerned.pods().forEach(this::logs);
      if (driver.isEmpty()) {
        section("logs of the driver", List.of("no pod of it is known"));
      }
      driver.forEach(each -> section("pod of the driver", Descriptions.of(each)));
      driver.forEach(this::logs);
      trees.forEach(masking::mask);
      List<String> yaml = new ArrayList<>();
      trees.forEach(
          each -> yaml.add(connection.client().getKubernetesSerialization().asYaml(each)));
      masked("yaml", yaml);
      if (!inquiry.notes().isEmpty()) {
        section("not to be had", inquiry.notes());
      }
      return text.toString();
    }

    private List<String> failure() {
      return List.of(
          "operation %d, %s of %s"
              .formatted(
                  work.trouble().intent().operationId(),
                  work.trouble().operation(),
                  target(work.trouble().intent())),
          "reason %s".formatted(work.trouble().reason()),
          work.trouble().message(),
          "at %s".formatted(Submissions.instant(work.atNanos())));
    }

    private List<String> events() {
      List<Event> all = new ArrayList<>();
      for (HasMetadata each : concerned.objects()) {
        boolean namespaced = each.getMetadata().getNamespace() != null;
        String name = each.getMetadata().getName();
        if (each instanceof CSINode || each instanceof VolumeAttachment) {
          continue;
        }
        var options =
            new ListOptionsBuilder()
                .withFieldSelector(
                    "involvedObject.kind=%s,involvedObject.name=%s".formatted(each.getKind(), name))
                .withLimit((long) EVENTS)
                .build();
        List<Event> found =
            inquiry.had(
                "events of %s '%s'".formatted(each.getKind(), name),
                () ->
                    connection
                        .client()
                        .v1()
                        .events()
                        .inNamespace(namespaced ? survey.namespace() : "default")
                        .list(options)
                        .getItems());
        all.addAll(found == null ? List.of() : found);
      }
      all.sort(Comparator.comparing(Descriptions::time));
      return all.stream().map(Descriptions::of).toList();
    }

    private List<String> mounts(List<Pod> pods) {
      List<String> lines = new ArrayList<>();
      for (Pod pod : pods) {
        String name = pod.getMetadata().getName();
        if (pod.getStatus() == null || !"Running".equals(pod.getStatus().getPhase())) {
          lines.add("Pod '%s': not running".formatted(name));
          continue;
        }
        String said =
            inquiry.had(
                "mounts of Pod '%s'".formatted(name),
                waitNanos -> exec.run(name, List.of("cat", "/proc/mounts"), waitNanos));
        lines.add("Pod '%s'".formatted(name));
        Facts.or(said, inquiry.notes().getLast())
            .lines()
            .filter(line -> line.contains(" " + Manifests.MOUNTS) || line.contains("mounts of"))
            .forEach(line -> lines.add("  " + line));
      }
      return lines;
    }

    private void logs(Pod pod) {
      for (Container container : pod.getSpec().getContainers()) {
        log(pod, container.getName(), false);
        if (pod.getStatus() != null
            && Facts.list(pod.getStatus().getContainerStatuses()).stream()
                .anyMatch(
                    status ->
                        status.getName().equals(container.getName())
                            && status.getRestartCount() != null
                            && status.getRestartCount() > 0)) {
          log(pod, container.getName(), true);
        }
      }
    }

    private void log(Pod pod, String container, boolean previous) {
      String namespace = pod.getMetadata().getNamespace();
      String name = pod.getMetadata().getName();
      String what = "log of Pod '%s/%s', container '%s'".formatted(namespace, name, container);
      String path =
          "/api/v1/namespaces/%s/pods/%s/log?container=%s&tailLines=%d&limitBytes=%d&timestamps=true&previous=%s"
              .formatted(namespace, name, container, LINES, LOG_BYTES, previous);
      String said = inquiry.had(what, () -> connection.client().raw(path));
      String log = said == null ? inquiry.notes().getLast() : said;
      String tail = log.length() <= LOG_CHARS ? log : "…" + log.substring(log.length() - LOG_CHARS);
      section(what + (previous ? " before its restart" : ""), List.of(tail));
    }

    private void section(String title, List<String> lines) {
      masked(title, List.of(masking.text(String.join("\n", lines))));
    }

    private void masked(String title, List<String> lines) {
      String body = String.join("\n", lines);
      text.append("== ").append(title).append(" ==\n");
      text.append(body.length() <= SECTION_CHARS ? body : body.substring(0, SECTION_CHARS) + "…");
      text.append("\n\n");
    }
  }

  private ObjectNode tree(HasMetadata object) {
    return connection.client().getKubernetesSerialization().convertValue(object, ObjectNode.class);
  }

  private static String target(Intent intent) {
    return switch (intent) {
      case Intent.CreateClaim create -> create.claim();
      case Intent.CreatePod create -> create.pod();
      case Intent.DeletePod delete -> delete.pod();
      case Intent.DeleteClaim delete -> delete.claim();
      case Intent.ExpandClaim expand -> expand.claim();
      case Intent.CreateSnapshot create -> create.snapshot();
      case Intent.DeleteSnapshot delete -> delete.snapshot();
      case Intent.VerifyReadWrite verify -> verify.claim();
      case Intent.CrashController _ -> "the driver's controller";
      case Intent.CreateSet create -> create.set();
      case Intent.UpdateSet update -> update.set();
      case Intent.PutEntries put -> Intent.member(put.set(), put.member());
      case Intent.CheckEntries check -> Intent.member(check.set(), check.member());
    };
  }
}
