package dev.straingauge.archiver.history;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The order of versions: {@code 1.9.0 < 1.10.0-rc1 < 1.10.0}. All static. */
public final class Versions {

  /**
   * Numbers by value, words by letters; the end is above a word (a release is later than its
   * candidates) and below a number. A leading {@code v} and build numbers after {@code +} count
   * last.
   */
  public static final Comparator<String> ORDER =
      Comparator.<String, List<String>>comparing(Versions::parts, Versions::compare)
          .thenComparing(Comparator.naturalOrder());

  private static final Pattern PART = Pattern.compile("[0-9]+|[A-Za-z]+");

  private Versions() {}

  private static List<String> parts(String version) {
    String plain = version.split("\\+", 2)[0];
    return PART.matcher(plain.startsWith("v") ? plain.substring(1) : plain)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  private static int compare(List<String> a, List<String> b) {
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      int order = compare(i < a.size() ? a.get(i) : "", i < b.size() ? b.get(i) : "");
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int compare(String a, String b) {
    int kind = Integer.compare(kind(a), kind(b));
    if (kind != 0) {
      return kind;
    }
    return kind(a) == 2 ? new BigInteger(a).compareTo(new BigInteger(b)) : a.compareTo(b);
  }

  /** A word is below the end, the end below a number. */
  private static int kind(String part) {
    if (part.isEmpty()) {
      return 1;
    }
    return Character.isDigit(part.charAt(0)) ? 2 : 0;
  }
}
