package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.event.IoInterval;
import dev.straingauge.event.Pod;
import dev.straingauge.event.WatchGap;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.kubernetes.Observed.Seen;
import dev.straingauge.schemas.config.Scenario.IoLoad;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one pod says of its I/O, over all programs that do it there one after the other. What was
 * not heard to its end is a WatchGap of {@code I/O of <pod>}, from the last thing heard to the
 * first thing heard again, or to when the pod has nothing more to do; so is a silence of seconds,
 * whose I/O is told with its end. Thread-safe.
 */
final class IoLine implements IoProgram.Listener {

  private static final Logger log = LoggerFactory.getLogger(IoLine.class);
  private static final long PAUSE_AFTER_END_NANOS = 5_000_000_000L;
  private static final long LAST_WORDS_NANOS = 5_000_000_000L;

  /** So long a program may take to say its first counts: where many begin at once, each is slow. */
  private static final long START_NANOS = 30_000_000_000L;

  private final Seen pod;
  private final Observed observed;
  private final Function<IoProgram.Listener, IoProgram> programs;
  private final LongSupplier nowNanos;

  private @Nullable Running running;

  /** Until when it was heard; before that, since when it should be. */
  private long heardNanos;

  /** Since when it was not heard although it did something; 0: there is no such time. */
  private long gapNanos;

  private long notBeforeNanos;

  /** A program, from its start to its end. */
  private static final class Running {
    final IoProgram program;
    final IoDemand demand;
    final IoLoad share;
    final FioIntervals intervals;
    @Nullable FioStatus last;
    long stoppedNanos;

    Running(IoProgram program, IoDemand demand, IoLoad share, FioIntervals intervals) {
      this.program = program;
      this.demand = demand;
      this.share = share;
      this.intervals = intervals;
    }
  }

  /**
   * @param pod of the run
   * @param observed where intervals and gaps are written
   * @param programs makes a program that was not started yet
   */
  IoLine(
      Seen pod,
      Observed observed,
      Function<IoProgram.Listener, IoProgram> programs,
      LongSupplier nowNanos) {
    this.pod = pod;
    this.observed = observed;
    this.programs = programs;
    this.nowNanos = nowNanos;
  }

  synchronized boolean isRunning() {
    return running != null;
  }

  /** It is to do this; what it does else is stopped, and a later call begins. */
  synchronized void want(IoDemand demand, IoLoad share) {
    Running now = running;
    if (now != null) {
      boolean starts = now.last == null && nowNanos.getAsLong() - heardNanos < START_NANOS;
      if (!now.demand.equals(demand) || (!now.share.equals(share) && !starts)) {
        stop();
      }
    } else if (nowNanos.getAsLong() >= notBeforeNanos) {
      begin(demand, share);
    }
  }

  /** It is to do nothing; asked once a second, a program that does not end is cut off. */
  synchronized void stop() {
    Running now = running;
    if (now == null) {
      return;
    }
    long nanos = nowNanos.getAsLong();
    if (now.stoppedNanos == 0) {
      now.stoppedNanos = nanos;
      now.program.stop();
    } else if (nanos - now.stoppedNanos > LAST_WORDS_NANOS) {
      cut(now);
    }
  }

  /** Nothing more is heard of it. */
  synchronized void close() {
    Running now = running;
    if (now != null) {
      cut(now);
    }
    tellGap(nowNanos.getAsLong());
  }

  @Override
  public synchronized void heard(IoProgram program, FioStatus status) {
    Running now = running;
    if (now == null || !now.program.equals(program)) {
      return;
    }
    List<IoInterval> intervals = now.intervals.next(status, nowNanos.getAsLong());
    if (!intervals.isEmpty() && gapNanos == 0 && FioIntervals.isSilence(intervals.getFirst())) {
      observed.write(gap(intervals.getFirst().getStart(), intervals.getFirst().getEnd()));
    }
    for (IoInterval interval : intervals) {
      tellGap(interval.getStart());
      heardNanos = interval.getEnd();
      observed.write(interval);
      if (interval.getCount() > interval.getErrors()) {
        now.demand.succeeded();
      }
    }
    FioStatus before = now.last;
    now.last = status;
    if (before != null && status.isBrokenSince(before) && now.stoppedNanos == 0) {
      stop(); // a job of it does nothing more: it begins anew
    }
  }

  @Override
  public synchronized void ended(IoProgram program, IoProgram.End end) {
    Running now = running;
    if (now == null || !now.program.equals(program)) {
      return;
    }
    running = null;
    boolean stopped = now.stoppedNanos != 0;
    if (end.isCut() || (!stopped && end.exitCode() != 0)) {
      beginGap();
      notBeforeNanos = nowNanos.getAsLong() + PAUSE_AFTER_END_NANOS;
    }
    if (!stopped && (end.isCut() || end.isComplaint())) {
      log.atWarn().addKeyValue("error", end.words()).log("I/O in a pod");
    }
    if (end.isComplaint()) {
      now.demand.failed(new ClusterException("IoFailed", "" + end.exitCode(), end.words()));
    }
  }

  private void begin(IoDemand demand, IoLoad share) {
    Pod facts = (Pod) pod.facts();
    String node = facts.getNode();
    FioIntervals intervals =
        new FioIntervals(
            node == null ? "" : node,
            demand.step(),
            facts.getClaims().getFirst(),
            share.sizeBytes());
    IoProgram program = programs.apply(this);
    running = new Running(program, demand, share, intervals);
    heardNanos = nowNanos.getAsLong();
    program.start(Fio.command(pod.name(), Manifests.MOUNTS + "0", share));
  }

  private void cut(Running now) {
    running = null;
    beginGap();
    now.program.cut();
  }

  private void beginGap() {
    if (gapNanos == 0) {
      gapNanos = heardNanos;
    }
  }

  private void tellGap(long untilNanos) {
    if (gapNanos != 0 && untilNanos > gapNanos) {
      observed.write(gap(gapNanos, untilNanos));
    }
    gapNanos = 0;
  }

  private WatchGap gap(long fromNanos, long toNanos) {
    return new WatchGap("I/O of " + pod.name(), fromNanos, toNanos);
  }
}
