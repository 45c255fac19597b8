package dev.straingauge.schemas.config;

import java.util.Locale;

/**
 * Text of unknown origin for a message: in single quotes, at most 60 characters of it, control
 * characters made visible. Stateless.
 */
public final class Quoted {

  private static final int LONGEST = 60;

  private Quoted() {}

  /** {@code text} in quotes. */
  public static String of(String text) {
    return "'" + plain(text) + "'";
  }

  /** {@code text} without the quotes. */
  public static String plain(String text) {
    return plain(text, LONGEST);
  }

  /** {@code text} without the quotes, at most {@code longest} characters of it. */
  public static String plain(String text, int longest) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), longest) + 8);
    int count = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (count++ == longest) {
        return shown.append('…').toString();
      }
      int c = text.codePointAt(i);
      if (steers(c)) {
        shown.append("\\u").append(String.format(Locale.ROOT, "%04x", c));
      } else {
        shown.appendCodePoint(c);
      }
    }
    return shown.toString();
  }

  /**
   * Whether a terminal may obey the character instead of showing it, as it does the controls of one
   * byte or two, or it turns the text around it, or ends the line.
   */
  public static boolean steers(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
