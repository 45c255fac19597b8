package dev.straingauge.schemas.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 1h30m}, {@code 500ms}, {@code 1.5s}, {@code 0}. Units
 * {@code d h m s ms us ns}, largest first, each at most once. Exact to the nanosecond, within the
 * range of a {@code long} of nanoseconds. Stateless.
 */
public final class Durations {

  private static final String EXPECTED = " (expected like 50m or 1h30m)";
  private static final Duration MAX = Duration.ofNanos(Long.MAX_VALUE);
  private static final String[] UNITS = {"d", "h", "m", "s", "ms", "us", "ns"};
  private static final long[] NANOS = {
    86_400_000_000_000L, 3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L, 1L
  };
  private static final Pattern PART =
      Pattern.compile("([0-9]{1,20}(?:\\.[0-9]{1,20})?)(d|h|ms|us|ns|m|s)");

  private Durations() {}

  /**
   * Reads a duration; a leading {@code -} makes it negative, which the caller judges.
   *
   * @throws IllegalArgumentException if it is none, or does not fit; the message is fit for a user
   *     and begins with the text in quotes
   */
  public static Duration parse(String text) {
    String trimmed = text.strip();
    boolean negative = trimmed.startsWith("-");
    String amount = negative ? trimmed.substring(1) : trimmed;
    if (amount.equals("0")) {
      return Duration.ZERO;
    }
    Duration duration = ofNanos(text, nanos(text, amount));
    return negative ? duration.negated() : duration;
  }

  /**
   * Reads a number of seconds, as in the EFS configuration.
   *
   * @throws IllegalArgumentException if it does not fit
   */
  public static Duration ofSeconds(BigDecimal seconds) {
    BigDecimal nanos = seconds.scaleByPowerOfTen(9);
    Duration duration = ofNanos(seconds.toString(), nanos.abs());
    return nanos.signum() < 0 ? duration.negated() : duration;
  }

  /**
   * The shortest text that {@link #parse} reads as {@code duration}: {@code 1h30m}, {@code 500ms},
   * {@code 0s}.
   */
  public static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    long left = duration.abs().toNanos();
    StringBuilder text = new StringBuilder(duration.isNegative() ? "-" : "");
    for (int i = 0; i < UNITS.length && left > 0; i++) {
      if (left >= NANOS[i]) {
        text.append(left / NANOS[i]).append(UNITS[i]);
        left %= NANOS[i];
      }
    }
    return text.toString();
  }

  private static BigDecimal nanos(String text, String amount) {
    Matcher part = PART.matcher(amount);
    BigDecimal nanos = BigDecimal.ZERO;
    int at = 0;
    int unit = -1;
    while (at < amount.length()) {
      if (!part.find(at) || part.start() != at || indexOf(part.group(2)) <= unit) {
        throw new IllegalArgumentException(Quoted.of(text) + " is no duration" + EXPECTED);
      }
      unit = indexOf(part.group(2));
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(NANOS[unit])));
      at = part.end();
    }
    if (unit < 0) {
      throw new IllegalArgumentException(Quoted.of(text) + " is no duration" + EXPECTED);
    }
    return nanos;
  }

  private static Duration ofNanos(String text, BigDecimal nanos) {
    if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException(
          Quoted.of(text) + " is too long (expected at most " + MAX.toDays() + "d)");
    }
    return Duration.ofNanos(nanos.longValue());
  }

  private static int indexOf(String unit) {
    for (int i = 0; i < UNITS.length; i++) {
      if (UNITS[i].equals(unit)) {
        return i;
      }
    }
    throw new IllegalStateException("find the unit '" + unit + "': not in the table");
  }
}
