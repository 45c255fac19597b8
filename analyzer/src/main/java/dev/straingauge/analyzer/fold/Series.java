package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.state.CellSink;
import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.SeriesKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One series of a run: its totals, its panes that are not closed and the parts of its rolling
 * windows.
 */
final class Series {

  static final String OPERATION = "operation";
  static final String IO = "io";

  final int index;
  final SeriesKey key;
  final boolean isIo;
  final Totals totals = new Totals();

  /** Parts per window, allocated when first used. */
  final @Nullable Part[][] parts;

  /** Operations open now. */
  long open;

  /** Those of them that are beyond the bound and not tracked one by one. */
  long untracked;

  /** Response times were measured: else a rolling window has none to rank. */
  boolean responseMeasured;

  /** Changed since it was last stored. */
  boolean dirty;

  private final List<Pane> panes = new ArrayList<>(2);
  private @Nullable Pane spare;

  Series(int index, SeriesKey key, int[] partsPerWindow) {
    this.index = index;
    this.key = key;
    this.isIo = key.getMeasure().equals(IO);
    this.responseMeasured = !isIo;
    this.parts = new Part[partsPerWindow.length][];
    for (int i = 0; i < partsPerWindow.length; i++) {
      parts[i] = new Part[partsPerWindow[i]];
    }
  }

  /** The pane of that index, new if it is not there. */
  Pane pane(long paneIndex) {
    for (int i = panes.size() - 1; i >= 0; i--) {
      if (panes.get(i).index == paneIndex) {
        return panes.get(i);
      }
    }
    Pane pane = spare == null ? new Pane() : spare;
    spare = null;
    pane.index = paneIndex;
    panes.add(pane);
    return pane;
  }

  boolean has(long paneIndex) {
    return panes.stream().anyMatch(pane -> pane.index == paneIndex);
  }

  /** Takes the pane of that index out, if it is there. */
  @Nullable Pane take(long paneIndex) {
    for (int i = 0; i < panes.size(); i++) {
      if (panes.get(i).index == paneIndex) {
        return panes.remove(i);
      }
    }
    return null;
  }

  /** Gives a pane back that was taken and is not needed any more. */
  void release(Pane pane) {
    pane.reset();
    spare = pane;
  }

  /** The part at {@code slot} of a window. */
  Part part(int window, int slot) {
    Part part = parts[window][slot];
    if (part == null) {
      part = new Part();
      parts[window][slot] = part;
    }
    return part;
  }

  /** Stores the parts that changed. */
  void flushParts(CellSink cells) {
    for (int window = 0; window < parts.length; window++) {
      for (int slot = 0; slot < parts[window].length; slot++) {
        Part part = parts[window][slot];
        if (part != null && part.dirty) {
          StateWriter out = new StateWriter();
          part.write(out);
          cells.put(RunState.partKey(index, window, slot), out.toBytes());
          part.dirty = false;
        }
      }
    }
  }

  void write(StateWriter out) {
    out.writeText(key.getMeasure()).writeText(key.getOperation()).writeText(key.getStep());
    out.writeLong(open).writeLong(untracked).writeBoolean(responseMeasured);
    totals.write(out);
    out.writeInt(panes.size());
    panes.forEach(pane -> pane.write(out));
  }

  static Series read(int index, StateReader in, int[] partsPerWindow) {
    SeriesKey key = new SeriesKey(in.readText(), in.readText(), in.readText(), List.of());
    Series series = new Series(index, key, partsPerWindow);
    series.open = in.readLong();
    series.untracked = in.readLong();
    series.responseMeasured = in.readBoolean();
    series.totals.read(in);
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      Pane pane = new Pane();
      pane.read(in);
      series.panes.add(pane);
    }
    return series;
  }
}
