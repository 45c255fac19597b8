package dev.straingauge.archiver.chunk;

import dev.straingauge.archiver.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Decodes records that a {@link RecordVisitor} is shown. Not thread-safe. */
public final class RecordDecoder {

  private final List<SpecificDatumReader<SpecificRecord>> readers = new ArrayList<>();
  private @Nullable BinaryDecoder decoder;

  public RecordDecoder(TopicFormat format) {
    for (int i = 0; i < format.branches(); i++) {
      Schema schema = format.schema(i);
      readers.add(new SpecificDatumReader<>(schema, schema, SpecificData.get()));
    }
  }

  /**
   * The record, a new object of the event package.
   *
   * @param branch not raw
   * @throws StoreException ({@code archive-corrupt}) if it does not decode
   */
  public Object decode(int branch, byte[] bytes, int from, int to) {
    BinaryDecoder in = DecoderFactory.get().binaryDecoder(bytes, from, to - from, decoder);
    decoder = in;
    try {
      return readers.get(branch).read(null, in);
    } catch (IOException | RuntimeException e) {
      throw new StoreException(
          StoreException.CORRUPT,
          "decode a record of %d bytes: %s".formatted(to - from, e.getMessage()),
          List.of(),
          e);
    }
  }
}
