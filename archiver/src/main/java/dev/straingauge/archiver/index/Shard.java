package dev.straingauge.archiver.index;

import dev.straingauge.schemas.run.RunId;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What is kept of the runs of a test in a month: one object, gzip over a small binary form whose
 * checksum tells damage. Whoever can write the bucket may have written it, so that everything in it
 * is bounded and checked.
 *
 * @param entries by run
 * @param <T> what is known of a run
 */
record Shard<T>(SortedMap<RunId, Kept<T>> entries) {

  /** Objects that are larger are no index of ours. */
  static final long MOST_BYTES = 16L * 1024 * 1024;

  /** Several are unpacked at once, and what they hold takes about twice that. */
  private static final long MOST_UNPACKED = 64L * 1024 * 1024;

  private static final int MOST_RUNS = 1_000_000;
  private static final String SCHEMA = "straingauge.index/1";
  private static final String END = "end";

  Shard {
    entries = Collections.unmodifiableSortedMap(entries);
  }

  /**
   * What is known of a run.
   *
   * @param version of the object that it comes from, as the store tells it
   * @param value what is known
   */
  record Kept<T>(String version, T value) {}

  /** Whose shard a run is in: its test and its month. */
  static String name(RunId run) {
    return run.testName() + "/" + run.timestamp().substring(0, 6);
  }

  static <T> Shard<T> empty() {
    return new Shard<>(new TreeMap<>());
  }

  /**
   * Packs it; runs whose values are not fit to be kept are left out.
   *
   * @param name of the shard
   */
  byte[] pack(Form<T> form, String name) {
    SortedMap<RunId, Kept<T>> fit = new TreeMap<>();
    entries.forEach(
        (run, kept) -> {
          if (fits(form, kept)) {
            fit.put(run, kept);
          }
        });
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes, 1 << 16))) {
      Texts texts = new Texts();
      texts.write(out, SCHEMA);
      texts.write(out, form.name());
      texts.write(out, name);
      out.writeInt(fit.size());
      for (var entry : fit.entrySet()) {
        out.writeUTF(entry.getKey().timestamp());
        out.writeUTF(entry.getValue().version());
        form.write(entry.getValue().value(), out, texts);
      }
      texts.write(out, END);
    } catch (IOException e) {
      throw new IllegalStateException("what fits can be written into memory", e);
    }
    return bytes.toByteArray();
  }

  private static <T> boolean fits(Form<T> form, Kept<T> kept) {
    try (DataOutputStream nowhere = new DataOutputStream(OutputStream.nullOutputStream())) {
      form.write(kept.value(), nowhere, new Texts());
      return kept.version().length() <= Texts.MOST_BYTES;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Unpacks it; empty for anything that is not that shard, whole.
   *
   * @param name of the shard
   */
  static <T> Optional<Shard<T>> unpack(Form<T> form, String name, byte[] bytes) {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(
                new Bounded(new GZIPInputStream(new ByteArrayInputStream(bytes), 1 << 16)),
                1 << 16))) {
      Texts texts = new Texts();
      require(texts.read(in), SCHEMA);
      require(texts.read(in), form.name());
      require(texts.read(in), name);
      String testName = name.substring(0, name.indexOf('/'));
      SortedMap<RunId, Kept<T>> entries = new TreeMap<>();
      int count = in.readInt();
      if (count < 0 || count > MOST_RUNS) {
        throw new IOException("%,d runs".formatted(count));
      }
      for (int left = count; left > 0; left--) {
        RunId run = new RunId(testName, in.readUTF());
        require(name(run), name);
        entries.put(run, new Kept<>(in.readUTF(), form.read(run, in, texts)));
      }
      require(texts.read(in), END);
      if (in.read() >= 0) { // reads to the checksum
        throw new IOException("more than its runs");
      }
      return Optional.of(new Shard<>(entries));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void require(String found, String expected) throws IOException {
    if (!found.equals(expected)) {
      throw new IOException("'%s' (expected '%s')".formatted(found, expected));
    }
  }

  /** A few bytes can unpack to very many. */
  private static final class Bounded extends FilterInputStream {
    private long left = MOST_UNPACKED;

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int read = super.read(bytes, from, length);
      count(Math.max(0, read));
      return read;
    }

    private void count(int read) throws IOException {
      left -= read;
      if (left < 0) {
        throw new EOFException("unpacks to more than %,d bytes".formatted(MOST_UNPACKED));
      }
    }
  }
}
