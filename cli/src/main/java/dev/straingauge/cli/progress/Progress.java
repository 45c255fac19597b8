package dev.straingauge.cli.progress;

import dev.straingauge.cli.terminal.Style;
import dev.straingauge.cli.terminal.Surroundings;
import dev.straingauge.cli.terminal.Terminal;
import java.util.function.IntSupplier;

/** Shows how far a run is. Not thread-safe. */
public interface Progress {

  /** Takes the newest view; shows it now, later or never. */
  void show(LiveView view);

  /** Shows the last view and takes down what is redrawn. */
  void end(LiveView view);

  /** How progress is shown. */
  enum Mode {
    /** A bar where the terminal can, lines where it cannot. */
    AUTO,
    /** Redrawn in place. */
    BAR,
    /** Lines of key=value. */
    LINES,
    /** Not at all. */
    NONE
  }

  /**
   * The one that fits. A bar needs a terminal in any case: nothing else is ever sent cursor
   * movements.
   *
   * @param width of the terminal; may change
   */
  static Progress of(
      Mode mode,
      boolean quiet,
      Surroundings around,
      Terminal terminal,
      Style style,
      IntSupplier width) {
    return switch (mode) {
      case NONE -> new NoProgress();
      case LINES -> new LineProgress(terminal, style, around.clock());
      case BAR ->
          around.errIsTerminal()
              ? bar(terminal, style, width)
              : new LineProgress(terminal, style, around.clock());
      case AUTO ->
          quiet
              ? new NoProgress()
              : around.cursorMoves()
                  ? bar(terminal, style, width)
                  : new LineProgress(terminal, style, around.clock());
    };
  }

  private static Progress bar(Terminal terminal, Style style, IntSupplier width) {
    return new BarProgress(terminal, style, () -> width.getAsInt() - 1, System::nanoTime);
  }

  /** Shows nothing. */
  final class NoProgress implements Progress {
    @Override
    public void show(LiveView view) {}

    @Override
    public void end(LiveView view) {}
  }
}
