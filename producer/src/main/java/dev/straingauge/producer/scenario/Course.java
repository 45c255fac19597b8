package dev.straingauge.producer.scenario;

import dev.straingauge.event.LateEffect;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.producer.journal.Journal;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.producer.stage.Scope;
import dev.straingauge.producer.stage.Stage;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * The course of one run: ids, books, what is under way, and whether it was stopped. Confined to the
 * turn.
 */
final class Course {

  private final Journal journal;
  private final Scope scope;
  private final Tally tally;
  private final Promise<String> stopped;
  private long nextId;
  private int underWay;
  private Promise<Boolean> idle = new Promise<>();

  Course(Journal journal, Scope scope, Tally tally, Promise<String> stopped) {
    this.journal = journal;
    this.scope = scope;
    this.tally = tally;
    this.stopped = stopped;
  }

  /** Plans so many operations; gives the first of their ids. */
  long plan(long count) {
    long first = nextId;
    nextId += count;
    tally.planned(count);
    return first;
  }

  /** Runs {@code body} in a strand of its own that the end of the run waits for. */
  void fork(String name, Consumer<Stage> body) {
    underWay++;
    scope.fork(
        name,
        stage -> {
          body.accept(stage);
          underWay--;
          if (underWay == 0) {
            idle.complete(true);
            idle = new Promise<>();
          }
        });
  }

  /** Done as soon as nothing is under way. */
  Promise<Boolean> idle() {
    return underWay == 0 ? Promise.of(true) : idle;
  }

  /** Done when the run is to end early, with the cause. */
  Promise<String> stopped() {
    return stopped;
  }

  boolean isStopped() {
    return stopped.isDone();
  }

  void skip(Operation operation, String reason) {
    tally.skipped(operation.kind(), reason);
    journal.write(
        new OperationSkipped(
            operation.id(), operation.kind(), operation.step(), operation.intendedNanos(), reason));
  }

  void started(Operation operation, String target, long startedNanos) {
    boolean planned = operation.parent() == null;
    tally.started(operation.kind(), planned ? startedNanos - operation.intendedNanos() : 0);
    journal.write(
        new OperationStarted(
            operation.id(),
            operation.kind(),
            operation.step(),
            target,
            operation.intendedNanos(),
            operation.parent()));
  }

  void finished(Operation operation, Ended ended) {
    tally.finished(operation.kind(), ended.outcome());
    journal.write(ended.event(operation));
  }

  void lateEffect(Operation operation) {
    journal.write(new LateEffect(operation.id(), operation.kind(), operation.step()));
  }

  static long nanos(Instant at) {
    return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
  }
}
