package dev.straingauge.archiver.page;

/**
 * What is drawn in which colour. The light one stands in presentation attributes, so that it holds
 * without any style; the dark one is a style rule. Status colours have a contrast of 6 : 1 at least
 * on both grounds.
 */
enum Ink {
  TEXT("t", "#1b1f24", "#e6edf3"),
  QUIET("q", "#57606a", "#a3adb8"),
  GRID("g", "#d8dee4", "#343c46"),
  PAPER("p", "#ffffff", "#14181d"),
  BAND("b", "#eef1f4", "#20262e"),
  PASS("o", "#005a8d", "#56b4e9"),
  ELEVATED("e", "#7a5b00", "#f0c34e"),
  WARNING("w", "#8f5200", "#e69f00"),
  CRITICAL("c", "#b23a00", "#ff8a50"),
  NO_DATA("n", "#595959", "#a6a6a6"),
  UPPER("u", "#8a0f5c", "#ff8fd0"),
  HELD("h", "#9db8cc", "#3f6580");

  private final String code;
  private final String light;
  private final String dark;

  Ink(String code, String light, String dark) {
    this.code = code;
    this.light = light;
    this.dark = dark;
  }

  /** The colour on light ground. */
  String light() {
    return light;
  }

  /** The colour on dark ground. */
  String dark() {
    return dark;
  }

  /** Class of what is filled with it. */
  String fill() {
    return "f-" + code;
  }

  /** Class of what is drawn with it. */
  String stroke() {
    return "s-" + code;
  }

  /** Class of words in it. */
  String word() {
    return "w-" + code;
  }

  /** The ink of a symbol of a verdict or a rule's state. */
  static Ink ofSymbol(String symbol) {
    return switch (symbol) {
      case "✓" -> PASS;
      case "▲" -> ELEVATED;
      case "✗" -> CRITICAL;
      default -> NO_DATA;
    };
  }

  /** Style rules for dark ground. */
  static String darkRules() {
    StringBuilder rules = new StringBuilder();
    for (Ink ink : values()) {
      rules.append(
          ".%1$s{fill:%3$s}.%2$s{stroke:%3$s}".formatted(ink.fill(), ink.stroke(), ink.dark));
    }
    return rules.toString();
  }
}
