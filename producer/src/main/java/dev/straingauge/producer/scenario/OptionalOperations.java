package dev.straingauge.producer.scenario;

import dev.straingauge.producer.cluster.Cluster;
import dev.straingauge.producer.cluster.Cluster.Feature;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.scenario.Population.Claim;
import dev.straingauge.producer.scenario.Population.Pod;
import dev.straingauge.producer.scenario.Population.Snapshot;
import dev.straingauge.producer.stage.Stage;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The kinds that not every driver has: claims are expanded, snapshots of them made and deleted. A
 * claim that is worked on is not deleted meanwhile, nor is a pod that an expansion needs.
 */
final class OptionalOperations {

  private final Cluster cluster;
  private final Intents intents;
  private final Population population;
  private final Course course;
  private final RandomGenerator random;

  OptionalOperations(
      Cluster cluster,
      Intents intents,
      Population population,
      Course course,
      RandomGenerator random) {
    this.cluster = cluster;
    this.intents = intents;
    this.population = population;
    this.course = course;
    this.random = random;
  }

  /**
   * Chooses a target; empty: there is none, or the driver has no such thing, and it was skipped.
   */
  Optional<Consumer<Stage>> begin(Operation operation, Duration timeout) {
    boolean expands = operation.kind().equals(OperationKinds.EXPAND_PVC);
    if (!cluster.has(expands ? Feature.EXPANSION : Feature.SNAPSHOTS)) {
      return skipped(operation, expands ? "driver-has-no-expansion" : "driver-has-no-snapshots");
    }
    return switch (operation.kind()) {
      case OperationKinds.EXPAND_PVC -> beginExpand(operation, timeout);
      case OperationKinds.CREATE_SNAPSHOT -> beginSnapshot(operation, timeout);
      default -> beginDelete(operation, timeout);
    };
  }

  private Optional<Consumer<Stage>> beginExpand(Operation operation, Duration timeout) {
    Optional<Claim> claim = population.toExpand(random);
    if (claim.isEmpty()) {
      return skipped(operation, "no-target");
    }
    Pod pod = claim.get().onePod(random);
    long bytes = claim.get().grow(SimpleOperations.CLAIM_BYTES);
    claim.get().use();
    pod.use();
    return Optional.of(
        stage -> {
          String name = claim.get().name();
          Intent intent = new Intent.ExpandClaim(operation.id(), name, bytes);
          intents.run(stage, operation, name, intent, timeout, Changes.none());
          claim.get().release();
          pod.release();
        });
  }

  private Optional<Consumer<Stage>> beginSnapshot(Operation operation, Duration timeout) {
    if (population.noRoomForSnapshot()) {
      return skipped(operation, "limit-snapshots");
    }
    Optional<Claim> claim = population.toSnapshot(random);
    if (claim.isEmpty()) {
      return skipped(operation, "no-target");
    }
    Snapshot snapshot = population.addSnapshot("snap-" + operation.id());
    claim.get().use();
    return Optional.of(
        stage -> {
          Intent intent =
              new Intent.CreateSnapshot(operation.id(), snapshot.name(), claim.get().name());
          intents.run(stage, operation, snapshot.name(), intent, timeout, Changes.making(snapshot));
          claim.get().release();
        });
  }

  private Optional<Consumer<Stage>> beginDelete(Operation operation, Duration timeout) {
    Optional<Snapshot> snapshot = population.toDeleteSnapshot(random);
    if (snapshot.isEmpty()) {
      return skipped(operation, "no-target");
    }
    snapshot.get().deleting();
    return Optional.of(
        stage -> {
          String name = snapshot.get().name();
          Intent intent = new Intent.DeleteSnapshot(operation.id(), name);
          intents.run(stage, operation, name, intent, timeout, Changes.deleting(snapshot.get()));
        });
  }

  private Optional<Consumer<Stage>> skipped(Operation operation, String reason) {
    course.skip(operation, reason);
    return Optional.empty();
  }
}
