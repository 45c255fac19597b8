package dev.straingauge.producer.cluster.kubernetes;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the documents in what fio writes: each begins with a line {@code {} and ends with a line
 * {@code }}; messages may stand between them. Written by one thread; what it says of it may be
 * asked by another.
 */
final class FioOutput extends OutputStream {

  /** Of a document: some 100 times what one has. */
  private static final int MOST_CHARACTERS = 4 << 20;

  private static final int MOST_WORDS = 300;

  private final Consumer<FioStatus> heard;
  private final Runnable confused;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder document = new StringBuilder();
  private final StringBuilder words = new StringBuilder();
  private boolean inside;
  private @Nullable String unreadable;

  /**
   * @param heard takes each status as soon as it is complete
   * @param confused told when there is the first document that is none of fio's
   */
  FioOutput(Consumer<FioStatus> heard, Runnable confused) {
    this.heard = heard;
    this.confused = confused;
  }

  @Override
  public synchronized void write(int written) {
    if (written == '\n') {
      line(line.toString(StandardCharsets.UTF_8));
      line.reset();
    } else if (line.size() < MOST_CHARACTERS) {
      line.write(written);
    }
  }

  @Override
  public synchronized void write(byte[] written, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      write(written[i]);
    }
  }

  /** The first messages, on one line. */
  synchronized String words() {
    return words.toString();
  }

  /** What is wrong with the first document that was none of fio's; null if all were. */
  synchronized @Nullable String unreadable() {
    return unreadable;
  }

  private void line(String text) {
    if (!inside && !text.equals("{")) {
      say(text);
      return;
    }
    if (text.equals("{") || document.length() + text.length() > MOST_CHARACTERS) {
      document.setLength(0);
    }
    inside = !text.equals("}");
    document.append(text).append('\n');
    if (!inside) {
      hear(document.toString());
    }
  }

  private void hear(String text) {
    FioStatus status;
    try {
      status = FioStatus.of(text);
    } catch (IllegalArgumentException e) {
      if (unreadable == null) {
        unreadable = String.valueOf(e.getMessage());
        confused.run();
      }
      return;
    }
    heard.accept(status);
  }

  private void say(String text) {
    String said = text.strip();
    if (!said.isEmpty() && words.length() < MOST_WORDS) {
      words.append(words.isEmpty() ? "" : "; ").append(said);
      words.setLength(Math.min(words.length(), MOST_WORDS));
    }
  }
}
