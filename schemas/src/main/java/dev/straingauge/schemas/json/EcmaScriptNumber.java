package dev.straingauge.schemas.json;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Number::toString of ECMAScript (ECMA-262, 6.1.6.1.20, radix 10), which RFC 8785 prescribes: the
 * shortest digits that read back as the same double, the closest of them, without exponent from
 * 1e-6 up to, not including, 1e21.
 */
final class EcmaScriptNumber {

  private EcmaScriptNumber() {}

  /** The text of {@code value}, which is finite. */
  static String format(double value) {
    if (value == 0) {
      return "0";
    }
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale();
    String text = point > 21 || point <= -6 ? scientific(digits, point) : plain(digits, point);
    return value < 0 ? "-" + text : text;
  }

  /**
   * {@code Double.toString} (since JDK 19) finds the shortest digits but never fewer than two, so
   * that one digit has to be tried: 5e-324 is 4.9E-324 there.
   */
  private static BigDecimal shortest(double value) {
    BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (digits.precision() != 2) {
      return digits;
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal below = oneDigit(digits, RoundingMode.FLOOR);
    BigDecimal above = oneDigit(digits, RoundingMode.CEILING);
    boolean aboveIsCloser = above.subtract(exact).compareTo(exact.subtract(below)) < 0;
    BigDecimal closer = aboveIsCloser ? above : below;
    BigDecimal other = aboveIsCloser ? below : above;
    if (closer.doubleValue() == value) {
      return closer.stripTrailingZeros();
    }
    return other.doubleValue() == value ? other.stripTrailingZeros() : digits;
  }

  private static BigDecimal oneDigit(BigDecimal twoDigits, RoundingMode mode) {
    return twoDigits.setScale(twoDigits.scale() - 1, mode);
  }

  /** Digits d₁…dₖ stand for 0.d₁…dₖ · 10^point. */
  private static String plain(String digits, int point) {
    if (point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    if (point >= digits.length()) {
      return digits + "0".repeat(point - digits.length());
    }
    return digits.substring(0, point) + "." + digits.substring(point);
  }

  private static String scientific(String digits, int point) {
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    int exponent = point - 1;
    return digits.charAt(0) + fraction + (exponent < 0 ? "e-" : "e+") + Math.abs(exponent);
  }
}
