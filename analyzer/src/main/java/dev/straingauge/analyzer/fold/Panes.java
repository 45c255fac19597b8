package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.ledger.Ledger;
import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.Slice;
import dev.straingauge.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The watermark of a run and what is due by it (contract I6): at the end of pane k the tick, which
 * takes the in-flight snapshot and tells incidents, and the grace later the close, which sends
 * slices and rolling windows. In order of due time, a close before a tick when equal. Not
 * thread-safe.
 */
final class Panes {

  private final RunFacts facts;
  private final SeriesTable series;
  private final Results results;
  private final Ledger ledger;
  private final RuleFold rules;
  private final List<RollingWindow> windows = new ArrayList<>();
  private final Coverage coverage;
  private final TreeMap<String, Long> ioCovered = new TreeMap<>();

  private long watermark;
  private long nextTick;
  private long nextClose;

  /** Last pane whose in-flight snapshot was taken. */
  private long snapped;

  Panes(RunFacts facts, SeriesTable series, Results results, Ledger ledger, RuleFold rules) {
    this.facts = facts;
    this.series = series;
    this.results = results;
    this.ledger = ledger;
    this.rules = rules;
    this.coverage = new Coverage(facts.startedAt());
    for (int i = 0; i < facts.windows().size(); i++) {
      windows.add(new RollingWindow(i, facts.windows().get(i), facts.tick()));
    }
    watermark = facts.startedAt();
    nextTick = first();
    nextClose = nextTick;
    snapped = nextTick - 1;
  }

  /** Time of the last record that was folded. */
  long watermark() {
    return watermark;
  }

  /** Which pane holds {@code time}. */
  long paneOf(long time) {
    return Math.floorDiv(time, facts.tick());
  }

  /**
   * Whether what belongs to {@code paneTime} comes too late in a record of {@code time} (contract
   * I7).
   */
  boolean isLate(long paneTime, long time) {
    long pane = paneOf(paneTime);
    return pane < first() || endOf(pane) + facts.grace() <= time;
  }

  /** Nobody observed from {@code since} to {@code until}. */
  void blind(long since, long until) {
    coverage.blind(since, until);
  }

  boolean hasBlind() {
    return coverage.hasBlind();
  }

  /** Does all that is due by {@code time}. */
  void advance(long time, Outputs out) {
    if (time >= endOf(nextTick) || time >= endOf(nextClose) + facts.grace()) {
      doDue(time, out);
    }
    watermark = time;
  }

  /** The run is over: closes what is left. */
  void finish(Outputs out) {
    coverage.end(watermark);
    long last = paneOf(watermark);
    for (; nextClose < last; nextClose++) {
      close(nextClose, out);
    }
    boolean endsWithPane = watermark == endOf(last - 1);
    if (endsWithPane) {
      snapped = last;
    }
    if (nextClose == last && (!endsWithPane || hasContent(last))) {
      close(nextClose++, out);
    }
  }

  private boolean hasContent(long pane) {
    return series.sorted().stream().anyMatch(one -> one.has(pane));
  }

  /** Per kind of I/O: the observed time of the panes in which it was measured. */
  long ioCovered(String kind) {
    return ioCovered.getOrDefault(kind, 0L);
  }

  void write(StateWriter out) {
    out.writeLong(watermark).writeLong(nextTick).writeLong(nextClose).writeLong(snapped);
    coverage.write(out);
    windows.forEach(window -> window.write(out));
    out.writeInt(ioCovered.size());
    ioCovered.forEach((kind, nanos) -> out.writeText(kind).writeLong(nanos));
  }

  void read(StateReader in) {
    watermark = in.readLong();
    nextTick = in.readLong();
    nextClose = in.readLong();
    snapped = in.readLong();
    coverage.read(in);
    windows.forEach(window -> window.read(in));
    int kinds = in.readInt();
    for (int i = 0; i < kinds; i++) {
      ioCovered.put(in.readText(), in.readLong());
    }
  }

  private void doDue(long time, Outputs out) {
    while (true) {
      long tickDue = endOf(nextTick);
      long closeDue = endOf(nextClose) + facts.grace();
      if (Math.min(tickDue, closeDue) > time) {
        return;
      }
      if (closeDue <= tickDue) {
        close(nextClose++, out);
      } else {
        tick(nextTick++, out);
      }
    }
  }

  private void tick(long pane, Outputs out) {
    snap(pane);
    ledger.tick(endOf(pane)).forEach(incident -> results.emit(Topic.INCIDENTS, incident, out));
  }

  private void snap(long pane) {
    if (pane <= snapped) {
      return;
    }
    snapped = pane;
    for (Series one : series.sorted()) {
      if (one.open > 0) {
        one.pane(pane).inFlight = one.open;
        series.touch(one);
      }
    }
  }

  private void close(long pane, Outputs out) {
    snap(pane);
    long end = endOf(pane);
    long covered = coverage.of(end - facts.tick(), end);
    windows.forEach(window -> window.cover(pane, covered));
    String measuredKind = "";
    for (Series one : series.sorted()) {
      Pane content = one.take(pane);
      if (content != null) {
        if (one.isIo && !one.key.getOperation().equals(measuredKind)) {
          measuredKind = one.key.getOperation();
          ioCovered.merge(measuredKind, covered, Long::sum);
        }
        close(one, content, end, covered, out);
      }
    }
    for (Series one : series.sorted()) {
      roll(one, end, out);
    }
    rules.close(end, covered, windows, out);
  }

  private void close(Series one, Pane pane, long end, long covered, Outputs out) {
    series.touch(one);
    if (!pane.isEmpty() || pane.inFlight > 0) {
      results.emit(Topic.SLICES, slice(one, pane, end - facts.tick(), covered), out);
      one.totals.sliced += pane.ended();
      for (RollingWindow window : windows) {
        window.add(one, pane);
      }
      rules.add(one, pane, end);
    }
    one.release(pane);
  }

  private void roll(Series one, long end, Outputs out) {
    for (RollingWindow window : windows) {
      if (window.endsAt(end)) {
        window.ending(end, one).ifPresent(rolling -> results.emit(Topic.ROLLING, rolling, out));
      }
    }
  }

  private static Slice slice(Series one, Pane pane, long start, long covered) {
    return new Slice(
        one.key,
        start,
        pane.started,
        pane.skipped,
        pane.succeeded,
        pane.failed,
        pane.timedOut,
        pane.errors(),
        pane.bytes,
        pane.inFlight,
        covered,
        Tally.toBytes(pane.response),
        Tally.toBytes(pane.service),
        Tally.toBytes(pane.censored));
  }

  private long first() {
    return paneOf(facts.startedAt());
  }

  private long endOf(long pane) {
    return (pane + 1) * facts.tick();
  }
}
