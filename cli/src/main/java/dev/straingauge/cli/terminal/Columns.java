package dev.straingauge.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many columns a line may take. Follows the terminal while its size changes, unless {@code
 * COLUMNS} says a number. Thread-safe.
 */
public final class Columns implements AutoCloseable {

  private static final Pattern SIZE = Pattern.compile("[0-9]+ ([1-9][0-9]{0,3})\\s*");

  private final Supplier<OptionalInt> ask;
  private final @Nullable Signals signals;
  private volatile boolean stale;
  private volatile int width;

  private Columns(int width, Supplier<OptionalInt> ask, boolean follow) {
    this.width = width;
    this.ask = ask;
    this.signals = follow ? Signals.handle(List.of("WINCH"), this::changed) : null;
  }

  /** Those of the terminal that a command has around itself. */
  public static Columns of(Surroundings around) {
    boolean follow =
        around.cursorMoves() && around.environment().getOrDefault("COLUMNS", "").isEmpty();
    return new Columns(around.width(), Columns::ofTerminal, follow);
  }

  /** For tests: the answer comes from {@code ask} whenever {@link #changed} is called. */
  static Columns of(int width, Supplier<OptionalInt> ask) {
    return new Columns(width, ask, false);
  }

  /**
   * The width now. Asks whenever the size has changed, so that nothing is drawn for the size
   * before: the terminal would wrap it.
   */
  public int width() {
    if (stale) {
      ask();
    }
    return width;
  }

  /** The size is another one. */
  void changed() {
    stale = true;
  }

  private synchronized void ask() {
    if (stale) {
      stale = false;
      ask.get().ifPresent(columns -> width = Math.max(Surroundings.NARROWEST, columns));
    }
  }

  @Override
  public void close() {
    if (signals != null) {
      signals.close();
    }
  }

  /** A Java program cannot ask the terminal; {@code stty}, on every Unix, can. */
  private static OptionalInt ofTerminal() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      Matcher size =
          SIZE.matcher(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
      return size.matches() ? OptionalInt.of(Integer.parseInt(size.group(1))) : OptionalInt.empty();
    } catch (IOException e) {
      return OptionalInt.empty();
    }
  }
}
