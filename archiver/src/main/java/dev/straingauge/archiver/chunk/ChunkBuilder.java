package dev.straingauge.archiver.chunk;

import com.github.luben.zstd.ZstdCompressCtx;
import dev.straingauge.archiver.chunk.ChunkFacts.EndOfTopic;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.Varints;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds one chunk in memory: an Avro object container file, its records taken over as they are,
 * without the ten bytes of single-object encoding. The same records under the same name are the
 * same bytes: the sync marker is the MD5 of the name (contract S5). Not thread-safe.
 */
public final class ChunkBuilder {

  static final byte[] MAGIC = {'O', 'b', 'j', 1};
  static final String FACT = "straingauge.";
  static final int BLOCK_BYTES = 256 * 1024;

  private static final int LEVEL = 1;
  private static final int FIXED_BYTES = 8 * 1024;
  private static final int FRAME_BYTES = 40;

  private final TopicFormat format;
  private final ChunkName name;
  private final byte[] sync;

  /** Compressed, each with its frame: exactly as large as they are, however many runs are open. */
  private final List<byte[]> blocks = new ArrayList<>();

  private long bodyBytes;
  private byte[] block = new byte[4 * 1024];
  private int blockSize;
  private long blockCount;
  private long count;
  private long last;
  private @Nullable EndOfTopic end;

  public ChunkBuilder(TopicFormat format, ChunkName name) {
    this.format = format;
    this.name = name;
    sync = md5(name.toString());
  }

  /** Its name. */
  public ChunkName name() {
    return name;
  }

  /** The format of its records. */
  public TopicFormat format() {
    return format;
  }

  /** Records so far. */
  public long count() {
    return count;
  }

  /** Offset of its last record. */
  public long last() {
    return last;
  }

  /** Memory that it takes, about the size that it will have. */
  public long size() {
    return bodyBytes + block.length + FIXED_BYTES;
  }

  /**
   * Takes a record.
   *
   * @param value as it was in Kafka
   * @param branch what {@link TopicFormat#branch} said of it; raw exactly in a raw chunk
   * @param offset above the last one's
   */
  public void add(byte[] value, int branch, long offset) {
    if ((branch == TopicFormat.RAW) != name.raw() || (count > 0 && offset <= last)) {
      throw new IllegalStateException(
          "add offset %d, branch %d to chunk '%s'".formatted(offset, branch, name));
    }
    if (branch == TopicFormat.RAW) {
      ByteArrayOutputStream length = new ByteArrayOutputStream(5);
      Varints.write(length, value.length);
      append(length.toByteArray(), 0);
      append(value, 0);
    } else {
      if (format.union()) {
        append(new byte[] {(byte) (branch << 1)}, 0);
      }
      append(value, Codec.HEADER_BYTES);
      if (format.isEnd(branch)) {
        end = endOf(value);
      }
    }
    blockCount++;
    count++;
    last = offset;
    if (blockSize >= BLOCK_BYTES) {
      closeBlock();
    }
  }

  /** The whole file. The builder is used up. */
  public byte[] finish() {
    closeBlock();
    block = new byte[0];
    byte[] header = header();
    byte[] file = Arrays.copyOf(header, Math.toIntExact(header.length + bodyBytes));
    int at = header.length;
    for (byte[] each : blocks) {
      System.arraycopy(each, 0, file, at, each.length);
      at += each.length;
    }
    blocks.clear();
    return file;
  }

  private byte[] header() {
    ByteArrayOutputStream file = new ByteArrayOutputStream(FIXED_BYTES);
    file.writeBytes(MAGIC);
    SortedMap<String, String> header = new TreeMap<>();
    facts().toMetadata().forEach((key, value) -> header.put(FACT + key, value));
    header.put("avro.codec", "zstandard");
    header.put("avro.schema", format.fileSchema(name.raw()));
    Varints.write(file, header.size());
    header.forEach(
        (key, value) -> {
          writeSized(file, key);
          writeSized(file, value);
        });
    Varints.write(file, 0);
    file.writeBytes(sync);
    return file.toByteArray();
  }

  /** What is known of it so far. */
  public ChunkFacts facts() {
    return new ChunkFacts(name.first(), last, count, end);
  }

  private static EndOfTopic endOf(byte[] value) {
    int second = Varints.end(value, Codec.HEADER_BYTES, value.length);
    return new EndOfTopic(
        Varints.read(value, Codec.HEADER_BYTES, value.length),
        Varints.read(value, second, value.length));
  }

  private void append(byte[] bytes, int from) {
    int length = bytes.length - from;
    if (blockSize + length > block.length) {
      block = Arrays.copyOf(block, Math.max(blockSize + length, block.length * 2));
    }
    System.arraycopy(bytes, from, block, blockSize, length);
    blockSize += length;
  }

  private void closeBlock() {
    if (blockCount == 0) {
      return;
    }
    byte[] compressed;
    try (ZstdCompressCtx zstd = new ZstdCompressCtx()) {
      zstd.setLevel(LEVEL);
      zstd.setContentSize(true);
      compressed = zstd.compress(Arrays.copyOf(block, blockSize));
    }
    ByteArrayOutputStream framed = new ByteArrayOutputStream(compressed.length + FRAME_BYTES);
    Varints.write(framed, blockCount);
    Varints.write(framed, compressed.length);
    framed.writeBytes(compressed);
    framed.writeBytes(sync);
    blocks.add(framed.toByteArray());
    bodyBytes += framed.size();
    blockSize = 0;
    blockCount = 0;
  }

  private static void writeSized(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Varints.write(out, bytes.length);
    out.writeBytes(bytes);
  }

  static byte[] md5(String text) {
    try {
      return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
