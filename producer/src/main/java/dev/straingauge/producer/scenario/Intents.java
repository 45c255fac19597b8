package dev.straingauge.producer.scenario;

import dev.straingauge.event.Failure;
import dev.straingauge.event.Outcome;
import dev.straingauge.producer.cluster.Cluster;
import dev.straingauge.producer.cluster.Cluster.Accepted;
import dev.straingauge.producer.cluster.Cluster.Effect;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.cluster.Trouble;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.producer.stage.Stage;
import dev.straingauge.schemas.config.Scenario.Retries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries out operations that are one intent each: start, attempts, time-out, end, and what comes
 * after the time-out.
 */
final class Intents {

  /** Refusals that the next attempt would meet again, or that must not be covered up by one. */
  private static final List<String> FINAL =
      List.of(
          "AdmissionDenied",
          "AlreadyExists",
          "DataCorrupted",
          "DataLost",
          "Deleted",
          "Forbidden",
          "Invalid",
          "LimitRange",
          "MemberNotReady",
          "NamespaceTerminating",
          "NoQuorum",
          "NotFound",
          "PodSecurity",
          "QuotaExceeded",
          "StaleHandle",
          "VerifyMismatch");

  private final Cluster cluster;
  private final Course course;
  private final Retries retries;

  Intents(Cluster cluster, Course course, Retries retries) {
    this.cluster = cluster;
    this.course = course;
    this.retries = retries;
  }

  /**
   * Runs the operation to its end or to its time-out, which counts from now and covers all
   * attempts.
   */
  Ended run(
      Stage stage,
      Operation operation,
      String target,
      Intent intent,
      Duration timeout,
      Change change) {
    Attempts attempts =
        new Attempts(stage, operation, target, intent, change, stage.now().plus(timeout));
    course.started(operation, target, Course.nanos(attempts.startedAt));
    Ended ended = attempts.run();
    course.finished(operation, ended);
    return ended;
  }

  /** What the operation does to the model of the cluster. */
  interface Change {

    /** The effect was seen, be it after the time-out. */
    void tookEffect();

    /** It failed. */
    void failed(boolean accepted, ClusterException cause);
  }

  private final class Attempts {

    private final Stage stage;
    private final Operation operation;
    private final String target;
    private final Intent intent;
    private final Change change;
    private final Instant startedAt;
    private final Instant deadline;
    private int count;
    private long limitedNanos;
    private @Nullable Long acceptedNanos;

    Attempts(
        Stage stage,
        Operation operation,
        String target,
        Intent intent,
        Change change,
        Instant deadline) {
      this.stage = stage;
      this.operation = operation;
      this.target = target;
      this.intent = intent;
      this.change = change;
      this.startedAt = stage.now();
      this.deadline = deadline;
    }

    Ended run() {
      while (true) {
        count++;
        try {
          return attempt();
        } catch (ClusterException e) {
          Instant again = stage.now().plus(retries.delay());
          if (count >= retries.attempts()
              || FINAL.contains(e.reason())
              || !again.isBefore(deadline)) {
            change.failed(acceptedNanos != null, e);
            explain(e.reason(), String.valueOf(e.getMessage()));
            return ended(stage.now(), 0, Outcome.FAILED, new Failure(e.reason(), e.code()));
          }
          stage.sleepUntil(again);
        }
      }
    }

    private Ended attempt() {
      Promise<Accepted> submission = cluster.submit(intent);
      Optional<Accepted> accepted = stage.await(submission, left());
      if (accepted.isEmpty()) {
        submission.whenDone(
            answer -> ifDone(answer, () -> awaitLate(cluster.effect(operation.id()))));
        return timedOut("the API did not answer in time");
      }
      acceptedNanos = Course.nanos(accepted.get().at());
      limitedNanos += accepted.get().limitedNanos();
      Promise<Effect> promise = cluster.effect(operation.id());
      Optional<Effect> effect = stage.await(promise, left());
      if (effect.isEmpty()) {
        awaitLate(promise);
        return timedOut("accepted, and no effect in time");
      }
      change.tookEffect();
      return ended(effect.get().at(), effect.get().bytes(), Outcome.SUCCEEDED, null);
    }

    private Ended timedOut(String message) {
      explain(
          Trouble.TIMED_OUT,
          "%s (%d s)".formatted(message, Duration.between(startedAt, deadline).toSeconds()));
      return ended(deadline, 0, Outcome.TIMED_OUT, null);
    }

    private void explain(String reason, String message) {
      cluster.explain(new Trouble(intent, operation.kind(), reason, message));
    }

    private void awaitLate(Promise<Effect> promise) {
      promise.whenDone(
          late ->
              ifDone(
                  late,
                  () -> {
                    course.lateEffect(operation);
                    change.tookEffect();
                  }));
    }

    private Duration left() {
      return Duration.between(stage.now(), deadline);
    }

    private Ended ended(Instant at, long bytes, Outcome outcome, @Nullable Failure failure) {
      return new Ended(
          target,
          Course.nanos(startedAt),
          acceptedNanos,
          Course.nanos(at),
          limitedNanos,
          bytes,
          count,
          outcome,
          failure);
    }

    /**
     * Runs {@code then} if the promise came to a value; its failure after the time-out tells
     * nothing new.
     */
    private static void ifDone(Promise<?> promise, Runnable then) {
      try {
        promise.get();
      } catch (ClusterException e) {
        return;
      }
      then.run();
    }
  }
}
