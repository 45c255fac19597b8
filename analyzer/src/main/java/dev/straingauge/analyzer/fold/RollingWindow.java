package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.rules.WindowContent;
import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.Distribution;
import dev.straingauge.event.Rolling;
import dev.straingauge.schemas.config.AnalysisConfig;
import dev.straingauge.schemas.sketch.LatencySketch;
import dev.straingauge.schemas.survival.Distributions;
import java.util.Arrays;
import java.util.Optional;

/**
 * One size of rolling window over all series of a run: [end − size, end) for each end that is a
 * multiple of the advance, merged from parts as long as the advance (contract A3). Aligned to
 * 1970-01-01T00:00:00Z, like the panes. Not thread-safe.
 */
final class RollingWindow {

  private static final Distribution NO_DATA = Distributions.of(new LatencySketch());

  private final int number;
  private final long size;
  private final long advance;
  private final long tick;
  private final int parts;

  /** Observed part of each part of the window, for the run as a whole. */
  private final long[] coveredIndex;

  private final long[] covered;
  private final Tally merged = new Tally();

  RollingWindow(int number, AnalysisConfig.Window window, long tick) {
    this.number = number;
    this.size = window.size().toNanos();
    this.advance = window.advance().toNanos();
    this.tick = tick;
    this.parts = Math.toIntExact(size / advance);
    this.coveredIndex = new long[parts];
    this.covered = new long[parts];
    Arrays.fill(coveredIndex, Long.MIN_VALUE);
  }

  boolean endsAt(long end) {
    return Math.floorMod(end, advance) == 0;
  }

  /** A pane is closed, of which {@code coveredNanos} were observed. */
  void cover(long pane, long coveredNanos) {
    long index = partOf(pane);
    int slot = slotOf(index);
    if (coveredIndex[slot] != index) {
      coveredIndex[slot] = index;
      covered[slot] = 0;
    }
    covered[slot] += coveredNanos;
  }

  /** A pane of {@code series} is closed. */
  void add(Series series, Pane pane) {
    long index = partOf(pane.index);
    series.part(number, slotOf(index)).add(index, pane);
  }

  /**
   * The window of {@code series} that ends at {@code end}; empty if nothing happened and nothing
   * was open in it.
   */
  Optional<Rolling> ending(long end, Series series) {
    long last = Math.floorDiv(end, advance) - 1;
    merged.reset();
    long inFlight = 0;
    long maxInFlight = 0;
    for (Part part : series.parts[number]) {
      if (part != null && isIn(part.index, last)) {
        merged.add(part);
        maxInFlight = Math.max(maxInFlight, part.maxInFlight);
        inFlight += part.index == last ? part.inFlightAt(Math.floorDiv(end, tick) - 1) : 0;
      }
    }
    return merged.isEmpty() && maxInFlight == 0
        ? Optional.empty()
        : Optional.of(rolling(end, series, inFlight, maxInFlight, coveredUpTo(last)));
  }

  long size() {
    return size;
  }

  /** Adds what {@code series} did in the window that ends at {@code end}. */
  void addTo(WindowContent content, long end, Series series) {
    long last = Math.floorDiv(end, advance) - 1;
    for (Part part : series.parts[number]) {
      if (part != null && isIn(part.index, last)) {
        part.addTo(content);
      }
    }
  }

  /** Observed part of the window that ends at {@code end}. */
  long coveredAt(long end) {
    return coveredUpTo(Math.floorDiv(end, advance) - 1);
  }

  void write(StateWriter out) {
    for (int slot = 0; slot < parts; slot++) {
      out.writeLong(coveredIndex[slot]).writeLong(covered[slot]);
    }
  }

  void read(StateReader in) {
    for (int slot = 0; slot < parts; slot++) {
      coveredIndex[slot] = in.readLong();
      covered[slot] = in.readLong();
    }
  }

  private Rolling rolling(
      long end, Series series, long inFlight, long maxInFlight, long coveredNanos) {
    return new Rolling(
        series.key,
        end,
        size,
        advance,
        merged.started,
        merged.skipped,
        merged.succeeded,
        merged.failed,
        merged.timedOut,
        merged.errors(),
        merged.bytes,
        inFlight,
        maxInFlight,
        coveredNanos,
        series.responseMeasured
            ? Distributions.ranked(Tally.orEmpty(merged.response), Tally.orEmpty(merged.censored))
            : NO_DATA,
        Distributions.ranked(Tally.orEmpty(merged.service), merged.censoredByService()));
  }

  private long coveredUpTo(long last) {
    long sum = 0;
    for (int slot = 0; slot < parts; slot++) {
      sum += isIn(coveredIndex[slot], last) ? covered[slot] : 0;
    }
    return sum;
  }

  private boolean isIn(long part, long last) {
    return part <= last && part > last - parts;
  }

  private long partOf(long pane) {
    return Math.floorDiv(pane * tick, advance);
  }

  private int slotOf(long part) {
    return (int) Math.floorMod(part, (long) parts);
  }
}
