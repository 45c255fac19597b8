package dev.straingauge.producer.cluster.kubernetes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.event.Attachment;
import dev.straingauge.event.Claim;
import dev.straingauge.event.Custom;
import dev.straingauge.event.Node;
import dev.straingauge.event.PersistentVolume;
import dev.straingauge.event.Pod;
import dev.straingauge.event.StatefulSet;
import dev.straingauge.schemas.json.CanonicalJson;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimCondition;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.CSINode;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.VolumeAttachment;
import io.fabric8.kubernetes.api.model.storage.VolumeError;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an object says, as the events tell it. Claims are named as in the plan. */
final class Facts {

  private static final Map<String, String> ACCESS_MODES =
      Map.of(
          "ReadWriteOnce", "RWO",
          "ReadOnlyMany", "ROX",
          "ReadWriteMany", "RWX",
          "ReadWriteOncePod", "RWOP");

  /** Conditions of a claim that an expansion sets. */
  private static final List<String> RESIZING =
      List.of("ControllerResizeError", "FileSystemResizePending", "NodeResizeError", "Resizing");

  /** Some 30 years: nobody waits for longer. */
  private static final long LONGEST_GRACE_SECONDS = 1_000_000_000L;

  private Facts() {}

  static Claim of(PersistentVolumeClaim claim) {
    var spec = claim.getSpec();
    var status = claim.getStatus();
    return new Claim(
        status == null ? "Pending" : or(status.getPhase(), "Pending"),
        spec.getVolumeName(),
        or(spec.getStorageClassName(), ""),
        list(spec.getAccessModes()).stream()
            .map(mode -> ACCESS_MODES.getOrDefault(mode, mode))
            .sorted()
            .toList(),
        storage(spec.getResources() == null ? null : spec.getResources().getRequests()),
        isDeleting(claim),
        storage(status == null ? null : status.getCapacity()),
        status == null ? null : resizing(status));
  }

  private static long storage(@Nullable Map<String, Quantity> quantities) {
    Quantity size = quantities == null ? null : quantities.get("storage");
    return size == null ? 0L : Quantity.getAmountInBytes(size).longValue();
  }

  /** The finer word of newer clusters, else the condition. */
  private static @Nullable String resizing(PersistentVolumeClaimStatus status) {
    Map<String, String> allocated = status.getAllocatedResourceStatuses();
    String finer = allocated == null ? null : allocated.get("storage");
    if (finer != null && !finer.isEmpty()) {
      return finer;
    }
    return list(status.getConditions()).stream()
        .filter(condition -> RESIZING.contains(condition.getType()))
        .filter(condition -> "True".equals(condition.getStatus()))
        .map(PersistentVolumeClaimCondition::getType)
        .sorted()
        .findFirst()
        .orElse(null);
  }

  static PersistentVolume of(
      io.fabric8.kubernetes.api.model.PersistentVolume volume, @Nullable String claim) {
    var csi = volume.getSpec().getCsi();
    return new PersistentVolume(
        volume.getStatus() == null ? "Pending" : or(volume.getStatus().getPhase(), "Pending"),
        claim,
        csi == null ? "" : csi.getDriver(),
        csi == null ? "" : csi.getVolumeHandle(),
        or(volume.getSpec().getPersistentVolumeReclaimPolicy(), "Retain"),
        isDeleting(volume));
  }

  static Attachment of(VolumeAttachment attachment) {
    var status = attachment.getStatus();
    return new Attachment(
        or(volumeOf(attachment), ""),
        attachment.getSpec().getNodeName(),
        status != null && Boolean.TRUE.equals(status.getAttached()),
        status == null ? null : message(status.getAttachError()),
        status == null ? null : message(status.getDetachError()),
        isDeleting(attachment));
  }

  static @Nullable String volumeOf(VolumeAttachment attachment) {
    return attachment.getSpec().getSource().getPersistentVolumeName();
  }

  static Pod of(io.fabric8.kubernetes.api.model.Pod pod, Names names) {
    List<String> claims =
        list(pod.getSpec().getVolumes()).stream()
            .map(volume -> volume.getPersistentVolumeClaim())
            .filter(Objects::nonNull)
            .map(PersistentVolumeClaimVolumeSource::getClaimName)
            .map(names::planName)
            .sorted()
            .toList();
    return new Pod(
        pod.getStatus() == null ? "Pending" : or(pod.getStatus().getPhase(), "Pending"),
        pod.getSpec().getNodeName(),
        condition(pod, "Ready"),
        condition(pod, "PodReadyToStartContainers"),
        claims,
        reason(pod),
        isDeleting(pod),
        graceNanos(pod),
        owner(pod, names));
  }

  private static @Nullable Long graceNanos(io.fabric8.kubernetes.api.model.Pod pod) {
    Long ofDeletion = pod.getMetadata().getDeletionGracePeriodSeconds();
    Long seconds =
        ofDeletion == null ? pod.getSpec().getTerminationGracePeriodSeconds() : ofDeletion;
    boolean known = seconds != null && seconds >= 0 && seconds <= LONGEST_GRACE_SECONDS;
    return known ? Long.valueOf(seconds * 1_000_000_000L) : null;
  }

  private static @Nullable String owner(HasMetadata object, Names names) {
    return list(object.getMetadata().getOwnerReferences()).stream()
        .filter(reference -> Boolean.TRUE.equals(reference.getController()))
        .map(reference -> reference.getKind() + "/" + names.planName(reference.getName()))
        .findFirst()
        .orElse(null);
  }

