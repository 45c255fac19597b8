package dev.straingauge.archiver.index;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Texts of an index, each once: later only its number. Not thread-safe. */
final class Texts {

  /** Longer ones are not kept. */
  static final int MOST_BYTES = 8 * 1024;

  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> texts = new ArrayList<>();

  void write(DataOutput out, String text) throws IOException {
    Integer number = numbers.putIfAbsent(text, numbers.size());
    if (number != null) {
      out.writeInt(number);
      return;
    }
    out.writeInt(numbers.size() - 1);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MOST_BYTES) {
      throw new IOException("a text of %,d bytes".formatted(bytes.length));
    }
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  String read(DataInput in) throws IOException {
    int number = in.readInt();
    if (number >= 0 && number < texts.size()) {
      return texts.get(number);
    }
    if (number != texts.size()) {
      throw new IOException("text %d of %d".formatted(number, texts.size()));
    }
    int length = in.readInt();
    if (length < 0 || length > MOST_BYTES) {
      throw new IOException("a text of %,d bytes".formatted(length));
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    String text = new String(bytes, StandardCharsets.UTF_8);
    texts.add(text);
    return text;
  }
}
