package dev.straingauge.producer.cluster.simulated;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.ClusterFacts;
import dev.straingauge.event.Driver;
import dev.straingauge.producer.cluster.Cluster;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.journal.Journal;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.producer.stage.Timeline;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.json.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that is state machines over a timeline: API, scheduler, volume controllers,
 * provisioner, kubelets, pod I/O, faults. Everything it does follows from the scenario, the profile
 * and the timeline's seed. Confined to the timeline's turn.
 */
public final class SimulatedCluster implements Cluster {

  /** What {@link ClusterFacts} says of the kind. */
  public static final String KIND = "simulated";

  /** Rises with each change of behaviour that makes runs not comparable. */
  public static final String VERSION = "sim-1";

  private final Scenario scenario;
  private final DriverProfile profile;
  private final World world;
  private final ApiServer api;
  private @Nullable Promise<Accepted> setUp;
  private @Nullable Promise<List<CleanupOfKind>> cleanUp;

  /**
   * @param scenario nodes, storage class, pod template and faults are taken from it
   * @param profile how the driver behaves
   * @param timeline where everything is queued; its seed drives every draw
   * @param journal where every change that is seen goes
   * @throws IllegalArgumentException if the scenario has no nodes or an unknown fault
   */
  public SimulatedCluster(
      Scenario scenario, DriverProfile profile, Timeline timeline, Journal journal) {
    if (scenario.target().nodes() < 1) {
      throw new IllegalArgumentException(
          "simulate a cluster for '%s': %d nodes (expected at least 1)"
              .formatted(scenario.name(), scenario.target().nodes()));
    }
    this.scenario = scenario;
    this.profile = profile;
    world = new World(scenario, profile, timeline, journal);
    api = new ApiServer(world, new Verifier(world, journal));
  }

  @Override
  public ClusterFacts facts() {
    int nodes = scenario.target().nodes();
    String own = scenario.target().profile();
    String identity =
        String.join("\n", KIND, VERSION, Integer.toString(nodes), profile.name())
            + (own.isEmpty() ? "" : "\n" + own);
    return new ClusterFacts(KIND, VERSION, nodes, fingerprint(identity));
  }

  @Override
  public Driver driver() {
    return new Driver(profile.name(), scenario.target().driverVersion(), List.of());
  }

  @Override
  public boolean has(Feature feature) {
    return switch (feature) {
      case EXPANSION -> profile.expanding() != null;
      case SNAPSHOTS -> profile.snapshotting() != null;
      case ATTACHMENT -> profile.attachRequired();
    };
  }

  @Override
  public Promise<Accepted> setUp() {
    Promise<Accepted> done = setUp;
    if (done == null) {
      world.faults.start();
      done = api.answered(this::listAndMakeClass);
      setUp = done;
    }
    return done;
  }

  @Override
  public Promise<Accepted> submit(Intent intent) {
    return api.submit(intent);
  }

  @Override
  public Promise<Effect> effect(long operationId) {
    return world.effects.of(operationId);
  }

  @Override
  public Promise<Boolean> io(String step, Optional<Scenario.IoLoad> load) {
    world.io.demand(step, load);
    return Promise.of(true);
  }

  @Override
  public void observe(Observer observer) {
    world.watch.observer(observer);
  }

  /** Nothing is late in virtual time. */
  @Override
  public Duration grace() {
    return Duration.ZERO;
  }

  @Override
  public Promise<List<CleanupOfKind>> cleanUp() {
    Promise<List<CleanupOfKind>> done = cleanUp;
    if (done == null) {
      api.close();
      world.faults.stop();
      world.io.demand("", Optional.empty());
      Cleanup cleanup = new Cleanup(world);
      done = cleanup.certificate();
      cleanUp = done;
      api.answered(cleanup::start);
    }
    return done;
  }

  /** Effects that did not come about yet. */
  int openEffects() {
    return world.effects.open();
  }

  private void listAndMakeClass() {
    if (cleanUp != null) {
      return;
    }
    world.nodes.forEach(world.watch::listed);
    world.watch.listed(
        new DriverState(
            profile.csiDriver(),
            world.nextOrdinal(),
            scenario.target().driverVersion(),
            profile.attachRequired()));
    Attaching attaching = profile.attaching();
    if (attaching != null) {
      world.nodes.forEach(node -> world.watch.listed(csiNode(node, attaching)));
    }
    Tracked storageClass =
        new CustomState(
            "StorageClass",
            scenario.target().storageClass().name(),
            world.nextOrdinal(),
            json(scenario.target().storageClass()));
    world.storageClass = storageClass;
    world.added(storageClass);
  }

  private Tracked csiNode(NodeState node, Attaching attaching) {
    ObjectNode facts = JsonNodeFactory.instance.objectNode();
    ObjectNode driver = facts.putArray("drivers").addObject();
    driver.put("name", profile.csiDriver()).put("nodeID", node.name);
    driver.putObject("allocatable").put("count", attaching.volumesPerNode());
    return new CustomState("CSINode", node.name, world.nextOrdinal(), CanonicalJson.write(facts));
  }

  private String json(Scenario.StorageClass storageClass) {
    ObjectNode facts = JsonNodeFactory.instance.objectNode();
    if (profile.expanding() != null) {
      facts.put("allowVolumeExpansion", true);
    }
    ArrayNode options = facts.putArray("mountOptions");
    storageClass.mountOptions().forEach(options::add);
    ObjectNode parameters = facts.putObject("parameters");
    storageClass
        .parameters()
        .forEach(parameter -> parameters.put(parameter.key(), parameter.value()));
    facts.put("provisioner", profile.csiDriver());
    facts.put("reclaimPolicy", storageClass.reclaimPolicy());
    facts.put("volumeBindingMode", storageClass.volumeBindingMode());
    return CanonicalJson.write(facts);
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
