package dev.straingauge.schemas.config;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes as people write them: {@code 4KiB}, {@code 1.5MiB}, {@code 4kB}, {@code 512B}, {@code
 * 4096}. Whole bytes in a {@code long}. Stateless.
 */
public final class Sizes {

  private static final Pattern SIZE =
      Pattern.compile(
          "(-?)([0-9]{1,20}(?:\\.[0-9]{1,20})?)\\s?(B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)?");
  private static final String[] BINARY = {"TiB", "GiB", "MiB", "KiB"};

  private Sizes() {}

  /**
   * Reads a size in bytes; a leading {@code -} makes it negative, which the caller judges.
   *
   * @throws IllegalArgumentException if it is none, or does not fit; the message is fit for a user
   *     and begins with the text in quotes
   */
  public static long parse(String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          Quoted.of(text) + " is no size (expected like 4KiB or 1MiB)");
    }
    String unit = matcher.group(3) == null ? "B" : matcher.group(3);
    BigDecimal bytes = new BigDecimal(matcher.group(2)).multiply(BigDecimal.valueOf(bytes(unit)));
    if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException(
          Quoted.of(text) + " is too large (expected at most 8388607TiB)");
    }
    if (bytes.stripTrailingZeros().scale() > 0) {
      throw new IllegalArgumentException(Quoted.of(text) + " is no whole number of bytes");
    }
    return matcher.group(1).isEmpty() ? bytes.longValue() : -bytes.longValue();
  }

  /**
   * The shortest text that {@link #parse} reads as {@code bytes}: the largest binary unit that
   * divides it.
   */
  public static String format(long bytes) {
    for (String unit : BINARY) {
      if (bytes != 0 && bytes % bytes(unit) == 0) {
        return bytes / bytes(unit) + unit;
      }
    }
    return bytes + "B";
  }

  private static long bytes(String unit) {
    return switch (unit) {
      case "kB", "KB" -> 1_000L;
      case "MB" -> 1_000_000L;
      case "GB" -> 1_000_000_000L;
      case "TB" -> 1_000_000_000_000L;
      case "KiB" -> 1L << 10;
      case "MiB" -> 1L << 20;
      case "GiB" -> 1L << 30;
      case "TiB" -> 1L << 40;
      default -> 1L;
    };
  }
}
