package dev.straingauge.cli.terminal;

import java.io.PrintStream;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The stream for everything that is not the result. Lines scroll; below them may stand a block that
 * is redrawn in place, on terminals that can. Lines are in the terminal's characters already.
 * Thread-safe.
 */
public final class Terminal {

  private static final String CLEAR_RIGHT = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[0J";

  private final PrintStream err;
  private final IntSupplier width;
  private List<String> block = List.of();
  private @Nullable Thread last;

  /** On a terminal whose width does not matter: nothing is redrawn, or nothing wraps. */
  public Terminal(PrintStream err) {
    this(err, () -> Integer.MAX_VALUE);
  }

  /** On a terminal of that many columns, which may change. */
  public Terminal(PrintStream err, IntSupplier width) {
    this.err = err;
    this.width = width;
  }

  /** Prints a line, above the block if there is one. */
  public void line(String text) {
    lines(List.of(text));
  }

  /** Prints lines as one. */
  public synchronized void lines(List<String> texts) {
    print(texts, block);
  }

  /** Replaces the block. Each line must fit the width: a wrapped one cannot be redrawn. */
  public synchronized void redraw(List<String> lines) {
    print(List.of(), lines);
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

  /**
   * Writes over the block row by row and clears what is left of it last: some terminals keep a
   * screen that is cleared from its first row on in their history, where blocks would pile up.
   */
  private void print(List<String> texts, List<String> newBlock) {
    if (!heard()) {
      return;
    }
    boolean over = !block.isEmpty();
    String end = over ? CLEAR_RIGHT + "\n" : "\n";
    StringBuilder out = new StringBuilder();
    if (over) {
      out.append("\u001b[").append(rows()).append("A\r");
    }
    block = List.copyOf(newBlock);
    texts.forEach(text -> out.append(text).append(end));
    block.forEach(line -> out.append(line).append(end));
    if (over) {
      out.append(CLEAR_BELOW);
    }
    err.print(out);
    err.flush();
  }

  /** A terminal that became narrower has wrapped what was drawn before. */
  private long rows() {
    int columns = Math.max(1, width.getAsInt());
    return block.stream()
        .mapToLong(
            line -> Math.max(1, Math.ceilDiv(line.codePointCount(0, line.length()), columns)))
        .sum();
  }
}
