package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;

/** What one series did in one tick. */
final class Pane extends Tally {

  /** Which pane: start / tick. */
  long index;

  /** Open at the end of the pane. */
  long inFlight;

  @Override
  void reset() {
    super.reset();
    inFlight = 0;
  }

  @Override
  void write(StateWriter out) {
    out.writeLong(index).writeLong(inFlight);
    super.write(out);
  }

  @Override
  void read(StateReader in) {
    index = in.readLong();
    inFlight = in.readLong();
    super.read(in);
  }
}
