package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.event.Pod;
import dev.straingauge.producer.cluster.Cluster.Accepted;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.cluster.kubernetes.Expectations.Condition;
import dev.straingauge.producer.cluster.kubernetes.Observed.Seen;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns intents into requests and into what their operations wait for. The wait is set up before
 * the request goes out, so that no watch is too early. Requests block; any thread.
 */
final class Submissions {

  private static final long SECOND = 1_000_000_000L;

  /** Reasons that leave open whether the request was carried out. */
  private static final Set<String> NO_ANSWER =
      Set.of(
          Refusals.UNREACHABLE, "InternalError", "Timeout", "ServerTimeout", "ServiceUnavailable");

  private final ObjectRequests requests;
  private final Manifests manifests;
  private final Observed observed;
  private final Expectations expectations;
  private final Conditions conditions;
  private final PodExec exec;
  private final ControllerCrash controller;
  private final @Nullable SetSubmissions sets;
  private final Expectations.Settled settled;
  private final String namespace;
  private final DriverFeatures features;
  private final LongSupplier nowNanos;
  private final Set<Long> unanswered = ConcurrentHashMap.newKeySet();

  Submissions(
      ObjectRequests requests,
      Manifests manifests,
      Observed observed,
      Expectations expectations,
      Conditions conditions,
      PodExec exec,
      ControllerCrash controller,
      @Nullable SetSubmissions sets,
      Expectations.Settled settled,
      String namespace,
      DriverFeatures features,
      LongSupplier nowNanos) {
    this.requests = requests;
    this.manifests = manifests;
    this.observed = observed;
    this.expectations = expectations;
    this.conditions = conditions;
    this.exec = exec;
    this.controller = controller;
    this.sets = sets;
    this.settled = settled;
    this.namespace = namespace;
    this.features = features;
    this.nowNanos = nowNanos;
  }

  /**
   * Carries it out.
   *
   * @param waitNanos our limiter's word
   * @throws ClusterException the server refuses, or does not answer
   */
  Accepted submit(Intent intent, long waitNanos) {
    return switch (intent) {
      case Intent.CreateClaim create ->
          carryOut(
              create.operationId(),
              create.claim(),
              conditions.claimSettled(create.claim()),
              waitNanos,
              () ->
                  requests.create(
                      core("persistentvolumeclaims"), manifests.claim(create), waitNanos));
      case Intent.CreatePod create ->
          carryOut(
              create.operationId(),
              create.pod(),
              conditions.podReady(create.pod()),
              waitNanos,
              () -> requests.create(core("pods"), manifests.pod(create), waitNanos));
      case Intent.ExpandClaim expand ->
          carryOut(
              expand.operationId(),
              expand.claim(),
              conditions.claimExpanded(expand.claim(), expand.bytes()),
              waitNanos,
              () -> expand(expand, waitNanos));
      case Intent.CreateSnapshot create ->
          carryOut(
              create.operationId(),
              create.snapshot(),
              conditions.snapshotReady(create.snapshot()),
              waitNanos,
              () -> createSnapshot(create, waitNanos));
      case Intent.DeleteSnapshot delete ->
          carryOut(
              delete.operationId(),
              delete.snapshot(),
              conditions.snapshotGone(delete.snapshot()),
              waitNanos,
              () ->
                  delete(
                      Watches.SNAPSHOT,
                      snapshots(),
                      delete.snapshot(),
                      delete.operationId(),
                      waitNanos));
      case Intent.DeletePod delete ->
          carryOut(
              delete.operationId(),
              delete.pod(),
              conditions.podGone(delete.pod()),
              waitNanos,
              () ->
                  delete(Watches.POD, core("pods"), delete.pod(), delete.operationId(), waitNanos));
      case Intent.DeleteClaim delete ->
          carryOut(
              delete.operationId(),
              delete.claim(),
              conditions.claimGone(delete.claim()),
              waitNanos,
              () ->
                  delete(
                      Watches.CLAIM,
                      core("persistentvolumeclaims"),
                      delete.claim(),
                      delete.operationId(),
                      waitNanos));
      case Intent.VerifyReadWrite verify -> verify(verify, waitNanos);
      case Intent.CrashController crash -> crash(crash, waitNanos);
      case Intent.CreateSet create ->
          carryOut(
              create.operationId(),
              create.set(),
              sets().whole(create.set()),
              waitNanos,
              () -> sets().create(create, waitNanos));
      case Intent.UpdateSet update ->
          carryOut(
              update.operationId(),
              update.set(),
              sets().updated(update),
              waitNanos,
              () -> sets().update(update, waitNanos));
      case Intent.PutEntries put ->
          beside(put.operationId(), "put", waitNanos, () -> sets().put(put, 0));
      case Intent.CheckEntries check ->
          beside(
              check.operationId(),
              "check",
              waitNanos,
              () -> {
                sets().check(check, 0);
                return 0;
              });
    };
  }

  private SetSubmissions sets() {
    if (sets == null) {
      throw new ClusterException(
          "Invalid", "", "submit an intent about a StatefulSet: the scenario has no sets");
    }
    return sets;
  }

