package dev.straingauge.producer.scenario;

import static dev.straingauge.producer.scenario.OperationKinds.ATTACH_MEMBER;
import static dev.straingauge.producer.scenario.OperationKinds.CHECK_DATA;
import static dev.straingauge.producer.scenario.OperationKinds.KEEP_QUORUM;
import static dev.straingauge.producer.scenario.OperationKinds.MOVE_WITHOUT_PRESTOP;
import static dev.straingauge.producer.scenario.OperationKinds.MOVE_WITH_PRESTOP;
import static dev.straingauge.producer.scenario.OperationKinds.RESCHEDULE_MEMBER;
import static dev.straingauge.producer.scenario.OperationKinds.RESTART_MEMBER;
import static dev.straingauge.producer.scenario.OperationKinds.START_MEMBER;
import static dev.straingauge.producer.scenario.OperationKinds.TERMINATE_MEMBER;

import dev.straingauge.event.Failure;
import dev.straingauge.event.Outcome;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.scenario.MemberSet.Degraded;
import dev.straingauge.producer.scenario.MemberSet.Member;
import dev.straingauge.producer.scenario.MemberSet.Restart;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.producer.stage.Stage;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures of a member's restart, each an operation of its own kind, so that they have percentiles,
 * time-outs and thresholds like all others. They begin and end when a watch saw it, and name the
 * operation that restarts the set as their parent, if one does.
 */
final class MemberMeasures {

  private static final Duration TIMEOUT = Duration.ofMinutes(15);

  private final Intents intents;
  private final SimpleOperations simple;
  private final Course course;
  private final Supplier<String> step;
  private final boolean attaches;

  MemberMeasures(
      Intents intents,
      SimpleOperations simple,
      Course course,
      Supplier<String> step,
      boolean attaches) {
    this.intents = intents;
    this.simple = simple;
    this.course = course;
    this.step = step;
    this.attaches = attaches;
  }

  /** From the deletion of a pod until the next one is ready, or until that is given up. */
  void restart(Stage stage, Member member, Restart restart, @Nullable Operation trigger) {
    Operation whole = begin(RESTART_MEMBER, member.name(), restart.fromNanos, trigger);
    Measured measured = new Measured(stage, member.name(), whole);
    boolean ready =
        measured.part(TERMINATE_MEMBER, restart.fromNanos, restart.gone)
            && measured.part(RESCHEDULE_MEMBER, restart.gone.get(), restart.assigned)
            && attached(measured, member, restart)
            && measured.part(START_MEMBER, restart.assigned.get(), restart.ready);
    if (ready) {
      end(whole, member.name(), restart.ready.get(), Outcome.SUCCEEDED, null);
      check(stage, member, whole);
    } else {
      end(whole, member.name(), measured.deadlineNanos, Outcome.TIMED_OUT, null);
    }
  }

  /** A span in which members were missing: it fails if at any time there were too few. */
  void degraded(
      Stage stage, MemberSet set, Degraded span, long fromNanos, @Nullable Operation trigger) {
    Operation operation = begin(KEEP_QUORUM, set.name(), fromNanos, trigger);
    long limit = fromNanos + nanos(KEEP_QUORUM);
    Optional<Long> over = await(stage, span.over, limit);
    if (span.wasLost(over.orElse(limit))) {
      end(operation, set.name(), over.orElse(limit), Outcome.FAILED, new Failure("QuorumLost", ""));
    } else {
      end(
          operation,
          set.name(),
          over.orElse(limit),
          over.isPresent() ? Outcome.SUCCEEDED : Outcome.TIMED_OUT,
          null);
    }
  }

  /** The volume of a member that stays where it is may never have been detached. */
  private boolean attached(Measured measured, Member member, Restart restart) {
    if (!attaches || restart.attached.isDone()) {
      return true;
    }
    long from = restart.assigned.get();
    if (!restart.moved) {
      return measured.part(ATTACH_MEMBER, from, restart.attached);
    }
    String move = member.set.hasPreStop() ? MOVE_WITH_PRESTOP : MOVE_WITHOUT_PRESTOP;
    course.fork(
        "move-" + measured.whole.id(),
        strand ->
            new Measured(strand, member.name(), measured.whole).part(move, from, restart.attached));
    return measured.part(ATTACH_MEMBER, from, restart.attached);
  }

  private void check(Stage stage, Member member, Operation whole) {
    if (member.written >= 0 && !course.isStopped()) {
      Operation operation =
          new Operation(
              course.plan(1), CHECK_DATA, step.get(), Course.nanos(stage.now()), whole.id());
      Intent intent =
          new Intent.CheckEntries(operation.id(), member.set.name(), member.number, member.written);
      intents.run(
          stage,
          operation,
          member.name(),
          intent,
          Duration.ofNanos(nanos(CHECK_DATA)),
          Changes.none());
    }
  }

  private Operation begin(String kind, String target, long fromNanos, @Nullable Operation parent) {
    Operation operation =
        new Operation(
            course.plan(1), kind, step.get(), fromNanos, parent == null ? null : parent.id());
    course.started(operation, target, fromNanos);
    return operation;
  }

  private void end(
      Operation operation,
      String target,
      long atNanos,
      Outcome outcome,
      @Nullable Failure failure) {
    course.finished(
        operation,
        new Ended(target, operation.intendedNanos(), null, atNanos, 0, 0, 1, outcome, failure));
  }

  private long nanos(String kind) {
    return simple.timeout(kind).orElse(TIMEOUT).toNanos();
  }

  private static Optional<Long> await(Stage stage, Promise<Long> promise, long untilNanos) {
    return stage.await(promise, Duration.ofNanos(untilNanos - Course.nanos(stage.now())));
  }

  /** The parts of a restart, of which none goes on longer than the whole. */
  private final class Measured {

    private final Stage stage;
    private final String target;
    private final Operation whole;
    private final long deadlineNanos;

    Measured(Stage stage, String target, Operation whole) {
      this.stage = stage;
      this.target = target;
      this.whole = whole;
      deadlineNanos = whole.intendedNanos() + nanos(RESTART_MEMBER);
    }

    /** Whether it came about, be it after its time-out. */
    boolean part(String kind, long fromNanos, Promise<Long> promise) {
      Operation operation = begin(kind, target, fromNanos, whole);
      long limit = Math.min(fromNanos + nanos(kind), deadlineNanos);
      Optional<Long> at = await(stage, promise, limit);
      if (at.isPresent()) {
        end(operation, target, at.get(), Outcome.SUCCEEDED, null);
        return true;
      }
      end(operation, target, limit, Outcome.TIMED_OUT, null);
      if (await(stage, promise, deadlineNanos).isPresent()) {
        course.lateEffect(operation);
        return true;
      }
      return false;
    }
  }
}
