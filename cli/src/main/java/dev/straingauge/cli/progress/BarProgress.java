package dev.straingauge.cli.progress;

import dev.straingauge.cli.terminal.Style;
import dev.straingauge.cli.terminal.Terminal;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** A block of at most 12 lines, redrawn in place at most five times a second. */
final class BarProgress implements Progress {

  private static final Duration AT_LEAST = Duration.ofMillis(200);

  private final Terminal terminal;
  private final Style style;
  private final IntSupplier width;
  private final LongSupplier nanos;
  private long drawnAt;
  private boolean drawn;

  BarProgress(Terminal terminal, Style style, IntSupplier width, LongSupplier nanos) {
    this.terminal = terminal;
    this.style = style;
    this.width = width;
    this.nanos = nanos;
  }

  @Override
  public void show(LiveView view) {
    long now = nanos.getAsLong();
    if (drawn && now - drawnAt < AT_LEAST.toNanos()) {
      return;
    }
    drawn = true;
    drawnAt = now;
    List<String> lines = Block.lines(view, width.getAsInt(), style);
    terminal.redraw(lines);
  }

  @Override
  public void end(LiveView view) {
    terminal.erase();
  }
}
