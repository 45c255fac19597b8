package dev.straingauge.archiver.page;

import dev.straingauge.archiver.words.Figures;
import dev.straingauge.event.Distribution;
import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/** Words and numbers of the charts. */
final class Words {

  private static final char NO_BREAK = '\u00A0';

  private Words() {}

  /** A percentile: {@code 3.9 s}, {@code > 60.0 s} where the data end, {@code no data}. */
  static String quantile(Distribution distribution, @Nullable Long nanos) {
    if (nanos != null) {
      return Figures.time(nanos);
    }
    Long above = distribution.getAboveNanos();
    return above == null ? "no data" : "> " + Figures.time(above);
  }

  /** Said in each chart of a run that saw no real storage. */
  static String simulated(Contents contents) {
    return contents.isSimulated() ? " · simulated cluster" : "";
  }

  /** A text that takes a new line only before {@code breaks}, which begin with a blank. */
  static String unbroken(String text, String... breaks) {
    String whole = text.replace(' ', NO_BREAK);
    for (String each : breaks) {
      whole = whole.replace(each.replace(' ', NO_BREAK), each);
    }
    return whole;
  }

  /** A name, or its end where it has more than {@code most} letters. */
  static String ending(String name, int most) {
    return name.codePointCount(0, name.length()) <= most
        ? name
        : "…" + name.substring(name.offsetByCodePoints(name.length(), 1 - most));
  }

  /**
   * A name, or its two ends where it has more than {@code most} letters: of some clouds' nodes the
   * beginning tells one from another, of others the end.
   */
  static String ends(String name, int most) {
    int letters = name.codePointCount(0, name.length());
    int side = (most - 1) / 2;
    return letters <= most
        ? name
        : name.substring(0, name.offsetByCodePoints(0, side))
            + "…"
            + name.substring(name.offsetByCodePoints(name.length(), -side));
  }

  /** A factor with four decimals, the same on every machine. */
  static String fine(double factor) {
    long parts = Math.round(Math.abs(factor) * 10_000);
    String rest = String.valueOf(10_000 + parts % 10_000).substring(1).replaceFirst("0+$", "");
    return (factor < 0 && parts > 0 ? "-" : "")
        + parts / 10_000
        + (rest.isEmpty() ? "" : "." + rest);
  }

  /** A measured number with four digits. */
  static String measured(double value) {
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }
}
