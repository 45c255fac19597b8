package dev.straingauge.archiver.page;

import java.util.List;

/**
 * Shades of a heatmap: cividis (Nuñez, Anderton, Renslow 2018), which is read the same with and
 * without colour blindness. Few are near the ground: bright on paper, dark on dark.
 */
final class Shades {

  private static final List<String> CIVIDIS =
      List.of(
          "#123570", "#30446e", "#4b546c", "#62646f", "#7a7575", "#938775", "#ae9b6e", "#cbb05f",
          "#e9c84f");

  /** Number of shades. */
  static final int COUNT = CIVIDIS.size();

  private Shades() {}

  /**
   * The shade of {@code count}, from 1 to {@code most}: by its square root, 1 in the first and
   * {@code most} in the last.
   */
  static int of(long count, long most) {
    double share = most == 1 ? 0 : (Math.sqrt((double) count) - 1) / (Math.sqrt((double) most) - 1);
    return Math.clamp((int) Math.ceil(share * COUNT) - 1, 0, COUNT - 1);
  }

  /** On light ground. */
  static String light(int shade) {
    return CIVIDIS.get(COUNT - 1 - shade);
  }

  /** Class of what is drawn with it. */
  static String stroke(int shade) {
    return "h" + shade;
  }

  /** Style rules for dark ground. */
  static String darkRules() {
    StringBuilder rules = new StringBuilder();
    for (int shade = 0; shade < COUNT; shade++) {
      rules.append(".%s{stroke:%s}".formatted(stroke(shade), CIVIDIS.get(shade)));
    }
    return rules.toString();
  }
}
