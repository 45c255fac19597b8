package dev.straingauge.analyzer.fold;

import dev.straingauge.event.Event;
import dev.straingauge.event.RunOpened;
import dev.straingauge.event.RunStarted;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.config.AnalysisConfig;
import dev.straingauge.schemas.config.AnalysisConfigs;
import java.util.List;

/**
 * What a run said at its start and what follows from it; never changes. Everything that shapes
 * results is in here (contract E3).
 *
 * @param event the record that opened the run
 * @param started its body
 * @param config the analysis' part of the configuration
 */
record RunFacts(Event event, RunStarted started, AnalysisConfig config) {

  /**
   * Reads the start of a run.
   *
   * @throws IllegalArgumentException if it cannot be analysed; the message says why
   */
  static RunFacts of(Event event) {
    RunStarted started = (RunStarted) event.getBody();
    if (started.getWriters() != 1) {
      throw new IllegalArgumentException(
          "the run announces %d writers (expected 1: this version merges no writers)"
              .formatted(started.getWriters()));
    }
    if (event.getWriter() != 0 || event.getIncarnation() < 1 || event.getSequence() < 1) {
      throw new IllegalArgumentException(
          "RunStarted of writer %d, incarnation %d, sequence %d (expected writer 0, from 1 each)"
              .formatted(event.getWriter(), event.getIncarnation(), event.getSequence()));
    }
    long tick = started.getTickNanos();
    if (tick <= 0 || started.getGraceNanos() < 0) {
      throw new IllegalArgumentException(
          "tick %d ns, grace %d ns (expected a positive tick and no negative grace)"
              .formatted(tick, started.getGraceNanos()));
    }
    AnalysisConfig config = AnalysisConfigs.fromConfig(started.getConfig());
    config.windows().forEach(window -> check(window, tick));
    return new RunFacts(event, started, config);
  }

  long startedAt() {
    return event.getTime();
  }

  long tick() {
    return started.getTickNanos();
  }

  long grace() {
    return started.getGraceNanos();
  }

  List<AnalysisConfig.Window> windows() {
    return config.windows();
  }

  /** Number of parts of each window. */
  int[] partsPerWindow() {
    return windows().stream()
        .mapToInt(w -> Math.toIntExact(w.size().dividedBy(w.advance())))
        .toArray();
  }

  RunOpened opened() {
    return new RunOpened(
        RunAnalysis.VERSION,
        startedAt(),
        started.getScenario(),
        started.getSeed(),
        started.getPlanHash(),
        started.getPlannedNanos(),
        started.getTickNanos(),
        started.getGraceNanos(),
        started.getWriters(),
        started.getConfig(),
        started.getDriver(),
        started.getCluster(),
        started.getStraingaugeVersion(),
        started.getLabels());
  }

  byte[] toBytes() {
    return new StateWriter()
        .writeInt(RunAnalysis.VERSION)
        .writeBytes(new Codec().encode(event))
        .toBytes();
  }

  /** What {@link #toBytes} wrote. */
  static RunFacts fromBytes(byte[] cell) {
    StateReader in = new StateReader(cell);
    in.readInt();
    try {
      return of(new Codec().decodeEvent(in.readBytes()));
    } catch (MalformedRecordException e) {
      throw new IllegalArgumentException("restore a run: its first record: " + e.getMessage(), e);
    }
  }

  private static void check(AnalysisConfig.Window window, long tick) {
    long size = window.size().toNanos();
    long advance = window.advance().toNanos();
    if (advance <= 0
        || advance % tick != 0
        || size < advance
        || size % advance != 0
        || size / advance > 10_000) {
      throw new IllegalArgumentException(
          "window of %s each %s (expected a size that is a multiple of the advance, and that one of the tick of %d ns)"
              .formatted(window.size(), window.advance(), tick));
    }
  }
}
