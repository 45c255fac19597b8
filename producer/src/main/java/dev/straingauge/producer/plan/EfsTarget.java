package dev.straingauge.producer.plan;

import dev.straingauge.producer.plan.yaml.Place;
import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.Values;
import dev.straingauge.schemas.config.Scenario.Parameter;
import dev.straingauge.schemas.config.Scenario.PodTemplate;
import dev.straingauge.schemas.config.Scenario.StorageClass;
import dev.straingauge.schemas.config.Scenario.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code storage_class}, {@code pod_config} and {@code driver} of the EFS form. */
final class EfsTarget {

  private static final String DRIVER = "efs";

  private static final List<Parameter> PARAMETERS =
      List.of(
          new Parameter("provisioningMode", "efs-ap"),
          new Parameter("directoryPerms", "700"),
          new Parameter("deleteAccessPointRootDir", "true"),
          new Parameter("gidRangeStart", "1500"),
          new Parameter("gidRangeEnd", "2000"));

  /** Sections that mean something to the framework only. */
  private static final List<String> WITHOUT_EFFECT =
      List.of("logging", "metrics", "reporting", "driver_resources", "chaos", "cleanup");

  private static final List<String> DRIVER_WITHOUT_EFFECT =
      List.of("repository", "namespace", "install_method", "create_filesystem");

  private static final List<String> POD_WITHOUT_EFFECT =
      List.of("command", "args", "node_selector", "tolerations", "resources");

  private static final List<String> STORAGE_WITHOUT_EFFECT = List.of("provisioner");

  private static final List<String> PROBE_WITHOUT_EFFECT =
      List.of("exec", "command", "timeout_seconds", "failure_threshold", "success_threshold");

  private static final List<String> CRASH_WITHOUT_EFFECT =
      List.of("controller_namespace", "controller_pod_selector");

  private EfsTarget() {}

  static Target read(Section root, String namespace, int nodes, Drivers drivers) {
    Section driver = root.section("driver");
    driver.know(DRIVER_WITHOUT_EFFECT);
    String version = Values.text(driver, "version", drivers.versionOf(DRIVER));
    String filesystem = Values.text(driver, "filesystem_id", "");
    driver.close();
    StorageClass storageClass = storageClass(root.section("storage_class"), filesystem);
    PodTemplate pod = pod(root.section("pod_config"));
    return new Target("storage", nodes, DRIVER, version, namespace, storageClass, pod);
  }

  /** Says once, in one warning, which of the file's keys have no effect here. */
  static void noteWhatHasNoEffect(Section root) {
    List<String> found = new ArrayList<>();
    WITHOUT_EFFECT.stream().filter(root::has).forEach(found::add);
    addFound(root.section("driver"), DRIVER_WITHOUT_EFFECT, found);
    addFound(root.section("storage_class"), STORAGE_WITHOUT_EFFECT, found);
    addFound(root.section("pod_config"), POD_WITHOUT_EFFECT, found);
    addFound(root.section("pod_config").section("readiness_probe"), PROBE_WITHOUT_EFFECT, found);
    addFound(
        root.section("scenarios").section(Kinds.CONTROLLER_CRASH), CRASH_WITHOUT_EFFECT, found);
    if (!found.isEmpty()) {
      root.reading()
          .warning(
              new Place(root.place().source(), 0),
              "",
              "accepted, but without effect here: " + String.join(", ", found));
    }
  }

  private static void addFound(Section section, List<String> keys, List<String> found) {
    keys.stream().filter(section::has).map(section::path).forEach(found::add);
  }

  private static StorageClass storageClass(Section section, String filesystem) {
    section.know(STORAGE_WITHOUT_EFFECT);
    String name = Targets.name(section, "name", "efs-sc");
    String reclaim = Values.choice(section, "reclaim_policy", "Delete", Targets.RECLAIM_POLICIES);
    String binding =
        Values.choice(section, "volume_binding_mode", "Immediate", Targets.BINDING_MODES);
    List<String> options =
        Values.texts(section, "mount_options", List.of("tls", "hard", "nfsvers=4.1"));
    List<Parameter> parameters = new ArrayList<>();
    if (section.has("parameters")) {
      parameters.addAll(Targets.parameters(section.section("parameters")));
    } else {
      Section none = section.section("parameters");
      PARAMETERS.forEach(
          p -> parameters.add(new Parameter(p.key(), Values.text(none, p.key(), p.value()))));
    }
    if (!filesystem.isEmpty()
        && parameters.stream().noneMatch(p -> p.key().equals("fileSystemId"))) {
      parameters.add(new Parameter("fileSystemId", filesystem));
    }
    section.close();
    return new StorageClass(name, reclaim, binding, options, parameters);
  }

  private static PodTemplate pod(Section section) {
    section.know(POD_WITHOUT_EFFECT);
    String image = Values.text(section, "image", "alpine");
    Section probe = section.section("readiness_probe");
    probe.know(PROBE_WITHOUT_EFFECT);
    Duration five = Duration.ofSeconds(5);
    PodTemplate pod =
        new PodTemplate(
            image,
            Values.seconds(
                probe, "initial_delay_seconds", five, Duration.ZERO, Targets.LONGEST_PROBE),
            Values.seconds(
                probe, "period_seconds", five, Duration.ofSeconds(1), Targets.LONGEST_PROBE));
    probe.close();
    section.close();
    return pod;
  }
}
