package dev.straingauge.archiver.page;

import dev.straingauge.archiver.words.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** From values to coordinates, and the values that are written beside an axis. */
sealed interface Scale {

  /** The coordinate of a value. */
  double at(double value);

  /** The coordinate of a whole number, such as nanoseconds. */
  default double atWhole(long value) {
    return at((double) value);
  }

  /** A value on an axis and how it is written. */
  record Tick(double value, String label) {}

  /**
   * Even steps.
   *
   * @param from first value
   * @param to last value, not {@code from}
   * @param start coordinate of {@code from}
   * @param end coordinate of {@code to}
   */
  record Linear(double from, double to, double start, double end) implements Scale {
    @Override
    public double at(double value) {
      return start + (value - from) / (to - from) * (end - start);
    }
  }

  /**
   * Even factors; all values positive. With {@link StrictMath}, since its results are the same on
   * every machine.
   *
   * @param from first value
   * @param to last value, not {@code from}
   * @param start coordinate of {@code from}
   * @param end coordinate of {@code to}
   */
  record Log(double from, double to, double start, double end) implements Scale {
    @Override
    public double at(double value) {
      return start
          + (StrictMath.log(value) - StrictMath.log(from))
              / (StrictMath.log(to) - StrictMath.log(from))
              * (end - start);
    }
  }

  /** Durations on a logarithmic axis: 1, 10, 100 …, with 2 and 5 between where there is room. */
  static List<Tick> durations(double fromNanos, double toNanos) {
    boolean fine = toNanos / fromNanos < 300;
    List<Tick> ticks = new ArrayList<>();
    for (double decade = 1; decade <= toNanos; decade *= 10) {
      for (int digit : fine ? new int[] {1, 2, 5} : new int[] {1}) {
        double value = decade * digit;
        if (value >= fromNanos && value <= toNanos) {
          ticks.add(new Tick(value, duration((long) value)));
        }
      }
    }
    return ticks;
  }

  /** {@code 100 ms}, {@code 5 s}. */
  private static String duration(long nanos) {
    return Figures.time(nanos).replace(".0 ", " ");
  }

  /** From 0 in some four round steps. */
  static List<Tick> amounts(double most) {
    double step = roundStep(most / 4);
    List<Tick> ticks = new ArrayList<>();
    for (int i = 0; i * step <= most * 1.0001; i++) {
      ticks.add(new Tick(i * step, number(i * step)));
    }
    return ticks;
  }

  /** Round values within [from, to], some {@code count} of them. */
  static List<Double> between(double from, double to, int count) {
    double step = roundStep((to - from) / count);
    List<Double> ticks = new ArrayList<>();
    for (double whole = Math.ceil(from / step); whole * step <= to; whole++) {
      ticks.add(whole * step);
    }
    return ticks;
  }

  /** 1, 2 or 5 times a power of ten, not below {@code least}. */
  static double roundStep(double least) {
    double power = StrictMath.pow(10, Math.floor(StrictMath.log10(least)));
    for (int factor : new int[] {1, 2, 5}) {
      if (power * factor >= least) {
        return power * factor;
      }
    }
    return power * 10;
  }

  private static String number(double value) {
    if (value == Math.rint(value)) {
      return Figures.count((long) value);
    }
    return value >= 0.1
        ? String.format(Locale.ROOT, "%.1f", value)
        : String.format(Locale.ROOT, "%.1e", value);
  }
}
