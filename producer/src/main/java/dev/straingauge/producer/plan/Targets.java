package dev.straingauge.producer.plan;

import dev.straingauge.producer.plan.yaml.Place;
import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.Values;
import dev.straingauge.producer.plan.yaml.YamlNode;
import dev.straingauge.schemas.config.NearestName;
import dev.straingauge.schemas.config.Quoted;
import dev.straingauge.schemas.config.Scenario.Parameter;
import dev.straingauge.schemas.config.Scenario.PodTemplate;
import dev.straingauge.schemas.config.Scenario.StorageClass;
import dev.straingauge.schemas.config.Scenario.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code target:} of our own form; its parts are shared with the EFS form. */
final class Targets {

  static final List<String> RECLAIM_POLICIES = List.of("Delete", "Retain");
  static final List<String> BINDING_MODES = List.of("Immediate", "WaitForFirstConsumer");
  static final List<String> ACCESS_MODES = List.of(Target.RWO, Target.RWX);
  static final Duration LONGEST_PROBE = Duration.ofHours(1);

  private static final List<String> KINDS = List.of("storage", "eni", "mesh");
  private static final String NAME = "[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?";

  private Targets() {}

  /**
   * What is loaded.
   *
   * @param target it
   * @param attaches whether the driver's volumes are attached to nodes
   */
  record Loaded(Target target, boolean attaches) {}

  /**
   * Reads it.
   *
   * @param folder where the path of a driver profile in the scenario's file begins
   */
  static Loaded read(Section target, Drivers drivers, Path folder) {
    String kind = Values.choice(target, "kind", "storage", KINDS);
    if (!kind.equals("storage")) {
      target.problem(
          "kind", Quoted.of(kind) + " is not supported by this version (expected storage)");
    }
    int nodes = Values.count(target, "nodes", 20, 1, Kinds.MOST_NODES);
    Driver driver = driver(target, drivers, folder);
    Target result =
        new Target(
            kind,
            nodes,
            driver.name,
            driver.version,
            name(target, "namespace", "straingauge"),
            storageClass(target, driver.name),
            pod(target.section("pod")),
            Values.choice(
                target, "accessMode", driver.attaches ? Target.RWO : Target.RWX, ACCESS_MODES),
            driver.profile);
    target.close();
    return new Loaded(result, driver.attaches);
  }

  /** A name that Kubernetes takes. */
  static String name(Section section, String key, String otherwise) {
    String name = Values.text(section, key, otherwise);
    if (!name.matches(NAME)) {
      section.problem(
          key,
          Quoted.of(name)
              + " is no Kubernetes name (expected at most 63 of a-z, 0-9, '-' and '.')");
    }
    return name;
  }

  private record Driver(String name, String version, boolean attaches, String profile) {}

  private static Driver driver(Section target, Drivers drivers, Path folder) {
    String text = Values.text(target, "driver", drivers.names().getFirst());
    int at = OwnProfile.isFile(text) ? -1 : text.lastIndexOf('@');
    String name = at < 0 ? text : text.substring(0, at);
    if (OwnProfile.isFile(name)) {
      String version = at < 0 ? "unknown" : version(target, text, at);
      Path from = target.place("driver").equals(Place.SET) ? Path.of("") : folder;
      return OwnProfile.read(name, from, target)
          .map(own -> new Driver(own.name(), version, own.attaches(), own.content()))
          .orElse(new Driver(drivers.names().getFirst(), version, true, ""));
    }
    if (!drivers.names().contains(name)) {
      target.problem(
          "driver",
          "no driver profile %s (expected %s, or a file NAME.yaml)%s"
              .formatted(
                  Quoted.of(name),
                  String.join(", ", drivers.names()),
                  NearestName.hint(name, drivers.names())));
      return new Driver(drivers.names().getFirst(), "unknown", false, "");
    }
    String version = at < 0 ? drivers.versionOf(name) : version(target, text, at);
    return new Driver(name, version, drivers.attaches(name), "");
  }

  private static String version(Section target, String text, int at) {
    String version = text.substring(at + 1);
    if (version.isBlank() || version.length() > 60) {
      target.problem(
          "driver",
          "%s has no version after '@' (expected like %s@2.1.8)"
              .formatted(Quoted.of(text), Quoted.plain(text.substring(0, at))));
    }
    return version;
  }

  private static StorageClass storageClass(Section target, String driver) {
    String standard = driver + "-sc";
    if (!(target.value("storageClass").orElse(null) instanceof YamlNode.Mapping)) {
      String name = name(target, "storageClass", standard);
      return new StorageClass(name, "Delete", "Immediate", List.of(), List.of());
    }
    Section section = target.section("storageClass");
    StorageClass result =
        new StorageClass(
            name(section, "name", standard),
            Values.choice(section, "reclaimPolicy", "Delete", RECLAIM_POLICIES),
            Values.choice(section, "volumeBindingMode", "Immediate", BINDING_MODES),
            Values.texts(section, "mountOptions", List.of()),
            parameters(section.section("parameters")));
    section.close();
    return result;
  }

  /** Each key of {@code section} that has a value, whatever its name: drivers have their own. */
  static List<Parameter> parameters(Section section) {
    List<Parameter> parameters = new ArrayList<>();
    for (String key : section.keys()) {
      if (section.has(key)) {
        parameters.add(new Parameter(key, Values.text(section, key, "")));
      }
    }
    return parameters;
  }

  private static PodTemplate pod(Section section) {
    PodTemplate pod =
        new PodTemplate(
            Values.text(section, "image", "alpine"),
            Values.duration(
                section,
                "readinessInitialDelay",
                Duration.ofSeconds(5),
                Duration.ZERO,
                LONGEST_PROBE),
            Values.duration(
                section,
                "readinessPeriod",
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                LONGEST_PROBE));
    section.close();
    return pod;
  }
}
