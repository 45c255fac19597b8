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
    StringBuilder shown = new StringBuilder(Math.min(text.length(), LONGEST) + 8);
    int count = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (count++ == LONGEST) {
        return shown.append('…').toString();
      }
      int c = text.codePointAt(i);
      if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
        shown.append("\\u").append(String.format(Locale.ROOT, "%04x", c));
      } else {
        shown.appendCodePoint(c);
      }
    }
    return shown.toString();
  }
}
