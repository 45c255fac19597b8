package dev.straingauge.archiver.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.event.EndMark;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.Varints;
import dev.straingauge.schemas.topic.Topic;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Chunks that somebody made to hurt: refused, with bounded memory. */
class HostileChunkTest {

  private static final ChunkName NAME = new ChunkName(Topic.SLICES, 3, 7, false);
  private static final ChunkName RAW = new ChunkName(Topic.EVENTS, 3, 7, true);
  private static final long MANY = 1L << 40;

  /** A sound chunk of one record, without its block. */
  private static byte[] header(ChunkName name) {
    ChunkBuilder builder = new ChunkBuilder(TopicFormat.of(name.topic()), name);
    byte[] value = name.raw() ? new byte[] {1} : new Codec().encode(new EndMark(1L, 0L));
    int branch = name.raw() ? TopicFormat.RAW : TopicFormat.of(name.topic()).branch(value);
    builder.add(value, branch, name.first());
    byte[] file = builder.finish();
    byte[] sync = ChunkBuilder.md5(name.toString());
    for (int end = sync.length; end <= file.length; end++) {
      if (Arrays.equals(file, end - sync.length, end, sync, 0, sync.length)) {
        return Arrays.copyOf(file, end);
      }
    }
    throw new AssertionError("no sync marker");
  }

  /** A file with one block that claims what it likes. */
  private static byte[] chunk(ChunkName name, long records, byte[] compressed) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(header(name));
    Varints.write(file, records);
    Varints.write(file, compressed.length);
    file.writeBytes(compressed);
    file.writeBytes(ChunkBuilder.md5(name.toString()));
    return file.toByteArray();
  }

  private static void refused(ChunkName name, byte[] file, String why) {
    long[] seen = {0};
    assertThatThrownBy(() -> ChunkReader.read(name, file, (branch, bytes, from, to) -> seen[0]++))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.id()).isEqualTo(StoreException.CORRUPT))
        .hasMessageContaining(why);
    assertThat(seen[0]).isLessThanOrEqualTo(1 << 20);
  }

  @Test
  void refusesABlockThatClaimsManyRecords() {
    byte[] compressed = Zstd.compress(new byte[1 << 20]);
    refused(NAME, chunk(NAME, MANY, compressed), "does not hold 1099511627776 records");
    refused(RAW, chunk(RAW, MANY, compressed), "does not hold 1099511627776 records");
    refused(NAME, chunk(NAME, -1, compressed), "block of -1 records");
  }

  @Test
  void refusesABlockThatUnpacksToMoreThanIsRead() {
    // Given: 96 MiB of nothing in some kilobytes
    byte[] bomb = Zstd.compress(new byte[96 << 20]);
    assertThat(bomb).hasSizeLessThan(64 << 10);

    // When, Then
    refused(NAME, chunk(NAME, 1, bomb), "says 100663296 bytes when unpacked");
  }

  @Test
  void refusesABlockThatDoesNotSayHowLargeItIs() {
    byte[] lying = Zstd.compress(new byte[1000]);
    lying[4] = 0; // no content size in the frame's header
    refused(NAME, chunk(NAME, 1, lying), "when unpacked");
  }

  @Test
  void refusesALengthBeyondTheFile() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(header(NAME));
    Varints.write(file, 1);
    Varints.write(file, MANY);
    refused(NAME, file.toByteArray(), "block of 1 records in 1099511627776 bytes");
  }

  @Test
  void refusesAHeaderOfManyEntries() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(ChunkBuilder.MAGIC);
    Varints.write(file, MANY);
    refused(NAME, file.toByteArray(), "header of 1099511627776 entries");
  }
}
