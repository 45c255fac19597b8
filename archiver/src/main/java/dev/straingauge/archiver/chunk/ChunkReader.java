package dev.straingauge.archiver.chunk;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.schemas.codec.RecordShape;
import dev.straingauge.schemas.codec.Varints;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads chunks that {@link ChunkBuilder} wrote. They are taken as hostile: every length is checked
 * against what is there before anything is allocated, and the schema in the file must be the one
 * that this version writes, or one that an older version can have written. Not thread-safe.
 */
public final class ChunkReader {

  /** Largest chunk that is read. */
  public static final long MAX_BYTES = 64L * 1024 * 1024;

  private static final int MAX_BLOCK_BYTES = 64 * 1024 * 1024;
  private static final int MAX_HEADER_ENTRIES = 64;

  private static final byte[] NOTHING = {};

  private final String name;
  private final byte[] file;
  private int at;
  private @Nullable OlderFormat older;

  private ChunkReader(String name, byte[] file) {
    this.name = name;
    this.file = file;
  }

  /**
   * The facts in the header.
   *
   * @throws StoreException {@code archive-corrupt} if it is no chunk; {@code archive-newer} if a
   *     newer version wrote it
   */
  public static ChunkFacts facts(ChunkName name, byte[] file) {
    return new ChunkReader(name.toString(), file).readHeader(name);
  }

  /**
   * Shows every record to {@code visitor}.
   *
   * @return the facts in the header, which agree with the name and the number of records
   * @throws StoreException {@code archive-corrupt} if it is no chunk, damaged, or not the one that
   *     its name says; {@code archive-newer} if a newer version wrote it
   */
  public static ChunkFacts read(ChunkName name, byte[] file, RecordVisitor visitor) {
    ChunkReader reader = new ChunkReader(name.toString(), file);
    ChunkFacts facts = reader.readHeader(name);
    OlderFormat older = reader.older;
    long seen =
        older == null
            ? reader.readBlocks(TopicFormat.of(name.topic()), name.raw(), visitor)
            : reader.readBlocks(older.written(), false, older.upgrading(visitor));
    if (seen != facts.count()) {
      throw reader.corrupt("%d records (expected %d)".formatted(seen, facts.count()), null);
    }
    return facts;
  }

  private ChunkFacts readHeader(ChunkName chunk) {
    if (file.length < 4 || !Arrays.equals(file, 0, 4, ChunkBuilder.MAGIC, 0, 4)) {
      throw corrupt("no Avro container file", null);
    }
    at = 4;
    Map<String, String> header = new HashMap<>();
    long entries = number();
    if (entries < 1 || entries > MAX_HEADER_ENTRIES) {
      throw corrupt("header of %d entries".formatted(entries), null);
    }
    for (long i = 0; i < entries; i++) {
      header.put(text(), text());
    }
    if (number() != 0) {
      throw corrupt("header in several blocks", null);
    }
    expectSync(ChunkBuilder.md5(name));
    Map<String, String> facts = new HashMap<>();
    header.forEach(
        (key, value) -> {
          if (key.startsWith(ChunkBuilder.FACT)) {
            facts.put(key.substring(ChunkBuilder.FACT.length()), value);
          }
        });
    if (!"zstandard".equals(header.get("avro.codec"))) {
      throw corrupt("its codec is not zstandard", null);
    }
    older = older(chunk, header.getOrDefault("avro.schema", ""));
    return ChunkFacts.fromMetadata(facts)
        .filter(f -> f.first() == chunk.first())
        .orElseThrow(() -> corrupt("header without its offsets, or those of another", null));
  }

  private @Nullable OlderFormat older(ChunkName chunk, String schema) {
    TopicFormat current = TopicFormat.of(chunk.topic());
    if (schema.equals(current.fileSchema(chunk.raw()))) {
      return null;
    }
    if (chunk.raw()) {
      throw corrupt("its schema is not that of bytes", null);
    }
    return OlderFormat.of(name, schema, current);
  }

