package dev.straingauge.schemas.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * The known name that someone most likely meant: smallest Damerau–Levenshtein distance (insertions,
 * deletions, substitutions and swaps of neighbours; "optimal string alignment"), upper and lower
 * case alike. Stateless.
 */
public final class NearestName {

  private static final int LONGEST = 80;

  private NearestName() {}

  /**
   * The nearest of {@code known}; the first one of equally near ones. Empty if none is near: a
   * distance of at most a third of the longer name's length, and at least 1, is near.
   */
  public static Optional<String> of(String name, Collection<String> known) {
    if (name.isEmpty() || name.length() > LONGEST) {
      return Optional.empty();
    }
    String best = null;
    int bestDistance = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
      if (distance < bestDistance && distance <= near(name, candidate)) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /** {@code (did you mean 'x'?)} with a leading space, or nothing. */
  public static String hint(String name, Collection<String> known) {
    return of(name, known).map(nearest -> " (did you mean '" + nearest + "'?)").orElse("");
  }

  /** Edits that lead from {@code a} to {@code b}; O(|a|·|b|). */
  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substitution, Math.min(last[j], row[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }

  private static int near(String a, String b) {
    return Math.max(1, Math.max(a.length(), b.length()) / 3);
  }
}
