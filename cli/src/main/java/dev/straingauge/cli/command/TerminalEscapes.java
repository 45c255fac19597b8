package dev.straingauge.cli.command;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.straingauge.schemas.config.Quoted;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** JSON that a terminal can show: what would steer it is escaped too, with the same meaning. */
final class TerminalEscapes extends CharacterEscapes {

  private static final long serialVersionUID = 1L;
  private static final int DELETE = 0x7F;

  @Override
  public int[] getEscapeCodesForAscii() {
    int[] codes = standardAsciiEscapesForJSON();
    codes[DELETE] = ESCAPE_STANDARD;
    return codes;
  }

  @Override
  public @Nullable SerializableString getEscapeSequence(int c) {
    return Quoted.steers(c)
        ? new SerializedString("\\u" + String.format(Locale.ROOT, "%04x", c))
        : null;
  }
}
