package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.event.ClusterFacts;
import dev.straingauge.event.CsiDriver;
import dev.straingauge.event.Driver;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.kubernetes.SnapshotApi.SnapshotClass;
import dev.straingauge.schemas.config.Scenario;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.VersionInfo;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a run finds before its first change.
 *
 * @param facts what carries the load
 * @param driver what is measured
 * @param csiDriver the same as a watch tells it
 * @param images what is known of the driver from its pods
 * @param namespace where namespaced objects go
 * @param makesNamespace whether the run makes it, and removes it
 * @param makesClass whether the run makes the StorageClass, and removes it
 * @param features what the driver can do beyond volumes
 * @param waitsForConsumer whether claims are provisioned for their first pod
 * @param accessMode of the claims, as Kubernetes writes it
 * @param notes what a user should know, a sentence each
 */
public record Survey(
    ClusterFacts facts,
    Driver driver,
    CsiDriver csiDriver,
    DriverImages images,
    String namespace,
    boolean makesNamespace,
    boolean makesClass,
    DriverFeatures features,
    boolean waitsForConsumer,
    String accessMode,
    List<String> notes) {

  public static final String KIND = "kubernetes";

  /** A version that nothing tells. */
  static final String UNKNOWN = "unknown";

  /** The kind of operation, as scenarios name it. */
  private static final String CREATE_SNAPSHOT = "create_snapshot";

  private static final String WAIT = "WaitForFirstConsumer";

  public Survey {
    notes = List.copyOf(notes);
  }

  /**
   * Looks, and changes nothing.
   *
   * @param profileDriver CSI name of the scenario's driver; the one of an existing StorageClass
   *     wins
   * @throws ClusterException Unreachable, Unauthorized, Forbidden and others of the API; Refused: a
   *     namespace that is not to be loaded, or that is going; NotInstalled: no such driver
   */
  public static Survey of(
      KubernetesConnection connection, Scenario scenario, String profileDriver) {
    String named = connection.settings().namespace();
    String namespace = named == null ? scenario.target().namespace() : named;
    refuseSystem(namespace);
    KubernetesClient client = connection.client();
    VersionInfo version = connection.ask("read the version", () -> client.getKubernetesVersion());
    List<Node> nodes = connection.ask("list Node", () -> client.nodes().list().getItems());
    Optional<Namespace> space =
        get(connection, "Namespace", () -> client.namespaces().withName(namespace).get());
    if (space.filter(Facts::isDeleting).isPresent()) {
      throw new ClusterException(
          "Refused",
          "",
          "use namespace '%s': it is being deleted (expected one that stays)".formatted(namespace));
    }
    Scenario.StorageClass wanted = scenario.target().storageClass();
    Optional<StorageClass> found =
        get(
            connection,
            "StorageClass",
            () -> client.storage().v1().storageClasses().withName(wanted.name()).get());
    String driverName = found.map(StorageClass::getProvisioner).orElse(profileDriver);
    CSIDriver driver =
        get(
                connection,
                "CSIDriver",
                () -> client.storage().v1().csiDrivers().withName(driverName).get())
            .orElseThrow(() -> notInstalled(connection, driverName, wanted.name(), found));
    boolean attachRequired = attaches(driver);
    DriverImages images = DriverImages.of(connection, driverName, driver);
    String given = connection.settings().driverVersion();
    String driverVersion = given == null ? images.version().orElse(UNKNOWN) : given;
    List<String> notes = new ArrayList<>(given == null ? images.notes() : List.of());
    connection
        .clockDifference()
        .filter(difference -> !difference.isClose())
        .ifPresent(difference -> notes.add(difference + ": " + ClockDifference.MEANING));
    found.ifPresent(there -> notes.addAll(differences(wanted, there)));
    if (attachRequired && scenario.target().accessMode().equals(Scenario.Target.RWX)) {
      notes.add(
          "driver '%s' attaches volumes, and the scenario's claims are for many nodes (RWX): most such drivers refuse that (--set target.accessMode=RWO)"
              .formatted(driverName));
    }
    String mode = found.map(StorageClass::getVolumeBindingMode).orElse(wanted.volumeBindingMode());
    return new Survey(
        facts(version, nodes, driverName),
        new Driver(driverName, driverVersion, images.digests()),
        new CsiDriver(driverVersion, attachRequired, images.digests()),
        images,
        namespace,
        space.isEmpty(),
        found.isEmpty(),
        new DriverFeatures(
            whyNoExpansion(wanted.name(), found),
            scenario.phases().stream().anyMatch(phase -> phase.draws(CREATE_SNAPSHOT))
                ? SnapshotApi.classOf(connection, driverName)
                : new SnapshotClass("", false, "the scenario makes none")),
        WAIT.equals(mode),
        accessMode(scenario.target()),
        notes);
  }

  /** Whether claims can be expanded. */
  public boolean expands() {
    return features.expands();
  }

  /** Whether snapshots can be made. */
  public boolean snapshots() {
    return features.snapshotClass().isThere();
  }

  /** Whether what a snapshot stands for outlives it. */
  public boolean retainsSnapshots() {
    return features.snapshotClass().retains();
  }

  /** Why claims cannot be expanded; empty: they can. */
  public String whyNoExpansion() {
    return features.whyNoExpansion();
  }

  /** Why no snapshots can be made; empty: they can. */
  public String whyNoSnapshots() {
    return features.snapshotClass().why();
  }

  private static String whyNoExpansion(String name, Optional<StorageClass> found) {
    if (found.isEmpty()) {
      return "StorageClass '%s' would be made by the run, which does not know whether its driver expands volumes"
          .formatted(name);
    }
    return Boolean.TRUE.equals(found.get().getAllowVolumeExpansion())
        ? ""
        : "StorageClass '%s' does not allow it (allowVolumeExpansion)".formatted(name);
  }

  /** Whether volumes of the driver are attached to nodes. */
  static boolean attaches(CSIDriver driver) {
    return !Boolean.FALSE.equals(driver.getSpec().getAttachRequired());
  }

  /** The driver's controller pods, as namespace/name. */
  public List<String> controllers() {
    return images.controllers();
  }

  /** Where pods of the driver are, sorted. */
  public List<String> driverNamespaces() {
    return images.namespaces();
  }

  private static String accessMode(Scenario.Target target) {
    return target.accessMode().equals(Scenario.Target.RWX) ? "ReadWriteMany" : "ReadWriteOnce";
  }

  /** Namespaces that belong to the cluster itself. */
  static void refuseSystem(String namespace) {
    if (namespace.startsWith("kube-") || namespace.startsWith("openshift")) {
      throw new ClusterException(
          "Refused",
          "",
          "put load into namespace '%s': it belongs to the cluster (expected one for tests)"
              .formatted(namespace));
    }
  }

  private static ClusterException notInstalled(
      KubernetesConnection connection,
      String driver,
      String storageClass,
      Optional<StorageClass> found) {
    List<String> all =
        connection.ask(
            "list CSIDriver",
            () ->
                connection.client().storage().v1().csiDrivers().list().getItems().stream()
                    .map(each -> each.getMetadata().getName())
                    .sorted()
                    .toList());
    return new ClusterException(
        "NotInstalled",
        "",
        "find the driver '%s' of StorageClass '%s'%s: no such CSIDriver (installed: %s)"
            .formatted(
                driver,
                storageClass,
                found.isPresent() ? "" : ", which would be made",
                all.isEmpty() ? "none" : String.join(", ", all)));
  }

  private static List<String> differences(Scenario.StorageClass wanted, StorageClass found) {
    List<String> differences = new ArrayList<>();
    compare(
        differences,
        "reclaimPolicy",
        wanted.reclaimPolicy(),
        Facts.or(found.getReclaimPolicy(), "Delete"));
    compare(
        differences,
        "volumeBindingMode",
        wanted.volumeBindingMode(),
        Facts.or(found.getVolumeBindingMode(), "Immediate"));
    if (!wanted.mountOptions().isEmpty()) {
      compare(
          differences,
          "mountOptions",
          wanted.mountOptions().toString(),
          Facts.list(found.getMountOptions()).toString());
    }
    Map<String, String> there =
        found.getParameters() == null ? Map.of() : new LinkedHashMap<>(found.getParameters());
    for (Scenario.Parameter parameter : wanted.parameters()) {
      compare(
          differences,
          "parameters." + parameter.key(),
          parameter.value(),
          there.get(parameter.key()));
    }
    return differences.isEmpty()
        ? List.of()
        : List.of(
            "StorageClass '%s' is there and is used as it is: %s"
                .formatted(wanted.name(), String.join(", ", differences)));
  }

  private static void compare(
      List<String> differences, String key, String wanted, @Nullable String found) {
    if (!wanted.equals(found)) {
      differences.add(
          "%s is %s (the scenario says %s)"
              .formatted(key, found == null ? "not set" : "'" + found + "'", "'" + wanted + "'"));
    }
  }

  private static ClusterFacts facts(VersionInfo version, List<Node> nodes, String driver) {
    TreeSet<String> machines = new TreeSet<>();
    for (Node node : nodes) {
      var info = node.getStatus() == null ? null : node.getStatus().getNodeInfo();
      machines.add(info == null ? "" : info.getKubeletVersion() + " " + info.getArchitecture());
    }
    String identity =
        String.join(
            "\n",
            KIND,
            version.getGitVersion(),
            Integer.toString(nodes.size()),
            driver,
            String.join("\n", machines));
    return new ClusterFacts(KIND, version.getGitVersion(), nodes.size(), fingerprint(identity));
  }

  private static <T> Optional<T> get(
      KubernetesConnection connection, String kind, java.util.function.Supplier<@Nullable T> get) {
    return connection.ask("get " + kind, () -> Optional.ofNullable(get.get()));
  }

  private static String fingerprint(String identity) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(
          "hash the cluster's facts: every Java platform has SHA-256", e);
    }
  }
}
