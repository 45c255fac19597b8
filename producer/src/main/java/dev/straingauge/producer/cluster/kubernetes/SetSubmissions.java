package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.event.Pod;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.cluster.kubernetes.Expectations.Condition;
import dev.straingauge.producer.cluster.kubernetes.Observed.Seen;
import dev.straingauge.schemas.config.Scenario;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Requests about StatefulSets and what is done in their members. Requests block; any thread. */
final class SetSubmissions {

  /** Keeps the latest 64 files; the sum is written last, so what has one is whole. */
  private static final String PUT =
      "d=$1; f=entries-$2; cd \"$d\" || exit 1;"
          + " dd if=/dev/urandom of=\"$f\" bs=\"$3\" count=\"$4\" 2>/dev/null || exit 1; sync;"
          + " sha256sum \"$f\" >\"$f.sha256\" || exit 1; sync;"
          + " ls -1t entries-*.sha256 | tail -n +65 | while read g;"
          + " do rm -f \"${g%.sha256}\" \"$g\"; done";

  private static final String CHECK =
      "cd \"$1\" || exit 3; f=entries-$2; [ -f \"$f.sha256\" ] && [ -f \"$f\" ] || exit 3;"
          + " sha256sum -c \"$f.sha256\" >/dev/null 2>&1 || exit 4";

  private final ObjectRequests requests;
  private final SetManifests manifests;
  private final Observed observed;
  private final PodExec exec;
  private final String namespace;
  private final String image;
  private final LongSupplier nowNanos;
  private final Map<String, Versions> versions = new ConcurrentHashMap<>();

  /** The template of a set now, before the last change, and the change that made it so. */
  private record Versions(SetTemplate now, SetTemplate before, long changedBy, String revision) {}

  SetSubmissions(
      ObjectRequests requests,
      SetManifests manifests,
      Observed observed,
      PodExec exec,
      String namespace,
      String image,
      LongSupplier nowNanos) {
    this.requests = requests;
    this.manifests = manifests;
    this.observed = observed;
    this.exec = exec;
    this.namespace = namespace;
    this.image = image;
    this.nowNanos = nowNanos;
  }

  void create(Intent.CreateSet create, long waitNanos) {
    requests.create(
        "/apis/apps/v1/namespaces/%s/statefulsets".formatted(namespace),
        manifests.set(create),
        waitNanos);
    SetTemplate initial = SetTemplate.initial(image);
    Versions made = new Versions(initial, initial, create.operationId(), "");
    if (versions.put(create.set(), made) == null) {
      observed.made(Watches.STATEFUL_SET);
    }
  }

  /** All members are ready. */
  Condition whole(String set) {
    return () -> status(set, "", 0);
  }

  /** What an update waits for; to be asked for before the request. */
  Condition updated(Intent.UpdateSet update) {
    prepare(update);
    return () -> {
      Versions of = versions.get(update.set());
      String before = of == null || update.template() == Intent.Template.NONE ? "" : of.revision();
      return status(update.set(), before, update.partition());
    };
  }

  void update(Intent.UpdateSet update, long waitNanos) {
    Versions of = versions.get(update.set());
    List<Seen> there = observed.about(Watches.STATEFUL_SET, update.set());
    if (of == null || there.isEmpty()) {
      throw new ClusterException(
          "NotFound",
          "404",
          "update StatefulSet '%s': not found (expected one of this run)".formatted(update.set()));
    }
    Seen seen = there.getLast();
    StatefulSet known =
        new StatefulSetBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(seen.clusterName())
            .withUid(seen.uid())
            .endMetadata()
            .build();
    requests.mergeStrategically(
        "update StatefulSet '%s'".formatted(seen.clusterName()),
        known,
        of.now().patch(update.partition(), isRolling()),
        waitNanos);
  }