  static Node of(io.fabric8.kubernetes.api.model.Node node) {
    var status = node.getStatus();
    boolean ready =
        status != null
            && list(status.getConditions()).stream()
                .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
    return new Node(
        ready,
        Boolean.TRUE.equals(node.getSpec().getUnschedulable()),
        list(node.getSpec().getTaints()).stream()
            .map(t -> "%s=%s:%s".formatted(t.getKey(), or(t.getValue(), ""), t.getEffect()))
            .sorted()
            .toList(),
        status == null ? List.of() : list(status.getVolumesInUse()).stream().sorted().toList());
  }

  /** An absent number is what Kubernetes takes it for: one replica wanted, none there. */
  static StatefulSet of(io.fabric8.kubernetes.api.model.apps.StatefulSet set) {
    var status = set.getStatus();
    Integer wanted = set.getSpec() == null ? null : set.getSpec().getReplicas();
    return new StatefulSet(
        wanted == null ? 1 : wanted,
        status == null ? 0 : Objects.requireNonNullElse(status.getReadyReplicas(), 0),
        status == null ? 0 : Objects.requireNonNullElse(status.getUpdatedReplicas(), 0),
        status == null ? "" : or(status.getUpdateRevision(), ""));
  }

  static Custom of(CSINode node) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    TreeMap<String, @Nullable Integer> drivers = new TreeMap<>();
    list(node.getSpec().getDrivers())
        .forEach(
            driver ->
                drivers.put(
                    driver.getName(),
                    driver.getAllocatable() == null ? null : driver.getAllocatable().getCount()));
    ArrayNode array = json.putArray("drivers");
    drivers.forEach((name, count) -> array.addObject().put("name", name).put("volumes", count));
    return new Custom(CanonicalJson.write(json));
  }

  static Custom of(StorageClass storageClass) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (Boolean.TRUE.equals(storageClass.getAllowVolumeExpansion())) {
      json.put("allowVolumeExpansion", true);
    }
    ArrayNode options = json.putArray("mountOptions");
    list(storageClass.getMountOptions()).forEach(options::add);
    ObjectNode parameters = json.putObject("parameters");
    if (storageClass.getParameters() != null) {
      new TreeMap<>(storageClass.getParameters()).forEach(parameters::put);
    }
    json.put("provisioner", storageClass.getProvisioner());
    json.put("reclaimPolicy", or(storageClass.getReclaimPolicy(), "Delete"));
    json.put("volumeBindingMode", or(storageClass.getVolumeBindingMode(), "Immediate"));
    return new Custom(CanonicalJson.write(json));
  }

  /** Of a VolumeSnapshot; its claim is named as in the plan. */
  static Custom snapshot(GenericKubernetesResource snapshot, Names names) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    String claim = SnapshotApi.text(snapshot, "spec", "source", "persistentVolumeClaimName");
    json.put("claim", claim == null ? null : names.planName(claim));
    json.put("class", SnapshotApi.text(snapshot, "spec", "volumeSnapshotClassName"));
    json.put("content", SnapshotApi.text(snapshot, "status", "boundVolumeSnapshotContentName"));
    json.put("deleting", isDeleting(snapshot));
    json.put("error", SnapshotApi.text(snapshot, "status", "error", "message"));
    json.put("readyToUse", SnapshotApi.isTrue(snapshot, "status", "readyToUse"));
    return new Custom(CanonicalJson.write(json));
  }

  /** Of a VolumeSnapshotContent. */
  static Custom snapshotContent(GenericKubernetesResource content) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("deleting", isDeleting(content));
    json.put("deletionPolicy", SnapshotApi.text(content, "spec", "deletionPolicy"));
    json.put("driver", SnapshotApi.text(content, "spec", "driver"));
    json.put("readyToUse", SnapshotApi.isTrue(content, "status", "readyToUse"));
    json.put("snapshotHandle", SnapshotApi.text(content, "status", "snapshotHandle"));
    return new Custom(CanonicalJson.write(json));
  }

  static boolean isDeleting(HasMetadata object) {
    return object.getMetadata().getDeletionTimestamp() != null;
  }

  /** The object's own stamp of its last change, nanoseconds since 1970; null if it has none. */
  static @Nullable Long objectTime(ObjectMeta metadata) {
    Stream<@Nullable String> stamps =
        Stream.concat(
            Stream.of(metadata.getCreationTimestamp()),
            list(metadata.getManagedFields()).stream().map(ManagedFieldsEntry::getTime));
    return stamps.map(Facts::nanos).filter(Objects::nonNull).max(Long::compare).orElse(null);
  }

  /** A stamp of Kubernetes as nanoseconds since 1970; null if there is none. */
  static @Nullable Long nanos(@Nullable String stamp) {
    if (stamp == null || stamp.isEmpty()) {
      return null;
    }
    try {
      Instant at = OffsetDateTime.parse(stamp).toInstant();
      return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
    } catch (DateTimeException e) {
      return null;
    }
  }

  static <T> List<T> list(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  static String or(@Nullable String text, String otherwise) {
    return text == null ? otherwise : text;
  }

  private static boolean condition(io.fabric8.kubernetes.api.model.Pod pod, String type) {
    return pod.getStatus() != null
        && list(pod.getStatus().getConditions()).stream()
            .anyMatch(c -> type.equals(c.getType()) && "True".equals(c.getStatus()));
  }

  private static @Nullable String reason(io.fabric8.kubernetes.api.model.Pod pod) {
    if (pod.getStatus() == null) {
      return null;
    }
    for (var container : list(pod.getStatus().getContainerStatuses())) {
      ContainerState state = container.getState();
      if (state != null && state.getWaiting() != null) {
        return state.getWaiting().getReason();
      }
      if (state != null && state.getTerminated() != null) {
        return state.getTerminated().getReason();
      }
    }
    return pod.getStatus().getReason();
  }

  private static @Nullable String message(@Nullable VolumeError error) {
    return error == null ? null : error.getMessage();
  }
}
