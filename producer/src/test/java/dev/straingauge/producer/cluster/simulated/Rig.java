package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.Attachment;
import dev.straingauge.event.Change;
import dev.straingauge.event.Claim;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.CsiDriver;
import dev.straingauge.event.Custom;
import dev.straingauge.event.FaultInjected;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.KubernetesEventSeen;
import dev.straingauge.event.Node;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.PersistentVolume;
import dev.straingauge.event.Pod;
import dev.straingauge.event.StatefulSet;
import dev.straingauge.producer.cluster.Cluster.Accepted;
import dev.straingauge.producer.cluster.Cluster.Effect;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.schemas.config.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** A simulated cluster on a queue, with all that it wrote. */
final class Rig {

  static final long GIB = 1L << 30;

  record Written(long at, SpecificRecord body) {}

  final QueueTimeline timeline;
  final SimulatedCluster cluster;
  final List<Written> written = new ArrayList<>();
  private long operations;

  Rig(Scenario scenario, DriverProfile profile, long seed) {
    timeline = new QueueTimeline(seed);
    cluster =
        new SimulatedCluster(
            scenario,
            profile,
            timeline,
            body -> written.add(new Written(timeline.nowNanos(), body)));
  }

  /** After set-up. */
  static Rig up(Scenario scenario, DriverProfile profile) {
    Rig rig = new Rig(scenario, profile, 1);
    Promise<Accepted> up = rig.cluster.setUp();
    rig.timeline.runFor(1);
    up.get();
    return rig;
  }

  static Rig up(Scenario.Fault... faults) {
    return up(Plans.scenario(faults), Plans.fixed());
  }

  /** An intent that is accepted, with its effect. */
  Promise<Effect> submit(Intent intent) {
    Promise<Accepted> accepted = cluster.submit(intent);
    Promise<Effect> effect = cluster.effect(intent.operationId());
    while (!accepted.isDone()) {
      timeline.step();
    }
    accepted.get();
    return effect;
  }

  /** Why the intent was refused or failed. */
  ClusterException failure(Promise<?> promise) {
    while (!promise.isDone() && timeline.step()) {}
    try {
      promise.get();
    } catch (ClusterException e) {
      return e;
    }
    throw new AssertionError("it did not fail");
  }

  Promise<Effect> claim(String name) {
    return submit(new Intent.CreateClaim(++operations, name, GIB));
  }

  Promise<Effect> pod(String name, String... claims) {
    return submit(new Intent.CreatePod(++operations, name, List.of(claims)));
  }

  Promise<Effect> deletePod(String name) {
    return submit(new Intent.DeletePod(++operations, name));
  }

  Promise<Effect> deleteClaim(String name) {
    return submit(new Intent.DeleteClaim(++operations, name));
  }

  Promise<Effect> expand(String claim, long bytes) {
    return submit(new Intent.ExpandClaim(++operations, claim, bytes));
  }

  Promise<Effect> snapshot(String name, String claim) {
    return submit(new Intent.CreateSnapshot(++operations, name, claim));
  }

  Promise<Effect> deleteSnapshot(String name) {
    return submit(new Intent.DeleteSnapshot(++operations, name));
  }

  Promise<Effect> verify(String claim, String writer, String reader) {
    return submit(new Intent.VerifyReadWrite(++operations, "step", claim, writer, reader));
  }

  Promise<Effect> crash() {
    return submit(new Intent.CrashController(++operations));
  }

  List<CleanupOfKind> cleanUp() {
    Promise<List<CleanupOfKind>> done = cluster.cleanUp();
    while (!done.isDone()) {
      if (!timeline.step()) {
        throw new AssertionError("the clean-up never ends");
      }
    }
    return done.get();
  }

  /** Seconds since the start of the run. */
  double seconds() {
    return (timeline.nowNanos() - QueueTimeline.START) / 1e9;
  }

  <T> List<T> all(Class<T> type) {
    return written.stream().map(Written::body).filter(type::isInstance).map(type::cast).toList();
  }

  List<KubernetesEventSeen> events(String reason) {
    return all(KubernetesEventSeen.class).stream()
        .filter(e -> e.getReason().equals(reason))
        .toList();
  }

  List<IoInterval> io(String kind) {
    return all(IoInterval.class).stream().filter(i -> i.getKind().equals(kind)).toList();
  }

  List<FaultInjected> faults() {
    return all(FaultInjected.class);
  }

  /** What was written since then, in one line each: {@code 2.0 Pod pod-1 ADDED Pending}. */
  List<String> story(int from) {
    return written.stream().skip(from).flatMap(w -> line(w).stream()).toList();
  }

  private static List<String> line(Written written) {
    String text =
        switch (written.body) {
          case ObjectChanged c -> c.getKind() + " " + c.getName() + " " + c.getChange() + state(c);
          case KubernetesEventSeen e ->
              e.getRegardingKind() + " " + e.getRegardingName() + " (" + e.getReason() + ")";
          case FaultInjected f -> f.getFault();
          case IoInterval i -> "io " + i.getKind();
          default -> throw new AssertionError(written.body);
        };
    return Stream.of(
            String.format(Locale.ROOT, "%.2f %s", (written.at - QueueTimeline.START) / 1e9, text))
        .map(line -> line.replaceAll("pvc-[0-9a-f-]{36}", "pv"))
        .map(line -> line.replaceAll("csi-[0-9a-f]{64}", "va"))
        .toList();
  }

  private static String state(ObjectChanged changed) {
    if (changed.getChange() == Change.DELETED) {
      return "";
    }
    return switch (changed.getFacts()) {
      case Claim claim -> " " + claim.getPhase() + (claim.getDeleting() ? " deleting" : "");
      case PersistentVolume volume -> " " + volume.getPhase();
      case Pod pod ->
          " "
              + pod.getPhase()
              + (pod.getNode() == null ? "" : " " + pod.getNode())
              + (pod.getReadyToStartContainers() ? " startable" : "")
              + (pod.getReady() ? " ready" : "")
              + (pod.getDeleting() ? " deleting" : "");
      case Node node ->
          (node.getReady() ? " ready" : "")
              + (node.getVolumesInUse().isEmpty() ? "" : " in use " + node.getVolumesInUse().size())
              + (node.getTaints().isEmpty() ? "" : " " + node.getTaints());
      case Attachment attachment ->
          " "
              + attachment.getNode()
              + (attachment.getAttached() ? " attached" : "")
              + (attachment.getAttachError() == null ? "" : " " + attachment.getAttachError())
              + (attachment.getDetachError() == null ? "" : " " + attachment.getDetachError())
              + (attachment.getDeleting() ? " deleting" : "");
      case CsiDriver driver -> " " + driver.getVersion();
      case StatefulSet set -> " " + set.getReadyReplicas() + " ready";
      case Custom custom -> " " + custom.getJson();
      default -> throw new AssertionError(changed);
    };
  }

  static Scenario.Fault fault(
      String kind, double atSeconds, double forSeconds, double share, double factor) {
    return new Scenario.Fault(seconds(atSeconds), kind, seconds(forSeconds), share, factor);
  }

  static Duration seconds(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
