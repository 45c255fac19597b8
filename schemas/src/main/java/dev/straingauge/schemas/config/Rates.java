package dev.straingauge.schemas.config;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rates as people write them: {@code 5/s}, {@code 30/m} or {@code 30/min}, {@code 100/h}, {@code
 * 0.5/s}. Stateless.
 */
public final class Rates {

  private static final Pattern RATE =
      Pattern.compile("(-?[0-9]{1,20}(?:\\.[0-9]{1,20})?)\\s?/\\s?(s|min|m|h)");

  private Rates() {}

  /**
   * Reads a rate, per second; a leading {@code -} makes it negative, which the caller judges.
   *
   * @throws IllegalArgumentException if it is none; the message is fit for a user and begins with
   *     the text in quotes
   */
  public static double parse(String text) {
    Matcher matcher = RATE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          Quoted.of(text) + " is no rate (expected like 5/s or 30/m)");
    }
    double amount = new BigDecimal(matcher.group(1)).doubleValue();
    return switch (matcher.group(2)) {
      case "m", "min" -> amount / 60;
      case "h" -> amount / 3_600;
      default -> amount;
    };
  }

  /** {@code 5/s}, {@code 0.5/s}. */
  public static String format(double perSecond) {
    return new BigDecimal(Double.toString(perSecond)).stripTrailingZeros().toPlainString() + "/s";
  }
}
