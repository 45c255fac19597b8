package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.ledger.Ledger;
import dev.straingauge.analyzer.state.CellSink;
import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.event.Event;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.Measurement;
import dev.straingauge.event.RunClosed;
import dev.straingauge.event.RunStarted;
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
  public static final int VERSION = 5;

  private final RunContents run;
  private final Observations observations;
  private final Io.Reader intervals = new Io.Reader();
  private boolean closed;

  private RunAnalysis(RunContents run) {
    this.run = run;
    this.observations = new Observations(run);
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
    RunAnalysis opened = new RunAnalysis(new RunContents(facts));
    opened.run.results.emit(Topic.SUMMARIES, facts.opened(), out);
    opened.accept(first, out);
    return Optional.of(opened);
  }

  /**
   * Takes the next record of the run.
   *
   * @return what became of it; if that is a dead letter, {@code out} was told why
   * @throws IllegalStateException if the run is closed
   */
  public Fate accept(Event event, Outputs out) {
    if (closed) {
      throw new IllegalStateException("analyse an event: the run is closed");
    }
    Object body = event.getBody();
    run.counts.readBody(body);
    if (body instanceof RunStarted claim
        && !claim.getNonce().equals(run.facts.started().getNonce())) {
      return setAside(Fate.RUN_TAKEN, "a second claim of the run (the first one holds)", out);
    }
    if (event.getWriter() == Writers.CLOSER) {
      return acceptMark(event, out);
    }
    String flaw = Flaws.of(event, run.writers);
    if (flaw != null) {
      return setAside(Fate.MALFORMED, flaw, out);
    }
    return body instanceof IoInterval interval
        ? acceptIo(event, interval, out)
        : admit(event, null, out);
  }

  /**
   * Types of the facts about the cluster's objects that {@link #accept} looks at; of other changes
   * it needs the envelope only.
   */
  public static List<Class<?>> facts() {
    return Ledger.facts();
  }

  /**
   * Reasons of Kubernetes' events that {@link #accept} looks at; of others it needs the envelope.
   */
  public static List<String> reasons() {
    return Ledger.reasons();
  }

  /** Counts a record of the run that is no event at all. The caller has it set aside. */
  public void acceptMalformed() {
    run.counts.readUndecodable();
    run.counts.count(Fate.MALFORMED);
  }

  /** Whether the closing record was read and everything was emitted. */
  public boolean isClosed() {
    return closed;
  }

  /** Time of the last record that was folded, in nanoseconds since 1970-01-01T00:00:00Z. */
  public long watermark() {
    return run.panes.watermark();
  }

  /** Records read, of any fate. */
  public long eventsRead() {
    return run.counts.read();
  }

  /** Stores what changed since the last call. */
  public void flush(CellSink cells) {
    run.flush(cells);
  }

  /**
   * The version of the analysis that stored these cells.
   *
   * @throws IllegalArgumentException if they hold no run
   */
  public static int versionOf(List<Cell> cells) {
    return new StateReader(facts(cells).content()).readInt();
  }

  /**
   * Puts a run together from all its cells, sorted by key as unsigned bytes.
   *
   * @throws IllegalArgumentException if they hold no run, or not of {@link #VERSION}
   */
  public static RunAnalysis restore(List<Cell> cells) {
    int version = versionOf(cells);
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "restore a run: stored by analysis %d (expected %d)".formatted(version, VERSION));
    }
    RunContents run = RunContents.restoreFacts(facts(cells).content());
    cells
        .subList(1, cells.size())
        .forEach(cell -> run.restore(cell.key(), new StateReader(cell.content())));
    return new RunAnalysis(run);
  }

  private static Cell facts(List<Cell> cells) {
    if (cells.isEmpty() || cells.getFirst().what() != RunState.FACTS) {
      throw new IllegalArgumentException("restore a run: its first cell is missing");
    }
    return cells.getFirst();
  }

  private Fate acceptIo(Event event, IoInterval interval, Outputs out) {
    Io io;
    try {
      io = intervals.read(interval);
    } catch (IllegalArgumentException e) {
      return setAside(Fate.MALFORMED, "I/O interval: " + e.getMessage(), out);
    }
    return admit(event, io, out);
  }

  private Fate admit(Event event, @Nullable Io io, Outputs out) {
    if (!run.budget.fits(event, io)) {
      return setAside(
          Fate.MALFORMED, "the totals of the run would leave 61 bits (expected real ones)", out);
    }
    Writers.Writer writer = run.writers.all().get(event.getWriter());
    if (run.writers.beginsNewLife(event)) {
      endLife(writer.lastTime);
    }
    long paneTime = paneTime(event);
    Fate fate = run.writers.admit(event, paneTime <= event.getTime());
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
    if (run.blindSince < 0) {
      run.blindSince = at;
    }
    observations.censorOpen(at);
    run.ledger.blind(at);
    run.audit.newLife();
  }

  private Fate fold(Event event, @Nullable Io io, long paneTime, Outputs out) {
    run.counts.count(Fate.ACCEPTED);
    run.budget.charge(event, io);
    long time = event.getTime();
    if (run.blindSince >= 0) {
      run.panes.blind(run.blindSince, time);
      run.blindSince = -1;
    }
    run.panes.advance(time, out);
    boolean late = paneTime != time && run.panes.isLate(paneTime, time);
    observations.fold(event, io, late ? Observations.NO_PANE : run.panes.paneOf(paneTime));
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

  private Fate acceptMark(Event event, Outputs out) {
    return switch (event.getBody()) {
      case RunClosed mark -> {
        count(Fate.ACCEPTED);
        advanceToMark(event.getTime(), out);
        close(Ending.of(mark), out);
        yield Fate.ACCEPTED;
      }
      case WriterLost mark -> {
        boolean again = run.writerLost;
        run.writerLost = true;
        yield count(again ? Fate.DUPLICATE : Fate.ACCEPTED);
      }
      default ->
          setAside(
              Fate.MALFORMED, "a record of the closer (expected RunClosed or WriterLost)", out);
    };
  }

  /** The closer's mark has the run's last time; whatever else it has cannot keep the run open. */
  private void advanceToMark(long time, Outputs out) {
    long until = Writers.isNoTime(time, run.panes.watermark()) ? run.panes.watermark() : time;
    if (run.blindSince >= 0) {
      run.panes.blind(run.blindSince, until);
    }
    run.panes.advance(until, out);
  }

  private void close(Ending how, Outputs out) {
    run.panes.finish(out);
    run.rules.finish(run.panes.watermark(), out);
    observations.censorOpen(run.panes.watermark());
    run.ledger
        .finish(run.panes.watermark())
        .forEach(incident -> run.results.emit(Topic.INCIDENTS, incident, out));
    closed = true;
    run.results.emit(Topic.SUMMARIES, new SummaryBuilder(run, how).build(), out);
    run.results.emitEndMarks(run.counts.read(), out);
  }

  private Fate count(Fate fate) {
    run.counts.count(fate);
    return fate;
  }

  private Fate setAside(Fate fate, String detail, Outputs out) {
    out.deadLetter(fate, detail);
    return count(fate);
  }
}
