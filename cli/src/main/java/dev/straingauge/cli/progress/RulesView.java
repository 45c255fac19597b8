package dev.straingauge.cli.progress;

import java.util.StringJoiner;

/**
 * How the rules of a run stand. Immutable.
 *
 * @param total rules of the run
 * @param critical those of which a series is critical now
 * @param warning likewise, and none worse
 * @param elevated likewise
 * @param noData those that nothing comes for
 * @param worst the worst one in words, empty when none fires
 */
public record RulesView(
    int total, int critical, int warning, int elevated, int noData, String worst) {

  /** No rules. */
  public static final RulesView NONE = new RulesView(0, 0, 0, 0, 0, "");

  /** {@code 4 ok, 1 elevated, 2 critical, 1 no data}. */
  public String words() {
    StringJoiner words = new StringJoiner(", ");
    words.add(total - critical - warning - elevated - noData + " ok");
    add(words, elevated, "elevated");
    add(words, warning, "warning");
    add(words, critical, "critical");
    add(words, noData, "no data");
    return words.toString();
  }

  private static void add(StringJoiner words, int count, String what) {
    if (count > 0) {
      words.add(count + " " + what);
    }
  }
}