  private long readBlocks(TopicFormat format, boolean raw, RecordVisitor visitor) {
    byte[] sync = ChunkBuilder.md5(name);
    byte[] block = new byte[0];
    long seen = 0;
    while (at < file.length) {
      long count = number();
      long size = number();
      if (count < 1 || size < 1 || size > file.length - at) {
        throw corrupt(
            "block of %d records in %d bytes at byte %d".formatted(count, size, at), null);
      }
      int length = plainSize((int) size);
      if (block.length < length) {
        block = new byte[length];
      }
      inflate((int) size, block, length);
      at += (int) size;
      expectSync(sync);
      int end =
          raw
              ? visitRaw(block, length, count, visitor)
              : visit(format, block, length, count, visitor);
      if (end != length) {
        throw corrupt("block before byte %d does not hold %d records".formatted(at, count), null);
      }
      seen += count;
    }
    return seen;
  }

  private static int visit(
      TopicFormat format, byte[] block, int length, long count, RecordVisitor visitor) {
    int from = 0;
    for (long i = 0; i < count; i++) {
      int branch = 0;
      if (format.union()) {
        branch = from < length ? block[from] >> 1 : -1;
        from++;
        if (branch < 0 || branch >= format.branches()) {
          return RecordShape.MALFORMED;
        }
      }
      int to = format.shape(branch).end(block, from, length);
      if (to == RecordShape.MALFORMED) {
        return to;
      }
      visitor.record(branch, block, from, to);
      visitor.original(format.ownHeader(branch), block, from, to);
      from = to;
    }
    return from;
  }

  private static int visitRaw(byte[] block, int length, long count, RecordVisitor visitor) {
    int at = 0;
    for (long i = 0; i < count; i++) {
      int from = Varints.end(block, at, length);
      if (from == RecordShape.MALFORMED) {
        return from;
      }
      long size = Varints.read(block, at, length);
      if (size < 0 || size > length - from) {
        return RecordShape.MALFORMED;
      }
      visitor.record(TopicFormat.RAW, block, from, from + (int) size);
      visitor.original(NOTHING, block, from, from + (int) size);
      at = from + (int) size;
    }
    return at;
  }

  private int plainSize(int size) {
    long plain = Zstd.getFrameContentSize(file, at, size);
    if (plain < 1 || plain > MAX_BLOCK_BYTES) {
      throw corrupt("block at byte %d says %d bytes when unpacked".formatted(at, plain), null);
    }
    return (int) plain;
  }

  private void inflate(int size, byte[] block, int length) {
    try {
      long written = Zstd.decompressByteArray(block, 0, length, file, at, size);
      if (written == length) {
        return;
      }
    } catch (ZstdException e) {
      throw corrupt("block at byte %d does not unpack".formatted(at), e);
    }
    throw corrupt("block at byte %d does not unpack".formatted(at), null);
  }

  private void expectSync(byte[] sync) {
    if (file.length - at < sync.length
        || !Arrays.equals(file, at, at + sync.length, sync, 0, sync.length)) {
      throw corrupt("sync marker at byte %d differs".formatted(at), null);
    }
    at += sync.length;
  }

  private long number() {
    int end = Varints.end(file, at, file.length);
    if (end == RecordShape.MALFORMED) {
      throw corrupt("no number at byte %d".formatted(at), null);
    }
    long value = Varints.read(file, at, file.length);
    at = end;
    return value;
  }

  private String text() {
    long length = number();
    if (length < 0 || length > file.length - at) {
      throw corrupt("text of %d bytes at byte %d".formatted(length, at), null);
    }
    String text = new String(file, at, (int) length, StandardCharsets.UTF_8);
    at += (int) length;
    return text;
  }

  private StoreException corrupt(String found, @Nullable Throwable cause) {
    return new StoreException(
        StoreException.CORRUPT, "read '%s': %s".formatted(name, found), List.of(), cause);
  }
}