  /** What is done in a pod is taken at once; its end is the effect. */
  private Accepted beside(long operationId, String what, long waitNanos, LongSupplier work) {
    KubernetesConnection.pause(waitNanos);
    Thread.ofVirtual()
        .name(what + "-" + operationId)
        .start(
            () -> {
              try {
                long bytes = work.getAsLong();
                settled.settled(operationId, nowNanos.getAsLong(), bytes, null);
              } catch (RuntimeException e) {
                settled.settled(
                    operationId,
                    nowNanos.getAsLong(),
                    0,
                    Refusals.of("%s of operation %d".formatted(what, operationId), e));
              }
            });
    return new Accepted(instant(nowNanos.getAsLong()), waitNanos);
  }

  private Accepted carryOut(
      long operationId, String about, Condition condition, long waitNanos, Runnable request) {
    expectations.expect(operationId, about, condition);
    try {
      request.run();
    } catch (ClusterException e) {
      expectations.withdraw(operationId, about);
      if (NO_ANSWER.contains(e.reason())) {
        unanswered.add(operationId);
      }
      throw e;
    }
    unanswered.remove(operationId);
    long now = nowNanos.getAsLong();
    expectations.look(about, now);
    return new Accepted(instant(now), waitNanos);
  }

  /** What is gone already was deleted by an attempt whose answer was lost, or is not there. */
  private void delete(String kind, String folder, String name, long operationId, long waitNanos) {
    List<Seen> there = observed.about(kind, name);
    boolean asked = false;
    for (Seen each : there) {
      String path = folder + "/" + each.clusterName();
      asked |=
          requests.delete(
              "%s '%s'".formatted(kind, each.clusterName()), path, each.uid(), waitNanos);
    }
    if (!asked && !unanswered.contains(operationId)) {
      throw new ClusterException(
          "NotFound",
          "404",
          "delete %s '%s': not found (expected one of this run)".formatted(kind, name));
    }
  }

  private void expand(Intent.ExpandClaim expand, long waitNanos) {
    if (!features.expands()) {
      throw lacking("expand claim '%s'".formatted(expand.claim()), features.whyNoExpansion());
    }
    List<Seen> there = observed.about(Watches.CLAIM, expand.claim());
    if (there.isEmpty()) {
      throw new ClusterException(
          "NotFound",
          "404",
          "expand claim '%s': not found (expected one of this run)".formatted(expand.claim()));
    }
    Seen claim = there.getLast();
    requests.raise(namespace, claim.clusterName(), claim.uid(), expand.bytes(), waitNanos);
  }

  private void createSnapshot(Intent.CreateSnapshot create, long waitNanos) {
    if (!features.snapshotClass().isThere()) {
      throw lacking(
          "make snapshot '%s'".formatted(create.snapshot()), features.snapshotClass().why());
    }
    requests.create(
        snapshots(), manifests.snapshot(create, features.snapshotClass().name()), waitNanos);
  }

  private static ClusterException lacking(String what, String why) {
    return new ClusterException(
        "Unsupported", "", "%s: %s (expected a driver that has it)".formatted(what, why));
  }

  private String core(String plural) {
    return "/api/v1/namespaces/%s/%s".formatted(namespace, plural);
  }

  private String snapshots() {
    return "%snamespaces/%s/%s".formatted(SnapshotApi.FOLDER, namespace, SnapshotApi.SNAPSHOTS);
  }

  /** Accepted when both pods are there; the rest goes on beside. */
  private Accepted verify(Intent.VerifyReadWrite verify, long waitNanos) {
    Seen writer = servingPod(verify, verify.writerPod());
    Seen reader = servingPod(verify, verify.readerPod());
    KubernetesConnection.pause(waitNanos);
    Verification verification = new Verification(exec, observed, nowNanos, verify);
    Thread.ofVirtual()
        .name("verify-" + verify.operationId())
        .start(
            () -> {
              try {
                long bytes =
                    verification.run(
                        writer.clusterName(),
                        folder(writer, verify.claim()),
                        reader.clusterName(),
                        folder(reader, verify.claim()));
                settled.settled(verify.operationId(), nowNanos.getAsLong(), bytes, null);
              } catch (RuntimeException e) {
                settled.settled(
                    verify.operationId(),
                    nowNanos.getAsLong(),
                    0,
                    Refusals.of("verify claim '" + verify.claim() + "'", e));
              }
            });
    return new Accepted(instant(nowNanos.getAsLong()), waitNanos);
  }

  private Seen servingPod(Intent.VerifyReadWrite verify, String name) {
    String what = "verify claim '" + verify.claim() + "'";
    List<Seen> seen = observed.about(Watches.POD, name);
    if (seen.isEmpty()) {
      throw new ClusterException(
          "NotFound",
          "404",
          "%s: pod '%s' not found (expected two ready pods)".formatted(what, name));
    }
    Pod pod = (Pod) seen.getLast().facts();
    if (!pod.getReady() || pod.getDeleting() || !pod.getClaims().contains(verify.claim())) {
      throw new ClusterException(
          "NotReady",
          "",
          "%s: pod '%s' is not ready on it (expected two ready pods)".formatted(what, name));
    }
    return seen.getLast();
  }

  private static String folder(Seen pod, String claim) {
    return Manifests.MOUNTS + ((Pod) pod.facts()).getClaims().indexOf(claim);
  }

  private Accepted crash(Intent.CrashController crash, long waitNanos) {
    KubernetesConnection.pause(waitNanos);
    controller.crash(() -> settled.settled(crash.operationId(), nowNanos.getAsLong(), 0, null));
    return new Accepted(instant(nowNanos.getAsLong()), waitNanos);
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
  }
}
