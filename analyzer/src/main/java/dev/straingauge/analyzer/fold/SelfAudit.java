package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.schemas.sketch.LatencySketch;
import org.jspecify.annotations.Nullable;

/**
 * What a run says about Straingauge itself: lag of the generator, stalls, drift of the clock, gaps
 * of the watches. Not thread-safe.
 */
final class SelfAudit {

  private @Nullable LatencySketch lag;
  private long longestStall;
  private long clockDrift;
  private long watchGaps;
  private boolean hasBeat;
  private long lastBeat;
  private long lastOffset;

  /** An operation that the plan scheduled starts; children are drawn when they start. */
  void started(long lagNanos) {
    lag = Tally.recorded(lag, lagNanos, 1);
  }

  void heartbeat(Heartbeat beat, long time, long tick) {
    long offset = beat.getWallClock() - time;
    if (hasBeat) {
      longestStall = Math.max(longestStall, time - lastBeat - tick);
      clockDrift = Math.max(clockDrift, Math.abs(offset - lastOffset));
    }
    hasBeat = true;
    lastBeat = time;
    lastOffset = offset;
  }

  /**
   * A new life of the writer: the time in between is blind, not a stall, and its clock is another
   * one.
   */
  void newLife() {
    hasBeat = false;
  }

  void watchGap() {
    watchGaps++;
  }

  LatencySketch lag() {
    return Tally.orEmpty(lag);
  }

  long longestStall() {
    return longestStall;
  }

  long clockDrift() {
    return clockDrift;
  }

  long watchGaps() {
    return watchGaps;
  }

  void write(StateWriter out) {
    out.writeSketch(lag).writeLong(longestStall).writeLong(clockDrift).writeLong(watchGaps);
    out.writeBoolean(hasBeat).writeLong(lastBeat).writeLong(lastOffset);
  }

  void read(StateReader in) {
    lag = in.readSketch();
    longestStall = in.readLong();
    clockDrift = in.readLong();
    watchGaps = in.readLong();
    hasBeat = in.readBoolean();
    lastBeat = in.readLong();
    lastOffset = in.readLong();
  }
}
