package dev.straingauge.producer.scenario;

import dev.straingauge.event.Failure;
import dev.straingauge.event.Outcome;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.cluster.Intent.Template;
import dev.straingauge.producer.scenario.MemberSet.Member;
import dev.straingauge.producer.stage.Stage;
import dev.straingauge.schemas.config.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The kinds about StatefulSets: makes them, restarts their members in every way that users do, and
 * writes to them. One of them at a time restarts a set, and the next begins when all its members
 * are ready again.
 */
final class SetOperations {

  private static final Duration TIMEOUT = Duration.ofMinutes(15);

  private final Scenario scenario;
  private final Intents intents;
  private final SimpleOperations simple;
  private final Population population;
  private final Course course;
  private final Members members;
  private final RandomGenerator random;
  private final List<MemberSet> sets = new ArrayList<>();

  SetOperations(
      Scenario scenario,
      Intents intents,
      SimpleOperations simple,
      Population population,
      Course course,
      Members members,
      RandomGenerator random) {
    this.scenario = scenario;
    this.intents = intents;
    this.simple = simple;
    this.population = population;
    this.course = course;
    this.members = members;
    this.random = random;
  }

  /** Chooses a set; empty: there is none, and the operation was skipped. */
  Optional<Consumer<Stage>> begin(Operation operation) {
    Scenario.Sets settings =
        scenario
            .sets()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "start operation of kind '%s': the scenario has no sets"
                            .formatted(operation.kind())));
    return switch (operation.kind()) {
      case OperationKinds.CREATE_SET -> create(operation, settings);
      case OperationKinds.PUT_BULK -> put(operation, settings.bulk());
      case OperationKinds.PUT_FREQUENT -> put(operation, settings.frequent());
      case OperationKinds.PUT_LARGE -> put(operation, settings.large());
      default -> restart(operation, settings);
    };
  }

  private Optional<Consumer<Stage>> create(Operation operation, Scenario.Sets settings) {
    int replicas = settings.replicas();
    Optional<String> full = population.noRoomFor(replicas, replicas, 1);
    if (full.isPresent()) {
      return skipped(operation, full.get());
    }
    population.reserve(replicas, replicas);
    boolean preStop = settings.hasPreStop(sets.size());
    MemberSet set = new MemberSet("set-" + operation.id(), preStop, replicas, settings.quorum());
    sets.add(set);
    members.add(set);
    return Optional.of(
        stage ->
            intents.run(
                stage,
                operation,
                set.name(),
                new Intent.CreateSet(operation.id(), set.name(), preStop),
                timeoutOf(operation.kind()),
                Changes.none()));
  }

  private Optional<Consumer<Stage>> put(Operation operation, Scenario.Entries entries) {
    List<MemberSet> usable = sets.stream().filter(MemberSet::wasWhole).toList();
    if (usable.isEmpty()) {
      return skipped(operation, "no-target");
    }
    MemberSet set = usable.get(random.nextInt(usable.size()));
    Member member = set.members().get(random.nextInt(set.members().size()));
    Intent intent =
        new Intent.PutEntries(
            operation.id(), set.name(), member.number, entries.count(), entries.bytes());
    return Optional.of(
        stage ->
            intents.run(
                stage,
                operation,
                member.name(),
                intent,
                timeoutOf(operation.kind()),
                written(member, operation.id())));
  }

  private static Intents.Change written(Member member, long operation) {
    return new Intents.Change() {
      @Override
      public void tookEffect() {
        member.written = Math.max(member.written, operation);
      }

      @Override
      public void failed(boolean accepted, ClusterException cause) {}
    };
  }

  private Optional<Consumer<Stage>> restart(Operation operation, Scenario.Sets settings) {
    List<MemberSet> free =
        sets.stream().filter(MemberSet::isFree).filter(MemberSet::isWhole).toList();
    if (free.isEmpty()) {
      return skipped(operation, "no-target");
    }
    MemberSet set = free.get(random.nextInt(free.size()));
    int member = random.nextInt(settings.replicas());
    set.take(operation);
    return Optional.of(
        stage -> {
          perform(stage, operation, set, settings, member);
          course.fork("free-" + operation.id(), strand -> freeWhenWhole(strand, set));
        });
  }

  private void perform(
      Stage stage, Operation operation, MemberSet set, Scenario.Sets settings, int member) {
    boolean byHand = settings.updateStrategy().equals(Scenario.Sets.ON_DELETE);
    if (operation.kind().equals(OperationKinds.DELETE_MEMBER)) {
      String pod = Intent.member(set.name(), member);
      run(stage, operation, pod, new Intent.DeletePod(operation.id(), pod));
    } else if (OperationKinds.RESTARTS.contains(operation.kind()) && !byHand) {
      run(stage, operation, set.name(), update(operation, set, templateOf(operation), 0));
    } else {
      inSteps(stage, operation, set, steps(operation, set, settings, byHand));
    }
  }

  /** What of the template changes, and how far; then member by member if the controller waits. */
  private List<Step> steps(
      Operation operation, MemberSet set, Scenario.Sets settings, boolean byHand) {
    int replicas = settings.replicas();
    List<Step> steps = new ArrayList<>();
    if (byHand) {
      steps.add(step(operation, set, templateOf(operation), 0));
      for (int i = replicas - 1; i >= 0; i--) {
        String pod = Intent.member(set.name(), i);
        steps.add(new Step(OperationKinds.DELETE_MEMBER, pod, id -> new Intent.DeletePod(id, pod)));
      }
      return steps;
    }
    steps.add(step(operation, set, Template.ANNOTATION, replicas - 1));
    if (operation.kind().equals(OperationKinds.ROLLBACK_BY_PARTITION)) {
      steps.add(
          step(operation, set, Template.NONE, replicas)); // paused: no member below it changes
      steps.add(step(operation, set, Template.ROLLED_BACK, 0));
    } else {
      for (int partition = replicas - 2; partition >= 0; partition--) {
        steps.add(step(operation, set, Template.NONE, partition));
      }
    }
    return steps;
  }

  private static Template templateOf(Operation operation) {
    return switch (operation.kind()) {
      case OperationKinds.ROLLOUT_RESTART -> Template.RESTARTED_AT;
      case OperationKinds.RESTART_BY_ENVIRONMENT -> Template.ENVIRONMENT;
      case OperationKinds.RESTART_BY_IMAGE -> Template.IMAGE;
      default -> Template.ANNOTATION;
    };
  }

  private Step step(Operation operation, MemberSet set, Template template, int partition) {
    return new Step(
        OperationKinds.UPDATE_SET,
        set.name(),
        id -> new Intent.UpdateSet(id, set.name(), template, value(operation), partition));
  }

  private Intent update(Operation operation, MemberSet set, Template template, int partition) {
    return new Intent.UpdateSet(operation.id(), set.name(), template, value(operation), partition);
  }

  /** What is found in the template leads back to the operation. */
  private String value(Operation operation) {
    return "%s/operation-%d".formatted(scenario.name(), operation.id());
  }

  /**
   * One after the other; the operation succeeds if all do, and fails with the first that does not.
   */
  private void inSteps(Stage stage, Operation operation, MemberSet set, List<Step> steps) {
    long startedNanos = Course.nanos(stage.now());
    course.started(operation, set.name(), startedNanos);
    @Nullable Failure failure = null;
    for (Step step : steps) {
      if (course.isStopped()) {
        return; // its steps may not start: it stays open
      }
      Operation part =
          new Operation(
              course.plan(1),
              step.kind(),
              operation.step(),
              Course.nanos(stage.now()),
              operation.id());
      Ended ended = run(stage, part, step.target(), step.intent().apply(part.id()));
      stage.await(set.whole(), timeoutOf(OperationKinds.RESTART_MEMBER));
      if (!ended.succeeded()) {
        failure = ended.asPart(step.kind());
        break;
      }
    }
    course.finished(
        operation,
        new Ended(
            set.name(),
            startedNanos,
            null,
            Course.nanos(stage.now()),
            0,
            0,
            1,
            failure == null ? Outcome.SUCCEEDED : Outcome.FAILED,
            failure));
  }

  private Ended run(Stage stage, Operation operation, String target, Intent intent) {
    return intents.run(
        stage, operation, target, intent, timeoutOf(operation.kind()), Changes.none());
  }

  private void freeWhenWhole(Stage stage, MemberSet set) {
    stage.await(set.whole(), timeoutOf(OperationKinds.RESTART_MEMBER));
    set.free();
  }

  private Duration timeoutOf(String kind) {
    return simple.timeout(kind).orElse(TIMEOUT);
  }

  private Optional<Consumer<Stage>> skipped(Operation operation, String reason) {
    course.skip(operation, reason);
    return Optional.empty();
  }

  /** A part of an operation: its kind, what it is about, and its intent by its id. */
  private record Step(String kind, String target, LongFunction<Intent> intent) {}
}
