package dev.straingauge.analyzer.fold;

import dev.straingauge.event.AbortRequested;
import dev.straingauge.event.CleanupDone;
import dev.straingauge.event.Event;
import dev.straingauge.event.Failure;
import dev.straingauge.event.FaultInjected;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.KubernetesEventSeen;
import dev.straingauge.event.LateEffect;
import dev.straingauge.event.Measurement;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationRecovered;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.StepEnded;
import dev.straingauge.event.StepStarted;
import dev.straingauge.event.WatchGap;
import org.jspecify.annotations.Nullable;

/** Folds what events say into panes and totals, in any order of kinds. Not thread-safe. */
final class Observations {

  /** Stands for the pane of what came too late for its pane. */
  static final long NO_PANE = Long.MIN_VALUE;

  /** Kind of operations whose start the log lacks: a recovered object does not say what made it. */
  static final String UNKNOWN = "unknown";

  private final RunContents run;

  Observations(RunContents run) {
    this.run = run;
  }

  /**
   * Folds one event.
   *
   * @param io its sketches, if it is an IoInterval
   * @param pane where it belongs, or {@link #NO_PANE}
   */
  void fold(Event event, @Nullable Io io, long pane) {
    long time = event.getTime();
    switch (event.getBody()) {
      case OperationStarted started -> started(started, pane, time);
      case KubernetesEventSeen seen -> run.ledger.fold(seen, time);
      case OperationFinished finished -> {
        finished(finished, pane);
        run.ledger.fold(finished, time);
      }
      case IoInterval interval when io != null -> io(interval, io, pane);
      case Heartbeat beat -> run.audit.heartbeat(beat, time, run.facts.tick());
      case OperationSkipped skipped -> skipped(skipped, pane);
      case OperationRecovered recovered -> recovered();
      case LateEffect late -> operation(late.getOperation(), late.getStep()).totals.lateEffects++;
      case WatchGap gap -> {
        run.audit.watchGap();
        run.ledger.fold(gap, time);
      }
      case ObjectChanged changed -> {
        run.ledger.fold(changed, time);
        run.driver.fold(changed, time);
      }
      case StepStarted step -> run.notes.stepStarted(step, time);
      case StepEnded step -> run.notes.stepEnded(step, time);
      case FaultInjected fault -> run.notes.fault(fault);
      case CleanupDone done -> run.notes.cleanup(done);
      case Measurement measurement when pane != NO_PANE ->
          run.rules.measure(measurement, pane * run.facts.tick());
      case AbortRequested request -> run.notes.abort(request);
      default -> {}
    }
  }

  /**
   * All that is open stays unfinished, and was last seen at {@code at}. The age of what is not
   * tracked one by one is not known.
   */
  void censorOpen(long at) {
    long longest = run.budget.longest(run.open.size());
    run.open.endAll(
        one -> {
          long age = Math.min(longest, at - one.intendedStart);
          run.budget.charge(age);
          touched(one.series).totals.recordUnfinished(age);
        });
    for (Series one : run.series.sorted()) {
      for (; one.untracked > 0; one.untracked--) {
        touched(one).totals.recordUnfinished(0);
        one.open--;
      }
    }
  }

  private void started(OperationStarted started, long pane, long time) {
    Series one = operation(started.getOperation(), started.getStep());
    one.pane(pane).started++;
    one.totals.started++;
    run.open.start(started.getOperationId(), one, started.getIntendedStart());
    if (started.getParent() == null) {
      run.audit.started(time - started.getIntendedStart());
    } else {
      one.totals.children++;
    }
  }

  private void finished(OperationFinished finished, long pane) {
    Series one = operation(finished.getOperation(), finished.getStep());
    Pane now = one.pane(pane);
    end(now, finished);
    end(one.totals, finished);
    one.totals.retries += finished.getAttempts() - 1;
    Failure failure = finished.getFailure();
    if (failure != null) {
      one.totals.recordReason(Notes.cut(failure.getReason()), Notes.cut(failure.getCode()), 1);
    }
    run.open.end(finished.getOperationId(), one);
  }

  private static void end(Tally tally, OperationFinished finished) {
    long response = finished.getCompletedAt() - finished.getIntendedStart();
    long service = finished.getCompletedAt() - finished.getStartedAt();
    switch (finished.getOutcome()) {
      case SUCCEEDED -> tally.recordSuccess(response, service);
      case FAILED -> tally.recordFailure(response, service);
      case TIMED_OUT -> tally.recordTimeOut(response, service);
    }
    tally.bytes += finished.getBytes();
  }

  private void skipped(OperationSkipped skipped, long pane) {
    Series one = operation(skipped.getOperation(), skipped.getStep());
    one.pane(pane).skipped++;
    one.totals.skipped++;
    run.notes.skipped(skipped.getReason());
  }

  /** Its age is not known: it counts, and takes part in no percentile. */
  private void recovered() {
    Totals totals = operation(UNKNOWN, "").totals;
    totals.recovered++;
    totals.recordUnfinished(0);
  }

  private void io(IoInterval interval, Io io, long pane) {
    Series one = touched(run.series.io(interval.getKind(), interval.getStep()));
    one.responseMeasured |= io.response() != null;
    one.totals.recordIo(io);
    if (pane == NO_PANE) {
      one.totals.late += io.count();
    } else {
      one.pane(pane).recordIo(io);
    }
  }

  private Series operation(String operation, String step) {
    return touched(run.series.operation(operation, step));
  }

  private Series touched(Series one) {
    run.series.touch(one);
    return one;
  }
}
