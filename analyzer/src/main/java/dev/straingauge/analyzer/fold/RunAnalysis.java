package dev.straingauge.analyzer.fold;

import dev.straingauge.event.AbortRequested;
import dev.straingauge.event.CleanupDone;
import dev.straingauge.event.Event;
import dev.straingauge.event.FaultInjected;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.LateEffect;
import dev.straingauge.event.Measurement;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationRecovered;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.RunClosed;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.StepEnded;
import dev.straingauge.event.StepStarted;
import dev.straingauge.event.WatchGap;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.event.WriterLost;
import dev.straingauge.schemas.topic.Topic;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The whole analysis of one run: takes its records in log order and gives slices, rolling windows
 * and the summary. The same records give the same results, byte for byte, wherever and however
 * often it is stored and restored in between (contract A1, D1). Reads no clock. Not thread-safe.
 *
 * <p>Begins with {@link #open}; is over when {@link #isClosed}. State: {@link #flush} stores what
 * changed, {@link #restore} puts it together again.
 */
public final class RunAnalysis {

  /** Version of the analysis. It rises with any change of what comes out. */
  public static final int VERSION = 1;

  /** Kind of operations whose start the log lacks: a recovered object does not say what made it. */
  static final String UNKNOWN = "unknown";

  private final RunFacts facts;
  private final Writers writers;
  private final SeriesTable series;
  private final OpenOperations open;
  private final Results results = new Results();
  private final Panes panes;
  private final Counts counts = new Counts();
  private final Notes notes = new Notes();
  private final SelfAudit audit = new SelfAudit();
  private boolean factsStored;
  private boolean changed = true;

  /** Since when nobody observes; negative when somebody does. */
  private long blindSince = -1;

  private boolean lost;
  private @Nullable Ending ending;

  private RunAnalysis(RunFacts facts) {
    this.facts = facts;
    writers = new Writers(facts.started().getWriters());
    series = new SeriesTable(facts.config().maxSeries(), facts.partsPerWindow());
    open = new OpenOperations(facts.config().maxOpenOperations());
    panes = new Panes(facts, series, results);
  }

  /**
   * Opens a run with the record that begins it.
   *
   * @return empty if it cannot be analysed: it is a dead letter then, and the run does not exist
   */
  public static Optional<RunAnalysis> open(Event first, Outputs out) {
    if (!(first.getBody() instanceof RunStarted)) {
      out.deadLetter(Fate.NO_RUN, "no run of this key is open (expected RunStarted)");
      return Optional.empty();
    }
    RunFacts facts;
    try {
      facts = RunFacts.of(first);
    } catch (IllegalArgumentException | ArithmeticException e) {
      out.deadLetter(Fate.NO_RUN, "open the run: " + e.getMessage());
      return Optional.empty();
    }
    RunAnalysis run = new RunAnalysis(facts);
    run.results.emit(Topic.SUMMARIES, facts.opened(), out);
    run.accept(first, out);
    return Optional.of(run);
  }

  /**
   * Takes the next record of the run.
   *
   * @return what became of it; if that is a dead letter, {@code out} was told why
   * @throws IllegalStateException if the run is closed
   */
  public Fate accept(Event event, Outputs out) {
    if (ending != null) {
      throw new IllegalStateException("analyse an event: the run is closed");
    }
    changed = true;
    Object body = event.getBody();
    counts.readBody(body);
    if (body instanceof RunStarted claim && !claim.getNonce().equals(facts.started().getNonce())) {
      return setAside(Fate.RUN_TAKEN, "a second claim of the run (the first one holds)", out);
    }
    if (event.getWriter() == Writers.CLOSER) {
      return acceptMark(event, out);
    }
    String flaw = Flaws.of(event, writers.isAnnounced(event.getWriter()));
    if (flaw != null) {
      return setAside(Fate.MALFORMED, flaw, out);
    }
    return body instanceof IoInterval interval
        ? acceptIo(event, interval, out)
        : admit(event, null, out);
  }

  /** Counts a record of the run that is no event at all. The caller has it set aside. */
  public void acceptMalformed() {
    changed = true;
    counts.readUndecodable();
    counts.count(Fate.MALFORMED);
  }

  /** Whether the closing record was read and everything was emitted. */
  public boolean isClosed() {
    return ending != null;
  }

  /** Time of the last record that was folded, in nanoseconds since 1970-01-01T00:00:00Z. */
  public long watermark() {
    return panes.watermark();
  }

  /** Records read, of any fate. */
  public long eventsRead() {
    return counts.read();
  }

  /** Stores what changed since the last call. */
  public void flush(CellSink cells) {
    if (!factsStored) {
      cells.put(RunState.key(RunState.FACTS, 0), facts.toBytes());
      factsStored = true;
    }
    if (changed) {
      StateWriter out = new StateWriter();
      write(out);
      cells.put(RunState.key(RunState.CLOCK, 0), out.toBytes());
      changed = false;
    }
    notes.flush(cells);
    series.flush(cells);
    open.flush(cells);
  }

  /**
   * The version of the analysis that stored these cells.
   *
   * @throws IllegalArgumentException if they hold no run
   */
  public static int versionOf(List<Cell> cells) {
    for (Cell cell : cells) {
      if (cell.what() == RunState.FACTS) {
        return new StateReader(cell.content()).readInt();
      }
    }
    throw new IllegalArgumentException("restore a run: its first cell is missing");
  }

  /**
   * Puts a run together from all its cells, sorted by key as unsigned bytes.
   *
   * @throws IllegalArgumentException if they are not of {@link #VERSION}
   */
  public static RunAnalysis restore(List<Cell> cells) {
    int version = versionOf(cells);
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "restore a run: stored by analysis %d (expected %d)".formatted(version, VERSION));
    }
    RunAnalysis run = null;
    for (Cell cell : cells) {
      if (cell.what() == RunState.FACTS) {
        run = new RunAnalysis(RunFacts.fromBytes(cell.content()));
        run.factsStored = true;
        run.changed = false;
      } else if (run != null) {
        run.restoreCell(cell.key(), new StateReader(cell.content()));
      }
    }
    if (run == null) {
      throw new IllegalArgumentException("restore a run: its first cell is missing");
    }
    return run;
  }

  RunFacts facts() {
    return facts;
  }

  Writers writers() {
    return writers;
  }

  SeriesTable series() {
    return series;
  }

  OpenOperations openOperations() {
    return open;
  }

  Panes panes() {
    return panes;
  }

  Counts counts() {
    return counts;
  }

  Notes notes() {
    return notes;
  }

  SelfAudit audit() {
    return audit;
  }

  private Fate acceptIo(Event event, IoInterval interval, Outputs out) {
    Io io;
    try {
      io = Io.of(interval);
    } catch (IllegalArgumentException e) {
      return setAside(Fate.MALFORMED, "I/O interval: " + e.getMessage(), out);
    }
    return admit(event, io, out);
  }

  private Fate admit(Event event, @Nullable Io io, Outputs out) {
    Writers.Writer writer = writers.all().get(event.getWriter());
    if (writers.beginsNewLife(event)) {
      endLife(writer.lastTime);
    }
    long paneTime = paneTime(event);
    Fate fate = writers.admit(event, paneTime <= event.getTime());
    return switch (fate) {
      case ACCEPTED -> fold(event, io, paneTime, out);
      case DUPLICATE -> count(fate);
      case ZOMBIE ->
          setAside(
              fate,
              "incarnation %d of writer %d (expected %d)"
                  .formatted(event.getIncarnation(), event.getWriter(), writer.newest()),
              out);
      default ->
          setAside(
              fate,
              "time %d, of what was measured %d, the writer's last %d (expected a time that rises by less than 24 h)"
                  .formatted(event.getTime(), paneTime, writer.lastTime),
              out);
    };
  }

  /** The time that says into which pane an event falls (contract I7). */
  private static long paneTime(Event event) {
    return switch (event.getBody()) {
      case IoInterval interval -> interval.getEnd() - 1;
      case Measurement measurement -> measurement.getAt();
      default -> event.getTime();
    };
  }

  /**
   * A life of the writer is over without an end: what it left open stays unfinished, and nobody
   * observes until the next record.
   */
  private void endLife(long at) {
    if (blindSince < 0) {
      blindSince = at;
    }
    censorOpen(at);
    audit.newLife();
  }

  private Fate fold(Event event, @Nullable Io io, long paneTime, Outputs out) {
    counts.count(Fate.ACCEPTED);
    long time = event.getTime();
    if (blindSince >= 0) {
      panes.blind(blindSince, time);
      blindSince = -1;
    }
    panes.advance(time, out);
    boolean late = paneTime != time && panes.isLate(paneTime, time);
    foldBody(event, io, late ? Long.MIN_VALUE : panes.paneOf(paneTime));
    if (event.getBody() instanceof WriterEnded ended) {
      close(Ending.of(ended), out);
    }
    return late
        ? setAside(
            Fate.LATE,
            "measured at %d, told at %d: its pane is closed".formatted(paneTime, time),
            out)
        : Fate.ACCEPTED;
  }

  private void foldBody(Event event, @Nullable Io io, long pane) {
    long time = event.getTime();
    switch (event.getBody()) {
      case OperationStarted started -> started(started, pane, time);
      case OperationFinished finished -> finished(finished, pane);
      case IoInterval interval when io != null -> io(interval, io, pane);
      case Heartbeat beat -> audit.heartbeat(beat, time, facts.tick());
      case OperationSkipped skipped -> skipped(skipped, pane);
      case OperationRecovered recovered -> recovered();
      case LateEffect late ->
          touched(series.operation(late.getOperation(), late.getStep())).totals.lateEffects++;
      case WatchGap gap -> audit.watchGap();
      case StepStarted step -> notes.stepStarted(step, time);
      case StepEnded step -> notes.stepEnded(step, time);
      case FaultInjected fault -> notes.fault(fault);
      case CleanupDone done -> notes.cleanup(done);
      case AbortRequested request -> notes.abort(request);
      default -> {}
    }
  }

  private void started(OperationStarted started, long pane, long time) {
    Series one = touched(series.operation(started.getOperation(), started.getStep()));
    one.pane(pane).started++;
    one.totals.started++;
    open.start(started.getOperationId(), one, started.getIntendedStart());
    audit.started(time - started.getIntendedStart());
  }

  private void finished(OperationFinished finished, long pane) {
    Series one = touched(series.operation(finished.getOperation(), finished.getStep()));
    long response = finished.getCompletedAt() - finished.getIntendedStart();
    Pane now = one.pane(pane);
    switch (finished.getOutcome()) {
      case SUCCEEDED -> {
        long service = finished.getCompletedAt() - finished.getStartedAt();
        now.recordSuccess(response, service);
        one.totals.recordSuccess(response, service);
      }
      case FAILED -> {
        now.recordFailure(response);
        one.totals.recordFailure(response);
        one.totals.recordReason(
            finished.getFailure().getReason(), finished.getFailure().getCode(), 1);
      }
      case TIMED_OUT -> {
        now.recordTimeOut(response);
        one.totals.recordTimeOut(response);
      }
    }
    now.bytes += finished.getBytes();
    one.totals.bytes += finished.getBytes();
    one.totals.retries += finished.getAttempts() - 1;
    open.end(finished.getOperationId(), one);
  }

  private void skipped(OperationSkipped skipped, long pane) {
    Series one = touched(series.operation(skipped.getOperation(), skipped.getStep()));
    one.pane(pane).skipped++;
    one.totals.skipped++;
    notes.skipped(skipped.getReason());
  }

  /** Its age is not known: it counts, and takes part in no percentile. */
  private void recovered() {
    Totals totals = touched(series.operation(UNKNOWN, "")).totals;
    totals.recovered++;
    totals.recordUnfinished(0);
  }

  private void io(IoInterval interval, Io io, long pane) {
    Series one = touched(series.io(interval.getKind(), interval.getStep()));
    one.responseMeasured |= io.response() != null;
    one.totals.recordIo(io);
    if (pane == Long.MIN_VALUE) {
      one.totals.late += io.count();
    } else {
      one.pane(pane).recordIo(io);
    }
  }

  private Fate acceptMark(Event event, Outputs out) {
    return switch (event.getBody()) {
      case RunClosed closed -> {
        counts.count(Fate.ACCEPTED);
        endByCloser(event.getTime(), out);
        close(Ending.of(closed), out);
        yield Fate.ACCEPTED;
      }
      case WriterLost mark -> {
        boolean again = lost;
        lost = true;
        yield count(again ? Fate.DUPLICATE : Fate.ACCEPTED);
      }
      default ->
          setAside(
              Fate.MALFORMED, "a record of the closer (expected RunClosed or WriterLost)", out);
    };
  }

  /** The closer's mark has the run's last time; whatever else it has cannot keep the run open. */
  private void endByCloser(long time, Outputs out) {
    if (blindSince >= 0) {
      panes.blind(blindSince, Math.max(blindSince, panes.watermark()));
    }
    if (!Writers.isNoTime(time, panes.watermark())) {
      panes.advance(time, out);
    }
  }

  private void close(Ending how, Outputs out) {
    panes.finish(out);
    censorOpen(panes.watermark());
    ending = how;
    results.emit(Topic.SUMMARIES, new SummaryBuilder(this, how).build(), out);
    results.emitEndMarks(counts.read(), out);
  }

  private void censorOpen(long at) {
    open.endAll(one -> touched(one.series).totals.recordUnfinished(at - one.intendedStart));
    for (Series one : series.sorted()) {
      for (; one.untracked > 0; one.untracked--) {
        touched(one).totals.recordUnfinished(0);
        one.open--;
      }
    }
  }

  private Series touched(Series one) {
    series.touch(one);
    return one;
  }

  private Fate count(Fate fate) {
    counts.count(fate);
    return fate;
  }

  private Fate setAside(Fate fate, String detail, Outputs out) {
    out.deadLetter(fate, detail);
    return count(fate);
  }

  private void write(StateWriter out) {
    counts.write(out);
    writers.write(out);
    panes.write(out);
    results.write(out);
    audit.write(out);
    open.writeOverflow(out);
    out.writeLong(blindSince).writeBoolean(lost);
  }

  private void restoreCell(byte[] key, StateReader in) {
    switch (key[0]) {
      case RunState.CLOCK -> {
        counts.read(in);
        writers.read(in);
        panes.read(in);
        results.read(in);
        audit.read(in);
        open.readOverflow(in);
        blindSince = in.readLong();
        lost = in.readBoolean();
      }
      case RunState.NOTES -> notes.read(in);
      case RunState.FAULT -> notes.restoreFault(in);
      case RunState.SERIES -> series.restore(in);
      case RunState.BEYOND -> series.restoreBeyond(in);
      case RunState.PART -> series.restorePart(key, in);
      case RunState.OPEN -> open.restore(key, in, series);
      default ->
          throw new IllegalArgumentException("restore a run: unknown cell %d".formatted(key[0]));
    }
  }
}
