package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;

/** Part of a rolling window: as many panes of one series as the window advances by. */
final class Part extends Tally {

  /** Which part: start / advance. */
  long index = Long.MIN_VALUE;

  /** Last pane that was added, and what was open at its end. */
  private long lastPane;

  private long lastInFlight;
  long maxInFlight;

  /** Changed since it was last stored. */
  boolean dirty;

  void add(long partIndex, Pane pane) {
    if (index != partIndex) {
      reset();
      index = partIndex;
      maxInFlight = 0;
    }
    add(pane);
    lastPane = pane.index;
    lastInFlight = pane.inFlight;
    maxInFlight = Math.max(maxInFlight, pane.inFlight);
    dirty = true;
  }

  /** What was open at the end of {@code pane}; a pane that was not added had nothing open. */
  long inFlightAt(long pane) {
    return lastPane == pane ? lastInFlight : 0;
  }

  @Override
  void write(StateWriter out) {
    out.writeLong(index).writeLong(lastPane).writeLong(lastInFlight).writeLong(maxInFlight);
    super.write(out);
  }

  @Override
  void read(StateReader in) {
    index = in.readLong();
    lastPane = in.readLong();
    lastInFlight = in.readLong();
    maxInFlight = in.readLong();
    super.read(in);
  }
}
