package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * In which time the run was observed: from its start to its end, blind spans left out (contract
 * A3). Not thread-safe.
 */
final class Coverage {

  private final long from;
  private long until = Long.MAX_VALUE;
  private final List<Blind> blind = new ArrayList<>();

  private record Blind(long from, long until) {}

  Coverage(long from) {
    this.from = from;
  }

  /**
   * Nobody observed from {@code since} to {@code until}. Spans come in order and do not overlap.
   */
  void blind(long since, long to) {
    blind.add(new Blind(since, to));
  }

  /** The run is over. */
  void end(long at) {
    until = at;
  }

  boolean hasBlind() {
    return !blind.isEmpty();
  }

  /** Observed part of [start, end). */
  long of(long start, long end) {
    long covered = overlap(start, end, from, until);
    for (Blind span : blind) {
      covered -= overlap(start, end, Math.max(span.from, from), Math.min(span.until, until));
    }
    return covered;
  }

  void write(StateWriter out) {
    out.writeLong(until).writeInt(blind.size());
    blind.forEach(span -> out.writeLong(span.from).writeLong(span.until));
  }

  void read(StateReader in) {
    until = in.readLong();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      blind.add(new Blind(in.readLong(), in.readLong()));
    }
  }

  private static long overlap(long start, long end, long from, long until) {
    return Math.max(0, Math.min(end, until) - Math.max(start, from));
  }
}
