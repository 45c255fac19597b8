package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.ledger.Cells;
import dev.straingauge.analyzer.ledger.Ledger;
import dev.straingauge.analyzer.state.CellSink;
import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;

/** All that is known of a run, and how it is stored in cells. Not thread-safe. */
final class RunContents {

  final RunFacts facts;
  final Writers writers;
  final SeriesTable series;
  final OpenOperations open;
  final Results results = new Results();
  final RuleFold rules;
  final Panes panes;
  final Counts counts = new Counts();
  final Notes notes = new Notes();
  final SelfAudit audit = new SelfAudit();
  final Budget budget = new Budget();
  final Ledger ledger;
  final DriverHistory driver = new DriverHistory();

  /** Since when nobody observes; negative when somebody does. */
  long blindSince = -1;

  /** The closer gave a writer up. */
  boolean writerLost;

  private boolean factsStored;
  private long storedRead;

  RunContents(RunFacts facts) {
    this.facts = facts;
    writers = new Writers(facts.started().getWriters());
    series = new SeriesTable(facts.config().maxSeries(), facts.partsPerWindow());
    open = new OpenOperations(facts.config().maxOpenOperations());
    ledger = new Ledger(facts.config().ledger(), budget);
    rules = new RuleFold(facts, series, notes, results);
    panes = new Panes(facts, series, results, ledger, rules);
  }

  /**
   * Stores what changed since the last call. Every record is counted, so nothing changed if none
   * was read.
   */
  void flush(CellSink cells) {
    if (!factsStored) {
      cells.put(RunState.key(RunState.FACTS, 0), facts.toBytes());
      factsStored = true;
    }
    if (counts.read() == storedRead) {
      return;
    }
    storedRead = counts.read();
    StateWriter clock = new StateWriter();
    writeClock(clock);
    cells.put(RunState.key(RunState.CLOCK, 0), clock.toBytes());
    notes.flush(cells);
    series.flush(cells);
    open.flush(cells);
    ledger.flush(cells);
    driver.flush(cells);
    rules.flush(cells);
  }

  /** The counterpart of the first cell; the others follow with {@link #restore}. */
  static RunContents restoreFacts(byte[] content) {
    RunContents contents = new RunContents(RunFacts.fromBytes(content));
    contents.factsStored = true;
    return contents;
  }

  void restore(byte[] key, StateReader in) {
    switch (key[0]) {
      case RunState.CLOCK -> readClock(in);
      case RunState.NOTES -> notes.read(in);
      case RunState.FAULT -> notes.restoreFault(in);
      case RunState.SERIES -> series.restore(in);
      case RunState.BEYOND -> series.restoreBeyond(in);
      case RunState.PART -> series.restorePart(key, in);
      case RunState.OPEN -> open.restore(key, in, series);
      case RunState.DRIVER -> driver.read(in);
      case RunState.RULE -> rules.restore(key, in);
      default -> {
        if (!Cells.isOurs(key)) {
          throw new IllegalArgumentException("restore a run: unknown cell %d".formatted(key[0]));
        }
        ledger.restore(key, in);
      }
    }
  }

  private void writeClock(StateWriter out) {
    counts.write(out);
    writers.write(out);
    panes.write(out);
    results.write(out);
    audit.write(out);
    budget.write(out);
    open.writeOverflow(out);
    out.writeLong(blindSince).writeBoolean(writerLost);
  }

  private void readClock(StateReader in) {
    counts.read(in);
    writers.read(in);
    panes.read(in);
    results.read(in);
    audit.read(in);
    budget.read(in);
    open.readOverflow(in);
    blindSince = in.readLong();
    writerLost = in.readBoolean();
    storedRead = counts.read();
  }
}
