package dev.straingauge.archiver.words;

/** Verdicts in words. */
public final class VerdictWords {

  private VerdictWords() {}

  /** No verdict is no success: it has no symbol of one. */
  public static String symbol(String verdict, int exitCode) {
    if (exitCode == 1) {
      return "✗";
    }
    return switch (verdict) {
      case "PASS" -> "✓";
      case "FAIL" -> "✗";
      case "UNDECIDED" -> "?";
      default -> "–";
    };
  }
}
