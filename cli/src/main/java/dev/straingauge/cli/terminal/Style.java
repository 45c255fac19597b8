package dev.straingauge.cli.terminal;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Symbols and colours. Nothing is said by colour alone: a coloured word is the same word without
 * it. Without UTF-8 every symbol has an ASCII form.
 *
 * @param unicode whether symbols beyond ASCII show
 * @param colour whether colour shows
 */
public record Style(boolean unicode, boolean colour) {

  /** Blue, as good. */
  private static final String GOOD = "\u001b[34m";

  /** Yellow, as a warning. */
  private static final String WARNING = "\u001b[33m";

  /** Bold red, as bad. */
  private static final String BAD = "\u001b[1;31m";

  private static final String BOLD = "\u001b[1m";
  private static final String RESET = "\u001b[0m";

  /**
   * What an archive of somebody else could use to steer the terminal, the one-byte forms of escape
   * sequences among it, or to turn the text around; tabs and line ends too, since a text is one
   * line.
   */
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cc}\\x{61C}\\x{200E}\\x{200F}\\x{2028}-\\x{202E}\\x{2066}-\\x{2069}]");

  /** Of characters that we write beyond ASCII; a symbol keeps its width where a table needs it. */
  private static final Map<Integer, String> ASCII =
      Map.ofEntries(
          Map.entry((int) '✓', "ok"),
          Map.entry((int) '▲', "!"),
          Map.entry((int) '✗', "x"),
          Map.entry((int) '◀', "<"),
          Map.entry((int) '·', "-"),
          Map.entry((int) '→', "->"),
          Map.entry((int) '÷', "/"),
          Map.entry((int) '−', "-"),
          Map.entry((int) '–', "-"),
          Map.entry((int) '…', "..."),
          Map.entry((int) '≥', ">="),
          Map.entry((int) '≤', "<="),
          Map.entry((int) '≠', "!="),
          Map.entry((int) '━', "="),
          Map.entry((int) '─', "-"),
          Map.entry((int) '│', "|"),
          Map.entry((int) '├', "["),
          Map.entry((int) '┤', "]"),
          Map.entry((int) '┊', ":"),
          Map.entry((int) '●', "o"),
          Map.entry((int) '▶', ">"),
          Map.entry((int) '∞', "inf"),
          Map.entry((int) 'α', "alpha"),
          Map.entry((int) 'µ', "u"));

  /** For a stream that is, or is not, a terminal. */
  public static Style of(Surroundings around, boolean terminal, When colour) {
    boolean coloured =
        switch (colour) {
          case ALWAYS -> true;
          case NEVER -> false;
          case AUTO -> automatic(around, terminal);
        };
    return new Style(around.unicode(), coloured);
  }

  /** The text in characters that show. */
  public String plain(String foreign) {
    String text = CONTROL.matcher(foreign).replaceAll("\uFFFD");
    if (unicode) {
      return text;
    }
    StringBuilder ascii = new StringBuilder(text.length() + 8);
    text.codePoints()
        .forEach(c -> ascii.append(c < 128 ? Character.toString(c) : ASCII.getOrDefault(c, "?")));
    return ascii.toString();
  }

  /** A line that may begin with a verdict's symbol, coloured by it. */
  public String line(String text) {
    return paint(text, plain(text));
  }

  /** A heading. */
  public String heading(String text) {
    return colour ? BOLD + plain(text) + RESET : plain(text);
  }

  private String paint(String text, String shown) {
    if (!colour) {
      return shown;
    }
    String stripped = text.stripLeading();
    String by =
        switch (stripped.isEmpty() ? ' ' : stripped.charAt(0)) {
          case '✓' -> GOOD;
          case '▲', '?' -> WARNING;
          case '✗' -> BAD;
          default -> "";
        };
    return by.isEmpty() ? shown : by + shown + RESET;
  }

  private static boolean automatic(Surroundings around, boolean terminal) {
    String no = around.environment().getOrDefault("NO_COLOR", "");
    String force = around.environment().getOrDefault("FORCE_COLOR", "");
    if (!no.isEmpty()) {
      return false;
    }
    if (!force.isEmpty() && !force.equals("0")) {
      return true;
    }
    return terminal && !"dumb".equals(around.environment().get("TERM"));
  }
}
