package dev.straingauge.producer.scenario;

import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.scenario.Population.Claim;
import dev.straingauge.producer.scenario.Population.Pod;
import dev.straingauge.producer.stage.Stage;
import dev.straingauge.schemas.config.Scenario;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The kinds with one intent each: what they choose as their target, and what they do to it. */
final class SimpleOperations {

  /** As the EFS framework's claims. */
  static final long CLAIM_BYTES = 1L << 30;

  /** Of a kind that the scenario names no time-out for. */
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final Intents intents;
  private final Population population;
  private final Course course;
  private final RandomGenerator random;
  private final OptionalOperations optional;
  private final Map<String, Duration> timeouts = new LinkedHashMap<>();

  SimpleOperations(
      Scenario scenario,
      Intents intents,
      Population population,
      Course course,
      OptionalOperations optional,
      RandomGenerator random) {
    this.intents = intents;
    this.population = population;
    this.course = course;
    this.optional = optional;
    this.random = random;
    scenario
        .timeouts()
        .forEach(timeout -> timeouts.putIfAbsent(timeout.operation(), timeout.after()));
  }

  Optional<Duration> timeout(String kind) {
    return Optional.ofNullable(timeouts.get(kind));
  }

  /**
   * Chooses a target among what nobody else holds; empty: there is none, and the operation was
   * skipped.
   */
  Optional<Consumer<Stage>> begin(Operation operation) {
    return switch (operation.kind()) {
      case OperationKinds.CREATE_PVC -> beginCreate(operation);
      case OperationKinds.ATTACH_POD -> beginAttach(operation);
      case OperationKinds.DELETE_POD -> beginDeletePod(operation);
      case OperationKinds.DELETE_PVC -> beginDeleteClaim(operation);
      case OperationKinds.VERIFY_READWRITE -> beginVerify(operation);
      case OperationKinds.EXPAND_PVC,
          OperationKinds.CREATE_SNAPSHOT,
          OperationKinds.DELETE_SNAPSHOT ->
          optional.begin(operation, timeoutOf(operation));
      default ->
          throw new IllegalArgumentException(
              "start operation of kind '%s': unknown (expected one of %s)"
                  .formatted(operation.kind(), OperationKinds.SIMPLE));
    };
  }

  Ended createClaim(Stage stage, Operation operation, Claim claim, Duration timeout) {
    Intent intent = new Intent.CreateClaim(operation.id(), claim.name(), CLAIM_BYTES);
    return intents.run(stage, operation, claim.name(), intent, timeout, Changes.making(claim));
  }

  Ended createClaim(Stage stage, Operation operation, Claim claim) {
    return createClaim(stage, operation, claim, timeoutOf(operation));
  }

  Ended attachPod(Stage stage, Operation operation, Pod pod) {
    Intent intent = new Intent.CreatePod(operation.id(), pod.name(), List.of(pod.claim().name()));
    return intents.run(
        stage, operation, pod.name(), intent, timeoutOf(operation), Changes.making(pod));
  }

  Ended deletePod(Stage stage, Operation operation, Pod pod) {
    Intent intent = new Intent.DeletePod(operation.id(), pod.name());
    return intents.run(
        stage, operation, pod.name(), intent, timeoutOf(operation), Changes.deleting(pod));
  }

  Ended deleteClaim(Stage stage, Operation operation, Claim claim) {
    Intent intent = new Intent.DeleteClaim(operation.id(), claim.name());
    return intents.run(
        stage, operation, claim.name(), intent, timeoutOf(operation), Changes.deleting(claim));
  }

  Ended verify(Stage stage, Operation operation, Pod writer, Pod reader) {
    String claim = writer.claim().name();
    Intent intent =
        new Intent.VerifyReadWrite(
            operation.id(), operation.step(), claim, writer.name(), reader.name());
    Ended ended =
        intents.run(stage, operation, claim, intent, timeoutOf(operation), Changes.none());
    writer.release();
    reader.release();
    return ended;
  }

  private Optional<Consumer<Stage>> beginCreate(Operation operation) {
    Optional<String> full = population.noRoomFor(1, 0, 0);
    if (full.isPresent()) {
      return skipped(operation, full.get());
    }
    Claim claim = population.addClaim("vol-" + operation.id());
    return Optional.of(stage -> createClaim(stage, operation, claim));
  }

  private Optional<Consumer<Stage>> beginAttach(Operation operation) {
    Optional<String> full = population.noAttach();
    if (full.isPresent()) {
      return skipped(operation, full.get());
    }
    Pod pod = population.addPod("pod-" + operation.id(), population.toAttach(random).orElseThrow());
    return Optional.of(stage -> attachPod(stage, operation, pod));
  }

  private Optional<Consumer<Stage>> beginDeletePod(Operation operation) {
    Optional<Pod> pod = population.toDeletePod(random);
    if (pod.isEmpty()) {
      return skipped(operation, "no-target");
    }
    pod.get().deleting();
    return Optional.of(stage -> deletePod(stage, operation, pod.get()));
  }

  private Optional<Consumer<Stage>> beginDeleteClaim(Operation operation) {
    Optional<Claim> claim = population.toDeleteClaim(random);
    if (claim.isEmpty()) {
      return skipped(operation, "no-target");
    }
    claim.get().deleting();
    return Optional.of(stage -> deleteClaim(stage, operation, claim.get()));
  }

  private Optional<Consumer<Stage>> beginVerify(Operation operation) {
    Optional<Claim> claim = population.toVerify(random);
    if (claim.isEmpty()) {
      return skipped(operation, "no-target");
    }
    List<Pod> pods = claim.get().twoPods(random);
    pods.forEach(Pod::use);
    return Optional.of(stage -> verify(stage, operation, pods.get(0), pods.get(1)));
  }

  private Optional<Consumer<Stage>> skipped(Operation operation, String reason) {
    course.skip(operation, reason);
    return Optional.empty();
  }

  private Duration timeoutOf(Operation operation) {
    return timeout(operation.kind()).orElse(TIMEOUT);
  }
}
