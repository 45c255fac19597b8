package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.state.CellSink;
import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The operations of a run that started and did not end, up to the bound of contract A6. Not
 * thread-safe.
 */
final class OpenOperations {

  private final int limit;
  private final Map<Long, Open> byId = new HashMap<>();
  private List<Open> fresh = new ArrayList<>();
  private List<Long> gone = new ArrayList<>();

  /** Operations that were started beyond the bound. */
  private long overflow;

  /** One of them. */
  static final class Open {
    final long id;
    final Series series;
    final long intendedStart;
    private boolean stored;
    private boolean ended;

    Open(long id, Series series, long intendedStart) {
      this.id = id;
      this.series = series;
      this.intendedStart = intendedStart;
    }
  }

  OpenOperations(int limit) {
    this.limit = limit;
  }

  /** An operation starts; one of the same id that is open is lost. */
  void start(long id, Series series, long intendedStart) {
    series.open++;
    if (byId.size() >= limit) {
      overflow++;
      series.untracked++;
      return;
    }
    Open open = new Open(id, series, intendedStart);
    Open lost = byId.put(id, open);
    fresh.add(open);
    if (lost != null) {
      forget(lost);
    }
  }

  /**
   * An operation of {@code series} ends. One that is not known was beyond the bound, or its start
   * is missing.
   */
  void end(long id, Series series) {
    Open open = byId.remove(id);
    if (open != null) {
      forget(open);
    } else if (series.untracked > 0) {
      series.untracked--;
      series.open--;
    }
  }

  /** Takes all out, in no order. */
  void endAll(Consumer<Open> each) {
    for (Open open : byId.values()) {
      each.accept(open);
      forget(open);
    }
    byId.clear();
  }

  int size() {
    return byId.size();
  }

  long overflow() {
    return overflow;
  }

  void writeOverflow(StateWriter out) {
    out.writeLong(overflow);
  }

  void readOverflow(StateReader in) {
    overflow = in.readLong();
  }

  /** Stores what started and forgets what ended since the last time. */
  void flush(CellSink cells) {
    for (Long id : gone) {
      if (!byId.containsKey(id)) {
        cells.delete(key(id));
      }
    }
    for (Open open : fresh) {
      if (!open.ended) {
        open.stored = true;
        cells.put(key(open.id), content(open));
      }
    }
    gone = new ArrayList<>();
    fresh = new ArrayList<>();
  }

  /** Puts back an operation that was stored; its series counts it already. */
  void restore(byte[] key, StateReader in, SeriesTable series) {
    Open open = new Open(ByteBuffer.wrap(key).getLong(1), series.at(in.readInt()), in.readLong());
    open.stored = true;
    byId.put(open.id, open);
  }

  private void forget(Open open) {
    open.ended = true;
    open.series.open--;
    if (open.stored) {
      gone.add(open.id);
    }
  }

  private static byte[] key(long id) {
    return ByteBuffer.allocate(1 + Long.BYTES).put(RunState.OPEN).putLong(id).array();
  }

  private static byte[] content(Open open) {
    return new StateWriter().writeInt(open.series.index).writeLong(open.intendedStart).toBytes();
  }
}
