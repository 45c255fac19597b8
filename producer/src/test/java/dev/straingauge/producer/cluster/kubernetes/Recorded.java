package dev.straingauge.producer.cluster.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What fio 3.33 said when it was called as {@link Fio} does; only the folder was named anew. */
final class Recorded {

  /** 20 reads, 10 writes of 4 KiB and 2 files made each second, told to end after 3.4 s. */
  static final String STEADY = "fio-steady.txt";

  /** 15 writes of 1 MiB each second to a full file system. */
  static final String FULL = "fio-full.txt";

  /** 2 writes and 2 files made each second; the folder was moved away meanwhile. */
  static final String LOST_FOLDER = "fio-lost-folder.txt";

  private Recorded() {}

  static List<FioStatus> statuses(String name) {
    List<FioStatus> statuses = new ArrayList<>();
    FioOutput output = new FioOutput(statuses::add, () -> {});
    byte[] bytes = text(name).getBytes(StandardCharsets.UTF_8);
    output.write(bytes, 0, bytes.length);
    return statuses;
  }

  static String text(String name) {
    try (InputStream in = Objects.requireNonNull(Recorded.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
