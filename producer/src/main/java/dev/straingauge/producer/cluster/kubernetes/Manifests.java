package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.schemas.config.Scenario;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The objects that a run makes. Pods fit the restricted Pod Security Standard. */
final class Manifests {

  /** Where a pod's i-th claim, in the order of their names, is mounted: {@code /volumes/0}, … */
  static final String MOUNTS = "/volumes/";

  static final String CONTAINER = "main";

  private static final long USER = 10_001;

  /** Ends at once on SIGTERM; a bare {@code sleep} as process 1 would not. */
  private static final String IDLE =
      "trap 'exit 0' TERM INT; while :; do sleep 3600 & wait $!; done";

  private final Names names;
  private final String namespace;
  private final Scenario.Target target;
  private final PodSettings settings;
  private final String accessMode;

  /**
   * @param accessMode of every claim, as Kubernetes writes it
   */
  Manifests(
      Names names,
      String namespace,
      Scenario.Target target,
      PodSettings settings,
      String accessMode) {
    this.names = names;
    this.namespace = namespace;
    this.target = target;
    this.settings = settings;
    this.accessMode = accessMode;
  }

  PersistentVolumeClaim claim(Intent.CreateClaim intent) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(names.of(intent.claim()))
        .withLabels(names.labels(intent.claim(), intent.operationId()))
        .endMetadata()
        .withNewSpec()
        .withAccessModes(accessMode)
        .withStorageClassName(target.storageClass().name())
        .withNewResources()
        .addToRequests("storage", new Quantity(Long.toString(intent.bytes())))
        .endResources()
        .endSpec()
        .build();
  }

  Pod pod(Intent.CreatePod intent) {
    List<Volume> volumes = new ArrayList<>();
    List<VolumeMount> mounts = new ArrayList<>();
    List<String> claims = intent.claims().stream().sorted().toList();
    for (int i = 0; i < claims.size(); i++) {
      String name = "volume-" + i;
      volumes.add(
          new VolumeBuilder()
              .withName(name)
              .withNewPersistentVolumeClaim()
              .withClaimName(names.of(claims.get(i)))
              .endPersistentVolumeClaim()
              .build());
      mounts.add(new VolumeMountBuilder().withName(name).withMountPath(MOUNTS + i).build());
    }
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(names.of(intent.pod()))
        .withLabels(names.labels(intent.pod(), intent.operationId()))
        .endMetadata()
        .withSpec(new PodSpecBuilder(podSpec(mounts)).withVolumes(volumes).build())
        .build();
  }

  /** The container's image. */
  String image() {
    String image = settings.image();
    return image == null ? target.pod().image() : image;
  }

  /** What every pod of the run has, but its volumes. */
  PodSpec podSpec(List<VolumeMount> mounts) {
    return new PodSpecBuilder()
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withRestartPolicy("Always")
        .withNodeSelector(settings.nodeSelector())
        .withTolerations(tolerations())
        .withImagePullSecrets(
            settings.pullSecrets().stream().map(LocalObjectReference::new).toList())
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(USER)
        .withRunAsGroup(USER)
        .withFsGroup(USER)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .withContainers(container(mounts))
        .build();
  }

  GenericKubernetesResource snapshot(Intent.CreateSnapshot intent, String snapshotClass) {
    GenericKubernetesResource snapshot = new GenericKubernetesResource();
    snapshot.setApiVersion(SnapshotApi.GROUP + "/v1");
    snapshot.setKind(Watches.SNAPSHOT);
    snapshot.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(namespace)
            .withName(names.of(intent.snapshot()))
            .withLabels(names.labels(intent.snapshot(), intent.operationId()))
            .build());
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("volumeSnapshotClassName", snapshotClass);
    spec.put("source", Map.of("persistentVolumeClaimName", names.of(intent.claim())));
    snapshot.setAdditionalProperty("spec", spec);
    return snapshot;
  }

  /** The class of the scenario, for a driver. */
  StorageClass storageClass(String provisioner) {
    Scenario.StorageClass wanted = target.storageClass();
    Map<String, String> parameters = new LinkedHashMap<>();
    wanted.parameters().forEach(parameter -> parameters.put(parameter.key(), parameter.value()));
    return new StorageClassBuilder()
        .withNewMetadata()
        .withName(wanted.name())
        .withLabels(names.labels())
        .endMetadata()
        .withProvisioner(provisioner)
        .withReclaimPolicy(wanted.reclaimPolicy())
        .withVolumeBindingMode(wanted.volumeBindingMode())
        .withMountOptions(wanted.mountOptions())
        .withParameters(parameters)
        .build();
  }

  /** The namespace of the run's objects. */
  Namespace namespace() {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(namespace)
        .withLabels(names.labels())
        .endMetadata()
        .build();
  }

  private io.fabric8.kubernetes.api.model.Container container(List<VolumeMount> mounts) {
    return new ContainerBuilder()
        .withName(CONTAINER)
        .withImage(image())
        .withImagePullPolicy("IfNotPresent")
        .withCommand("sh", "-c", IDLE)
        .withVolumeMounts(mounts)
        .withNewReadinessProbe()
        .withNewExec()
        .withCommand("test", "-d", MOUNTS + "0")
        .endExec()
        .withInitialDelaySeconds((int) target.pod().readinessInitialDelay().toSeconds())
        .withPeriodSeconds((int) Math.max(1, target.pod().readinessPeriod().toSeconds()))
        .endReadinessProbe()
        .withNewResources()
        .withRequests(quantities(settings.requests()))
        .withLimits(quantities(settings.limits()))
        .endResources()
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .build();
  }

  private List<io.fabric8.kubernetes.api.model.Toleration> tolerations() {
    return settings.tolerations().stream()
        .map(
            each ->
                new TolerationBuilder()
                    .withKey(each.key().isEmpty() ? null : each.key())
                    .withOperator(each.value() == null ? "Exists" : "Equal")
                    .withValue(each.value())
                    .withEffect(each.effect().isEmpty() ? null : each.effect())
                    .build())
        .toList();
  }

  private static Map<String, Quantity> quantities(Map<String, String> texts) {
    Map<String, Quantity> quantities = new LinkedHashMap<>();
    texts.forEach((name, text) -> quantities.put(name, new Quantity(text)));
    return quantities;
  }
}
