package dev.straingauge.archiver.words;

import java.time.Duration;
import java.util.Locale;

/** Numbers with their units. Durations are nanoseconds. */
public final class Figures {

  private static final double NANOS_PER_SECOND = 1e9;

  /** Below this a rate is said of a longer unit, so that it keeps two digits. */
  private static final double SLOW = 0.1;

  private Figures() {}

  /**
   * A duration in the unit that fits: {@code 412 µs}, {@code 7.8 ms}, {@code 388 ms}, {@code 3.9
   * s}, {@code 171 s}.
   */
  public static String time(long nanos) {
    if (nanos < 0) {
      return "−" + time(-nanos);
    }
    if (nanos == 0) {
      return "0 s";
    }
    if (nanos < 1_000) {
      return nanos + " ns";
    }
    if (nanos < 999_500) {
      return digits(nanos / 1e3) + " µs";
    }
    if (nanos < 999_500_000) {
      return digits(nanos / 1e6) + " ms";
    }
    return digits(nanos / NANOS_PER_SECOND) + " s";
  }

  /** An offset from the start of the run: {@code 05:21}, {@code 1:05:21}. */
  public static String offset(Duration at) {
    long seconds = at.toSeconds();
    return seconds < 3600
        ? String.format(Locale.ROOT, "%02d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** Seconds with their fraction. */
  public static double seconds(Duration duration) {
    return duration.toNanos() / NANOS_PER_SECOND;
  }

  /** A count: {@code 4,800}. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** A count and its noun: {@code 1 problem}, {@code 4 problems}. */
  public static String count(long count, String noun) {
    return count(count) + " " + noun + (count == 1 ? "" : "s");
  }

  /**
   * A ratio as percent: {@code 97.9 %}. 100 and 0 stand for exactly that: what is almost so does
   * not round to it.
   */
  public static String percent(double ratio) {
    double percent = ratio * 100;
    String text = String.format(Locale.ROOT, "%.1f", percent);
    if (text.equals("100.0") && ratio < 1) {
      text = "> 99.9";
    } else if (text.equals("0.0") && ratio > 0) {
      text = "< 0.1";
    }
    return text + " %";
  }

  /** A rate: {@code 23.9/s}; a slow one {@code 2.0/min} or {@code 1.5/h}. */
  public static String rate(double perSecond) {
    if (perSecond <= 0 || perSecond >= SLOW) {
      return digits(perSecond) + "/s";
    }
    double perMinute = perSecond * 60;
    return perMinute >= SLOW ? digits(perMinute) + "/min" : digits(perMinute * 60) + "/h";
  }

  /** A size of whole bytes. */
  public static String bytes(long bytes) {
    return bytes((double) bytes);
  }

  /** A size: {@code 412 KiB}, {@code 6.1 MiB}. */
  public static String bytes(double bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1023.5 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return (unit == 0 ? String.format(Locale.ROOT, "%.0f", value) : digits(value))
        + " "
        + units[unit];
  }

  /** Two digits at least: one decimal below 100, none from there on. */
  static String digits(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 99.95 ? "%.1f" : "%,.0f", value);
  }
}
