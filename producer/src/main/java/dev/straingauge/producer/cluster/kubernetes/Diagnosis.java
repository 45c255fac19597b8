package dev.straingauge.producer.cluster.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.cluster.kubernetes.Diagnostics.Work;
import dev.straingauge.producer.cluster.kubernetes.Observed.Seen;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all that a failed operation was about, and writes it down: what failed, the objects in
 * words, their Kubernetes events, mounts and logs of its pods, logs of the driver's, the objects as
 * YAML. What cannot be had is said, and the rest goes on. Secrets are masked ({@link Masking}).
 * Requests are a tenth of our own limit, beside it. Blocks.
 */
final class Diagnosis implements Function<Work, String> {

  private static final double SHARE = 0.1;
  private static final int BURST = 5;
  private static final int PODS = 3;
  private static final int DRIVER_PODS = 3;
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
    private final List<HasMetadata> objects = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Bundle(Work work) {
      this.work = work;
    }

    String text() {
      List<Pod> pods = gather();
      List<Pod> driver = driverPods();
      List<ObjectNode> trees = new ArrayList<>();
      objects.forEach(each -> trees.add(tree(each)));
      driver.forEach(each -> trees.add(tree(each)));
      trees.forEach(masking::learn);
      section("failure", failure());
      List<String> described = new ArrayList<>();
      objects.forEach(each -> described.addAll(Descriptions.of(each)));
      section("objects", described);
      section("events", events());
      section("mounts", mounts(pods));
      pods.forEach(this::logs);
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
      if (!notes.isEmpty()) {
        section("not to be had", notes);
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

    /** Pods, claims, volumes, attachments and nodes that it is about, as they are now. */
    private List<Pod> gather() {
      Set<String> pods = new LinkedHashSet<>();
      Set<String> claims = new LinkedHashSet<>();
      name(work.trouble().intent(), pods, claims);
      List<Pod> found = new ArrayList<>();
      Set<String> nodes = new LinkedHashSet<>();
      for (String each : pods) {
        List<Pod> there = named(Pod.class, Watches.POD, names.of(each), true);
        found.addAll(there);
        there.forEach(pod -> addIfKnown(nodes, pod.getSpec().getNodeName()));
      }
      objects.addAll(found);
      Set<String> volumes = new LinkedHashSet<>();
      for (String each : claims) {
        for (PersistentVolumeClaim claim :
            named(PersistentVolumeClaim.class, Watches.CLAIM, names.of(each), true)) {
          objects.add(claim);
          addIfKnown(volumes, claim.getSpec().getVolumeName());
        }
        observed.about(Watches.VOLUME, each).forEach(volume -> volumes.add(volume.clusterName()));
      }
      for (String each : volumes) {
        objects.addAll(named(PersistentVolume.class, Watches.VOLUME, each, false));
        for (Seen seen : observed.about(Watches.ATTACHMENT, each)) {
          List<VolumeAttachment> there =
              named(VolumeAttachment.class, Watches.ATTACHMENT, seen.clusterName(), false);
          objects.addAll(there);
          there.forEach(attachment -> addIfKnown(nodes, attachment.getSpec().getNodeName()));
        }
      }
      for (String each : nodes) {
        objects.addAll(named(Node.class, "Node", each, false));
        objects.addAll(named(CSINode.class, "CSINode", each, false));
      }
      return found;
    }

    private void name(Intent intent, Set<String> pods, Set<String> claims) {
      switch (intent) {
        case Intent.CreateClaim create -> claims.add(create.claim());
        case Intent.DeleteClaim delete -> claims.add(delete.claim());
        case Intent.ExpandClaim expand -> claims.add(expand.claim());
        case Intent.CreateSnapshot create -> claims.add(create.claim());
        case Intent.DeleteSnapshot _ -> {
          // its claim may be gone by now; the driver's logs are what there is
        }
        case Intent.CreatePod create -> {
          pods.add(create.pod());
          claims.addAll(create.claims());
        }
        case Intent.DeletePod delete -> {
          pods.add(delete.pod());
          observed.about(Watches.POD, delete.pod()).forEach(pod -> claims.addAll(claims(pod)));
        }
        case Intent.VerifyReadWrite verify -> {
          pods.add(verify.writerPod());
          pods.add(verify.readerPod());
          claims.add(verify.claim());
        }
        case Intent.CrashController _ -> {
          // the driver's pods are looked at in any case
        }
      }
      observed.alive(Watches.POD).stream()
          .filter(pod -> claims(pod).stream().anyMatch(claims::contains))
          .limit(PODS)
          .forEach(pod -> pods.add(pod.name()));
    }

    private <T extends HasMetadata> List<T> named(
        Class<T> type, String kind, String name, boolean namespaced) {
      var options = new ListOptionsBuilder().withFieldSelector("metadata.name=" + name).build();
      var all = connection.client().resources(type);
      List<T> found =
          had(
              "%s '%s'".formatted(kind, name),
              () ->
                  (namespaced ? all.inNamespace(survey.namespace()) : all)
                      .list(options)
                      .getItems());
      if (found != null && found.isEmpty()) {
        notes.add("%s '%s': not there".formatted(kind, name));
      }
      return found == null ? List.of() : found;
    }

    private List<String> events() {
      List<Event> all = new ArrayList<>();
      for (HasMetadata each : objects) {
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
            had(
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
            had(
                "mounts of Pod '%s'".formatted(name),
                waitNanos -> exec.run(name, List.of("cat", "/proc/mounts"), waitNanos));
        lines.add("Pod '%s'".formatted(name));
        Facts.or(said, notes.getLast())
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
      String said = had(what, () -> connection.client().raw(path));
      String log = said == null ? notes.getLast() : said;
      String tail = log.length() <= LOG_CHARS ? log : "…" + log.substring(log.length() - LOG_CHARS);
      section(what + (previous ? " before its restart" : ""), List.of(tail));
    }

    /** Controllers, and those of the nodes that it is about. */
    private List<Pod> driverPods() {
      Set<String> nodes = new LinkedHashSet<>();
      objects.stream()
          .filter(Node.class::isInstance)
          .forEach(n -> nodes.add(n.getMetadata().getName()));
      List<Pod> all = new ArrayList<>();
      for (String namespace : survey.driverNamespaces()) {
        List<Pod> found =
            had(
                "pods of the driver",
                () -> connection.client().pods().inNamespace(namespace).list().getItems());
        all.addAll(found == null ? List.of() : found);
      }
      List<Pod> nodePods = DriverImages.nodePods(all, survey.driver().getName());
      List<Pod> wanted = new ArrayList<>(DriverImages.controllers(all, nodePods));
      nodePods.stream()
          .filter(pod -> nodes.contains(pod.getSpec().getNodeName()))
          .forEach(wanted::add);
      return wanted.stream().limit(DRIVER_PODS).toList();
    }

    private <T> @Nullable T had(String what, Supplier<@Nullable T> request) {
      return had(
          what,
          waitNanos ->
              connection
                  .send("get " + what, waitNanos, () -> Optional.ofNullable(request.get()))
                  .orElse(null));
    }

    /** What the server says; null, and a note, if it says no. */
    private <T> @Nullable T had(String what, Function<Long, @Nullable T> request) {
      try {
        T answer = request.apply(limiter.reserve(System.nanoTime()));
        if (answer == null) {
          notes.add(what + ": not there");
        }
        return answer;
      } catch (ClusterException e) {
        notes.add("%s: not to be had: %s".formatted(what, e.getMessage()));
        return null;
      }
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

  private static List<String> claims(Seen pod) {
    return ((dev.straingauge.event.Pod) pod.facts()).getClaims();
  }

  private static void addIfKnown(Set<String> all, @Nullable String name) {
    if (name != null && !name.isEmpty()) {
      all.add(name);
    }
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
    };
  }
}
