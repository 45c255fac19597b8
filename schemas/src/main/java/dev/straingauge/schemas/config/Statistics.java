package dev.straingauge.schemas.config;

import dev.straingauge.schemas.config.Rule.Statistic;
import dev.straingauge.schemas.config.Rule.Statistic.Kind;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** Statistics as words: {@code count}, {@code rate}, {@code ratio}, {@code max}, {@code p99.9}. */
public final class Statistics {

  private static final Pattern PERCENTILE = Pattern.compile("p[0-9]{1,2}(\\.[0-9]{1,4})?");

  private Statistics() {}

  /** The word. */
  public static String word(Statistic statistic) {
    return statistic.kind() == Kind.PERCENTILE
        ? "p" + BigDecimal.valueOf(statistic.perMillion(), 4).stripTrailingZeros().toPlainString()
        : Words.of(statistic.kind());
  }

  /** What {@link #word} wrote; empty if it is none: percentiles lie between p0 and p100. */
  public static Optional<Statistic> parse(String word) {
    if (PERCENTILE.matcher(word).matches()) {
      int perMillion = new BigDecimal(word.substring(1)).scaleByPowerOfTen(4).intValueExact();
      return perMillion == 0
          ? Optional.empty()
          : Optional.of(new Statistic(Kind.PERCENTILE, perMillion));
    }
    return Words.of(Kind.class, word)
        .filter(kind -> kind != Kind.PERCENTILE)
        .map(kind -> new Statistic(kind, 0));
  }
}
