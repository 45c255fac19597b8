package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.schemas.config.Scenario;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.List;
import java.util.Map;

/**
 * The StatefulSets of a run. The name of the claim template begins as all names of the run do, so
 * that the claims and volumes that come of it are known as the run's.
 */
final class SetManifests {

  /** Label of the members: the plan's name of their set. */
  static final String SET = "straingauge.dev/set";

  /** What a change of the template sets in the environment of the containers. */
  static final String VARIABLE = "STRAINGAUGE_RESTART";

  private final Names names;
  private final String namespace;
  private final Manifests manifests;
  private final String storageClass;
  private final String accessMode;
  private final Scenario.Sets settings;

  /**
   * @param accessMode of every claim, as Kubernetes writes it
   */
  SetManifests(
      Names names,
      String namespace,
      Manifests manifests,
      String storageClass,
      String accessMode,
      Scenario.Sets settings) {
    this.names = names;
    this.namespace = namespace;
    this.manifests = manifests;
    this.storageClass = storageClass;
    this.accessMode = accessMode;
    this.settings = settings;
  }

  Scenario.Sets settings() {
    return settings;
  }

  StatefulSet set(Intent.CreateSet intent) {
    String template = names.of("data");
    Map<String, String> ofMembers = names.labels();
    ofMembers.put(Names.OPERATION, Long.toString(intent.operationId()));
    ofMembers.put(SET, intent.set());
    VolumeMount mount =
        new VolumeMountBuilder().withName(template).withMountPath(Manifests.MOUNTS + "0").build();
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(names.of(intent.set()))
        .withLabels(names.labels(intent.set(), intent.operationId()))
        .endMetadata()
        .withNewSpec()
        .withReplicas(settings.replicas())
        .withServiceName(names.of(intent.set()))
        .withPodManagementPolicy(settings.podManagement())
        .withNewUpdateStrategy()
        .withType(settings.updateStrategy())
        .endUpdateStrategy()
        .withNewSelector()
        .addToMatchLabels(Names.RUN, names.runLabel())
        .addToMatchLabels(SET, intent.set())
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(ofMembers)
        .endMetadata()
        .withSpec(podSpec(mount, intent.preStop()))
        .endTemplate()
        .addNewVolumeClaimTemplate()
        .withNewMetadata()
        .withName(template)
        .withLabels(ofMembers)
        .endMetadata()
        .withNewSpec()
        .withAccessModes(accessMode)
        .withStorageClassName(storageClass)
        .withNewResources()
        .addToRequests("storage", new Quantity(Long.toString(settings.volumeBytes())))
        .endResources()
        .endSpec()
        .endVolumeClaimTemplate()
        .endSpec()
        .build();
  }

  private PodSpec podSpec(VolumeMount mount, boolean preStop) {
    PodSpec spec = manifests.podSpec(List.of(mount));
    spec.setTerminationGracePeriodSeconds(settings.gracePeriod().toSeconds());
    Container container = spec.getContainers().getFirst();
    ContainerBuilder with =
        new ContainerBuilder(container).addToEnv(new EnvVar(VARIABLE, "none", null));
    if (preStop) {
      String hook = "sync; sleep " + settings.preStopDuration().toSeconds();
      with.withLifecycle(
          new LifecycleBuilder()
              .withNewPreStop()
              .withNewExec()
              .withCommand("sh", "-c", hook)
              .endExec()
              .endPreStop()
              .build());
    }
    spec.setContainers(List.of(with.build()));
    return spec;
  }
}
