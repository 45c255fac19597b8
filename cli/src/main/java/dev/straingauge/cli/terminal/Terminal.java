package dev.straingauge.cli.terminal;

import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stream for everything that is not the result. Lines scroll; below them may stand a block that
 * is redrawn in place, on terminals that can. Lines are in the terminal's characters already.
 * Thread-safe.
 */
public final class Terminal {

  private static final String CLEAR_BELOW = "\u001b[0J";

  private final PrintStream err;
  private List<String> block = List.of();
  private @Nullable Thread last;

  public Terminal(PrintStream err) {
    this.err = err;
  }

  /** Prints a line, above the block if there is one. */
  public void line(String text) {
    lines(List.of(text));
  }

  /** Prints lines as one. */
  public synchronized void lines(List<String> texts) {
    if (!heard()) {
      return;
    }
    StringBuilder out = new StringBuilder();
    clear(out);
    texts.forEach(text -> out.append(text).append('\n'));
    draw(out);
    flush(out);
  }

  /** Replaces the block. Each line must fit the width: a wrapped one cannot be redrawn. */
  public synchronized void redraw(List<String> lines) {
    if (!heard()) {
      return;
    }
    StringBuilder out = new StringBuilder();
    clear(out);
    block = List.copyOf(lines);
    draw(out);
    flush(out);
  }

  /** Removes the block. */
  public synchronized void erase() {
    redraw(List.of());
  }

  /**
   * Removes the block; from now on only the caller's thread is heard. For the last lines of a
   * process that ends while others still report.
   */
  public synchronized void lastWords() {
    erase();
    last = Thread.currentThread();
  }

  private boolean heard() {
    return last == null || last.equals(Thread.currentThread());
  }

  private void clear(StringBuilder out) {
    if (!block.isEmpty()) {
      out.append("\u001b[").append(block.size()).append('A').append('\r').append(CLEAR_BELOW);
    }
  }

  private void draw(StringBuilder out) {
    block.forEach(line -> out.append(line).append('\n'));
  }

  private void flush(StringBuilder out) {
    err.print(out);
    err.flush();
  }
}