  /** Blocks until the entries are written and synced; the bytes. */
  long put(Intent.PutEntries put, long waitNanos) {
    Seen pod = member(put.set(), put.member(), "write to");
    long ready =
        observed.alive(Watches.POD).stream()
            .filter(each -> isOf(put.set(), each.name()))
            .filter(each -> ((Pod) each.facts()).getReady())
            .count();
    if (ready < manifests.settings().quorum()) {
      throw new ClusterException(
          "NoQuorum",
          "",
          "write to StatefulSet '%s': %d of %d members ready (expected at least %d)"
              .formatted(
                  put.set(),
                  ready,
                  manifests.settings().replicas(),
                  manifests.settings().quorum()));
    }
    exec.run(
        pod.clusterName(),
        List.of(
            "sh",
            "-c",
            PUT,
            "put",
            Manifests.MOUNTS + "0",
            Long.toString(put.operationId()),
            Long.toString(put.bytes()),
            Integer.toString(put.count())),
        waitNanos);
    return put.count() * put.bytes();
  }

  /** Blocks until what was written is read. */
  void check(Intent.CheckEntries check, long waitNanos) {
    Seen pod = member(check.set(), check.member(), "read");
    try {
      exec.run(
          pod.clusterName(),
          List.of(
              "sh", "-c", CHECK, "check", Manifests.MOUNTS + "0", Long.toString(check.written())),
          waitNanos);
    } catch (ClusterException e) {
      String reason =
          switch (e.code()) {
            case "3" -> "DataLost";
            case "4" -> "DataCorrupted";
            default -> throw e;
          };
      throw new ClusterException(
          reason,
          "",
          "read what operation %d wrote in pod '%s': %s (expected its SHA-256)"
              .formatted(
                  check.written(),
                  pod.clusterName(),
                  reason.equals("DataLost") ? "not there" : "another sum"));
    }
  }

  /** Once for an operation, however often it is submitted. */
  private void prepare(Intent.UpdateSet update) {
    versions.computeIfPresent(
        update.set(),
        (set, of) -> {
          if (of.changedBy() == update.operationId()) {
            return of;
          }
          String revision =
              observed.about(Watches.STATEFUL_SET, set).stream()
                  .map(seen -> facts(seen).getUpdateRevision())
                  .findFirst()
                  .orElse("");
          return switch (update.template()) {
            case NONE -> new Versions(of.now(), of.before(), update.operationId(), revision);
            case ROLLED_BACK -> new Versions(of.before(), of.now(), update.operationId(), revision);
            case ANNOTATION, RESTARTED_AT, ENVIRONMENT, IMAGE ->
                new Versions(
                    of.now().with(update.template(), update.value(), time()),
                    of.now(),
                    update.operationId(),
                    revision);
          };
        });
  }

  private String time() {
    return Submissions.instant(nowNanos.getAsLong()).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private Optional<Expectations.Verdict> status(String set, String before, int partition) {
    @Nullable Seen seen =
        observed.about(Watches.STATEFUL_SET, set).stream().findFirst().orElse(null);
    if (seen == null) {
      return Optional.empty();
    }
    dev.straingauge.event.StatefulSet facts = facts(seen);
    boolean known =
        !facts.getUpdateRevision().isEmpty() && !facts.getUpdateRevision().equals(before);
    boolean there =
        facts.getReadyReplicas() == facts.getReplicas()
            && facts.getUpdatedReplicas() >= facts.getReplicas() - partition;
    boolean enough = there || (!isRolling() && !before.isEmpty());
    return known && enough ? Optional.of(new Expectations.Verdict.Fulfilled()) : Optional.empty();
  }

  private Seen member(String set, int number, String verb) {
    String name = Intent.member(set, number);
    List<Seen> seen = observed.about(Watches.POD, name);
    if (seen.isEmpty()
        || !((Pod) seen.getLast().facts()).getReady()
        || ((Pod) seen.getLast().facts()).getDeleting()) {
      throw new ClusterException(
          "MemberNotReady",
          "",
          "%s pod '%s': %s (expected a ready member)"
              .formatted(verb, name, seen.isEmpty() ? "not there" : "not ready"));
    }
    return seen.getLast();
  }

  private boolean isRolling() {
    return manifests.settings().updateStrategy().equals(Scenario.Sets.ROLLING_UPDATE);
  }

  private static boolean isOf(String set, String pod) {
    int dash = pod.lastIndexOf('-');
    return dash > 0 && pod.substring(0, dash).equals(set);
  }

  private static dev.straingauge.event.StatefulSet facts(Seen seen) {
    return (dev.straingauge.event.StatefulSet) seen.facts();
  }
}
