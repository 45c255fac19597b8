package dev.straingauge.producer.scenario;

import dev.straingauge.event.Failure;
import dev.straingauge.producer.scenario.Population.Claim;
import dev.straingauge.producer.scenario.Population.Pod;
import dev.straingauge.producer.scenario.ScenarioOperations.PartsEnd;
import dev.straingauge.producer.stage.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one scenario run, each an operation that names it as its parent, and the objects
 * that they made.
 */
final class Parts {

  private final Operation parent;
  private final SimpleOperations simple;
  private final Course course;
  private final Population.Reservation room;
  private final List<Claim> claims = new ArrayList<>();
  private final List<Pod> pods = new ArrayList<>();
  private @Nullable Failure failure;
  private @Nullable Long acceptedNanos;
  private boolean cutShort;

  Parts(Operation parent, SimpleOperations simple, Course course, Population.Reservation room) {
    this.parent = parent;
    this.simple = simple;
    this.course = course;
    this.room = room;
  }

  PartsEnd end() {
    return new PartsEnd(failure, cutShort);
  }

  @Nullable Long acceptedNanos() {
    return acceptedNanos;
  }

  /** One claim, two pods on it, and each reads what the other wrote. */
  void sharedVolume(Stage stage) {
    Optional<Claim> claim = claim(stage);
    if (claim.isEmpty()) {
      return;
    }
    together(stage, 2, strand -> pod(strand, claim.get()));
    if (failure == null && !cutShort) {
      verify(stage, pods.get(0), pods.get(1));
      verify(stage, pods.get(1), pods.get(0));
    }
  }

  /** One claim, then all pods on it at once. */
  void podsOnOneClaim(Stage stage, int count) {
    claim(stage).ifPresent(claim -> together(stage, count, strand -> pod(strand, claim)));
  }

  /** So many times a claim and then its pod, all at once. */
  void pairs(Stage stage, int count) {
    together(stage, count, strand -> claim(strand).ifPresent(claim -> pod(strand, claim)));
  }

  /** So many claims at once. */
  void claims(Stage stage, int count) {
    together(stage, count, this::claim);
  }

  /** Makes a claim; empty if it failed, or the run was stopped. */
  Optional<Claim> claim(Stage stage) {
    return part(
        stage, OperationKinds.CREATE_PVC, o -> made(o), (o, c) -> simple.createClaim(stage, o, c));
  }

  /** Makes a claim whose failure is no failure of this run. */
  boolean probe(Stage stage, Duration timeout) {
    Optional<Operation> operation = begin(stage, OperationKinds.CREATE_PVC);
    return operation.isPresent()
        && simple.createClaim(stage, operation.get(), made(operation.get()), timeout).succeeded();
  }

  /** The API took what this run itself asked for. */
  void accepted(long atNanos) {
    acceptedNanos = atNanos;
  }

  /** Notes a failure; the first one is told. */
  void fail(Failure cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  /**
   * Deletes what the parts made, pods first; nothing when the run was stopped, since then the
   * cluster is cleaned up as a whole.
   */
  void cleanUp(Stage stage) {
    room.release();
    each(
        stage,
        "delete-pod",
        pods,
        (strand, pod) ->
            delete(strand, OperationKinds.DELETE_POD, pod, o -> simple.deletePod(strand, o, pod)));
    List<Claim> free = claims.stream().filter(claim -> !claim.hasPods()).toList();
    each(
        stage,
        "delete-pvc",
        free,
        (strand, claim) ->
            delete(
                strand,
                OperationKinds.DELETE_PVC,
                claim,
                o -> simple.deleteClaim(strand, o, claim)));
  }

  private Optional<Pod> pod(Stage stage, Claim claim) {
    return part(
        stage,
        OperationKinds.ATTACH_POD,
        o -> {
          Pod pod = room.addPod("pod-" + o.id(), claim);
          pods.add(pod);
          return pod;
        },
        (o, pod) -> simple.attachPod(stage, o, pod));
  }

  private void verify(Stage stage, Pod writer, Pod reader) {
    part(
        stage,
        OperationKinds.VERIFY_READWRITE,
        o -> {
          writer.use();
          reader.use();
          return writer;
        },
        (o, w) -> simple.verify(stage, o, w, reader));
  }

  private Claim made(Operation operation) {
    Claim claim = room.addClaim("vol-" + operation.id());
    claims.add(claim);
    return claim;
  }

  private void delete(Stage stage, String kind, Living living, Consumer<Operation> run) {
    if (living.isGone() || course.isStopped()) {
      return;
    }
    begin(stage, kind)
        .ifPresent(
            operation -> {
              living.deleting();
              run.accept(operation);
            });
  }

  private <T> Optional<T> part(
      Stage stage, String kind, Function<Operation, T> make, PartRun<T> run) {
    Optional<Operation> operation = begin(stage, kind);
    if (operation.isEmpty()) {
      return Optional.empty();
    }
    T made = make.apply(operation.get());
    Ended ended = run.run(operation.get(), made);
    if (ended.succeeded()) {
      return Optional.of(made);
    }
    fail(ended.asPart(kind));
    return Optional.empty();
  }

  private Optional<Operation> begin(Stage stage, String kind) {
    if (course.isStopped()) {
      cutShort = true;
      return Optional.empty();
    }
    long now = Course.nanos(stage.now());
    return Optional.of(new Operation(course.plan(1), kind, parent.step(), now, parent.id()));
  }

  private static void together(Stage stage, int count, Consumer<Stage> part) {
    stage.scope(
        scope -> {
          for (int i = 0; i < count; i++) {
            scope.fork("part-" + i, part);
          }
        });
  }

  private static <T> void each(Stage stage, String name, List<T> all, OnEach<T> then) {
    stage.scope(
        scope -> {
          for (int i = 0; i < all.size(); i++) {
            T one = all.get(i);
            scope.fork(name + "-" + i, strand -> then.run(strand, one));
          }
        });
  }

  private interface PartRun<T> {
    Ended run(Operation operation, T made);
  }

  private interface OnEach<T> {
    void run(Stage stage, T one);
  }
}
