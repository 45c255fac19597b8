package dev.straingauge.schemas.config;

import java.time.Duration;
import java.util.List;

/**
 * What the analysis needs of a run's configuration: member {@code analysis} of RunStarted.config
 * (contract E3).
 *
 * @param windows the rolling windows, in order of size
 * @param maxSeries series at most; further ones fold into {@code other} in order of arrival
 * @param maxOpenOperations open operations at most
 * @param operations kinds of operation that the plan can draw, in the plan's order
 * @param scenarios kinds of scenario runs that the plan can draw, in the plan's order
 * @param ledger bounds of the attachment ledger
 */
public record AnalysisConfig(
    List<Window> windows,
    int maxSeries,
    int maxOpenOperations,
    List<String> operations,
    List<String> scenarios,
    LedgerConfig ledger) {

  /** Windows of contract A3. */
  public static final List<Window> DEFAULT_WINDOWS =
      List.of(
          new Window(Duration.ofSeconds(10), Duration.ofSeconds(1)),
          new Window(Duration.ofMinutes(1), Duration.ofSeconds(5)),
          new Window(Duration.ofMinutes(5), Duration.ofSeconds(30)));

  /** Bound of contract A6. */
  public static final int DEFAULT_MAX_SERIES = 1_000;

  /** Bound of contract A6. */
  public static final int DEFAULT_MAX_OPEN_OPERATIONS = 1_000_000;

  /**
   * @throws IllegalArgumentException if a bound is below 1
   */
  public AnalysisConfig {
    windows = List.copyOf(windows);
    operations = List.copyOf(operations);
    scenarios = List.copyOf(scenarios);
    if (maxSeries < 1 || maxOpenOperations < 1) {
      throw new IllegalArgumentException(
          "configure the analysis: maxSeries %d, maxOpenOperations %d (expected at least 1)"
              .formatted(maxSeries, maxOpenOperations));
    }
  }

  /**
   * A rolling window, merged from parts as long as its advance.
   *
   * @param size a multiple of {@code advance}
   * @param advance a multiple of the tick
   */
  public record Window(Duration size, Duration advance) {

    /**
     * @throws IllegalArgumentException if {@code advance} is not positive or {@code size} no
     *     positive multiple of it
     */
    public Window {
      long step = advance.toNanos();
      if (step <= 0 || size.toNanos() <= 0 || size.toNanos() % step != 0) {
        throw new IllegalArgumentException(
            "configure a window of %s each %s (expected a positive multiple of its advance)"
                .formatted(size, advance));
      }
    }
  }
}
