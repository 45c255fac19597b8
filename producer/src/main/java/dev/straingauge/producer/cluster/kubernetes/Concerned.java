package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.cluster.kubernetes.Observed.Seen;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The objects that an operation is about, as they are now: its pods and claims, other pods on
 * those, volumes, attachments, nodes, and pods of the driver. They are asked for in lists by name,
 * which needs no right beyond those of a run. Blocks.
 */
final class Concerned {

  private static final int PODS = 3;
  private static final int DRIVER_PODS = 3;

  private final KubernetesConnection connection;
  private final Survey survey;
  private final Names naming;
  private final Observed observed;
  private final Inquiry inquiry;
  private final Intent intent;
  private final List<HasMetadata> objects = new ArrayList<>();
  private final List<Pod> pods = new ArrayList<>();

  Concerned(
      KubernetesConnection connection,
      Survey survey,
      Names naming,
      Observed observed,
      Inquiry inquiry,
      Intent intent) {
    this.connection = connection;
    this.survey = survey;
    this.naming = naming;
    this.observed = observed;
    this.inquiry = inquiry;
    this.intent = intent;
    gather();
  }

  /** All of them, the driver's pods aside. */
  List<HasMetadata> objects() {
    return objects;
  }

  /** Pods of the run. */
  List<Pod> pods() {
    return pods;
  }

  /** Controllers, and those of the nodes that it is about. */
  List<Pod> driverPods() {
    Set<String> nodes = new LinkedHashSet<>();
    objects.stream()
        .filter(Node.class::isInstance)
        .forEach(n -> nodes.add(n.getMetadata().getName()));
    List<Pod> all = new ArrayList<>();
    for (String namespace : survey.driverNamespaces()) {
      List<Pod> found =
          inquiry.had(
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

  /** Pods, claims, volumes, attachments and nodes that it is about, as they are now. */
  private void gather() {
    Set<String> names = new LinkedHashSet<>();
    Set<String> claims = new LinkedHashSet<>();
    name(intent, names, claims);
    List<Pod> found = new ArrayList<>();
    Set<String> nodes = new LinkedHashSet<>();
    for (String each : names) {
      List<Pod> there = named(Pod.class, Watches.POD, naming.of(each), true);
      found.addAll(there);
      there.forEach(pod -> addIfKnown(nodes, pod.getSpec().getNodeName()));
    }
    pods.addAll(found);
    objects.addAll(found);
    Set<String> volumes = new LinkedHashSet<>();
    for (String each : claims) {
      for (PersistentVolumeClaim claim :
          named(PersistentVolumeClaim.class, Watches.CLAIM, naming.of(each), true)) {
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
  }

  private void name(Intent intent, Set<String> names, Set<String> claims) {
    switch (intent) {
      case Intent.CreateClaim create -> claims.add(create.claim());
      case Intent.DeleteClaim delete -> claims.add(delete.claim());
      case Intent.ExpandClaim expand -> claims.add(expand.claim());
      case Intent.CreateSnapshot create -> claims.add(create.claim());
      case Intent.DeleteSnapshot _ -> {
        // its claim may be gone by now; the driver's logs are what there is
      }
      case Intent.CreatePod create -> {
        names.add(create.pod());
        claims.addAll(create.claims());
      }
      case Intent.DeletePod delete -> {
        names.add(delete.pod());
        observed.about(Watches.POD, delete.pod()).forEach(pod -> claims.addAll(claims(pod)));
      }
      case Intent.VerifyReadWrite verify -> {
        names.add(verify.writerPod());
        names.add(verify.readerPod());
        claims.add(verify.claim());
      }
      case Intent.CrashController _ -> {
        // the driver's pods are looked at in any case
      }
      case Intent.CreateSet create -> members(create.set(), names);
      case Intent.UpdateSet update -> members(update.set(), names);
      case Intent.PutEntries put -> {
        names.add(Intent.member(put.set(), put.member()));
        claims.add(Intent.memberClaim(put.set(), put.member()));
      }
      case Intent.CheckEntries check -> {
        names.add(Intent.member(check.set(), check.member()));
        claims.add(Intent.memberClaim(check.set(), check.member()));
      }
    }
    observed.alive(Watches.POD).stream()
        .filter(pod -> claims(pod).stream().anyMatch(claims::contains))
        .limit(PODS)
        .forEach(pod -> names.add(pod.name()));
  }

  /** Those that are not ready tell why. */
  private void members(String set, Set<String> names) {
    observed.alive(Watches.POD).stream()
        .filter(pod -> pod.name().startsWith(set + "-"))
        .filter(pod -> !((dev.straingauge.event.Pod) pod.facts()).getReady())
        .limit(PODS)
        .forEach(pod -> names.add(pod.name()));
  }

  private <T extends HasMetadata> List<T> named(
      Class<T> type, String kind, String name, boolean namespaced) {
    var options = new ListOptionsBuilder().withFieldSelector("metadata.name=" + name).build();
    var all = connection.client().resources(type);
    List<T> found =
        inquiry.had(
            "%s '%s'".formatted(kind, name),
            () ->
                (namespaced ? all.inNamespace(survey.namespace()) : all).list(options).getItems());
    if (found != null && found.isEmpty()) {
      inquiry.notes().add("%s '%s': not there".formatted(kind, name));
    }
    return found == null ? List.of() : found;
  }

  private static List<String> claims(Seen pod) {
    return ((dev.straingauge.event.Pod) pod.facts()).getClaims();
  }

  private static void addIfKnown(Set<String> all, @Nullable String name) {
    if (name != null && !name.isEmpty()) {
      all.add(name);
    }
  }
}
