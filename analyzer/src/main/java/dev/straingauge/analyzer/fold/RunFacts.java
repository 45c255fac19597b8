package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.rules.RuleEvaluator;
import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.Event;
import dev.straingauge.event.RunOpened;
import dev.straingauge.event.RunStarted;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.config.AnalysisConfig;
import dev.straingauge.schemas.config.AnalysisConfigs;
import dev.straingauge.schemas.config.RuleSet;
import dev.straingauge.schemas.config.RuleSets;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a run said at its start and what follows from it; never changes. Everything that shapes
 * results is in here (contract E3).
 *
 * @param event the record that opened the run
 * @param started its body
 * @param config the analysis' part of the configuration
 * @param rules the thresholds
 */
record RunFacts(Event event, RunStarted started, AnalysisConfig config, RuleSet rules) {

  /** A leap of a day, the longest that is taken, is less than 1,000,000 of them. */
  private static final long MIN_TICK_NANOS = 100_000_000L;

  private static final long MAX_TICK_NANOS = 3_600_000_000_000L;
  private static final long MAX_GRACE_NANOS = 3_600_000_000_000L;

  /** Panes of a series that are open at once are stored together. */
  private static final long MAX_GRACE_TICKS = 16;

  private static final int MAX_BYTES = 900 << 10;
  private static final int MAX_BYTES_BESIDE_CONFIG = 100 << 10;
  private static final long MAX_PARTS = 10_000;
  private static final int MAX_SERIES = 2_000;
  private static final int MAX_OPEN_OPERATIONS = 10_000_000;

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
    if (!Flaws.isTime(event.getTime())) {
      throw new IllegalArgumentException(
          "RunStarted of time %d (expected the years 1970 to 2200)".formatted(event.getTime()));
    }
    checkSize(event, started);
    long tick = started.getTickNanos();
    checkTick(tick, started.getGraceNanos());
    AnalysisConfig config = AnalysisConfigs.fromConfig(started.getConfig());
    config.windows().forEach(window -> check(window, tick));
    checkBounds(config);
    RuleSet rules = RuleSets.fromConfig(started.getConfig());
    RuleEvaluator.check(rules, config);
    return new RunFacts(event, started, config, rules);
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

  /** It is copied into results and into state, none of which may reach 1 MiB. */
  private static void checkSize(Event event, RunStarted started) {
    int whole = new Codec().encode(event).length;
    int others = whole - started.getConfig().getBytes(StandardCharsets.UTF_8).length;
    if (whole > MAX_BYTES || others > MAX_BYTES_BESIDE_CONFIG) {
      throw new IllegalArgumentException(
          "RunStarted of %d bytes, %d of them beside the configuration (expected at most %d, %d)"
              .formatted(whole, others, MAX_BYTES, MAX_BYTES_BESIDE_CONFIG));
    }
  }

  private static void checkTick(long tick, long grace) {
    if (tick < MIN_TICK_NANOS
        || tick > MAX_TICK_NANOS
        || grace < 0
        || grace > MAX_GRACE_NANOS
        || grace / tick > MAX_GRACE_TICKS) {
      throw new IllegalArgumentException(
          "tick %d ns, grace %d ns (expected a tick of 100 ms to 1 h, and a grace of 0 to 1 h and at most %d ticks)"
              .formatted(tick, grace, MAX_GRACE_TICKS));
    }
  }

  private static void checkBounds(AnalysisConfig config) {
    long parts = config.windows().stream().mapToLong(w -> w.size().dividedBy(w.advance())).sum();
    if (parts > MAX_PARTS
        || config.maxSeries() > MAX_SERIES
        || config.maxOpenOperations() > MAX_OPEN_OPERATIONS) {
      throw new IllegalArgumentException(
          "%d parts of windows, %d series, %d open operations (expected at most %d, %d, %d)"
              .formatted(
                  parts,
                  config.maxSeries(),
                  config.maxOpenOperations(),
                  MAX_PARTS,
                  MAX_SERIES,
                  MAX_OPEN_OPERATIONS));
    }
  }

  private static void check(AnalysisConfig.Window window, long tick) {
    long size = window.size().toNanos();
    long advance = window.advance().toNanos();
    if (advance <= 0
        || advance % tick != 0
        || size < advance
        || size % advance != 0
        || size / advance > MAX_PARTS) {
      throw new IllegalArgumentException(
          "window of %s each %s (expected a size that is a multiple of the advance, and that one of the tick of %d ns)"
              .formatted(window.size(), window.advance(), tick));
    }
  }
}
