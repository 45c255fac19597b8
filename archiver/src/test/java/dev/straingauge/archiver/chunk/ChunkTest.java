package dev.straingauge.archiver.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.archiver.TestRun;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.topic.Topic;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class ChunkTest {

  private static final ChunkName NAME = new ChunkName(Topic.EVENTS, 3, 120, false);

  private static List<byte[]> values(Topic topic) {
    TestRun run = TestRun.of("n", 200, 0);
    List<TestRun.Sent> all = new ArrayList<>(run.events());
    all.addAll(run.results());
    return all.stream().filter(s -> s.topic() == topic).map(TestRun.Sent::value).toList();
  }

  private static byte[] chunk(ChunkName name, List<byte[]> values) {
    TopicFormat format = TopicFormat.of(name.topic());
    ChunkBuilder builder = new ChunkBuilder(format, name);
    long offset = name.first();
    for (byte[] value : values) {
      builder.add(value, name.raw() ? TopicFormat.RAW : format.branch(value), offset++);
    }
    return builder.finish();
  }

  private static List<byte[]> read(ChunkName name, byte[] file) {
    TopicFormat format = TopicFormat.of(name.topic());
    List<byte[]> values = new ArrayList<>();
    ChunkReader.read(
        name,
        file,
        (branch, bytes, from, to) -> {
          byte[] header = format.header(branch);
          byte[] value = Arrays.copyOf(header, header.length + to - from);
          System.arraycopy(bytes, from, value, header.length, to - from);
          values.add(value);
        });
    return values;
  }

  @Test
  void givesBackTheSameBytesForEveryTopic() {
    for (Topic topic : Topic.values()) {
      List<byte[]> values = values(topic);
      if (!values.isEmpty()) {
        ChunkName name = new ChunkName(topic, 0, 5, false);
        assertThat(read(name, chunk(name, values)))
            .as(topic.name())
            .containsExactlyElementsOf(values);
      }
    }
  }

  @Test
  void isTheSameFileForTheSameRecords() {
    byte[] once = chunk(NAME, values(Topic.EVENTS));
    assertThat(chunk(NAME, values(Topic.EVENTS))).isEqualTo(once);
    ChunkName other = new ChunkName(Topic.EVENTS, 3, 121, false);
    assertThat(chunk(other, values(Topic.EVENTS))).isNotEqualTo(once);
  }

  @Test
  void isAnAvroFileWithTimesAsTimes() throws IOException {
    byte[] file = chunk(NAME, values(Topic.EVENTS));
    try (DataFileStream<GenericRecord> records =
        new DataFileStream<>(new ByteArrayInputStream(file), new GenericDatumReader<>())) {
      assertThat(records.getSchema().getField("time").schema().getLogicalType().getName())
          .isEqualTo("timestamp-nanos");
      assertThat(records.getMetaString("straingauge.first")).isEqualTo("120");
      int count = 0;
      for (GenericRecord record : records) {
        count++;
        assertThat(record.get("sequence")).isEqualTo((long) count);
      }
      assertThat(count).isEqualTo(values(Topic.EVENTS).size());
    }
  }

  @Test
  void isAnAvroFileOfAUnionWhereATopicHasSeveralTypes() throws IOException {
    ChunkName name = new ChunkName(Topic.SUMMARIES, 0, 0, false);
    byte[] file = chunk(name, values(Topic.SUMMARIES));
    List<String> types = new ArrayList<>();
    try (DataFileStream<GenericRecord> records =
        new DataFileStream<>(new ByteArrayInputStream(file), new GenericDatumReader<>())) {
      records.forEach(record -> types.add(record.getSchema().getName()));
    }
    assertThat(types).containsExactly("RunOpened", "Summary", "EndMark");
  }

  @Test
  void knowsItsFactsInTheHeader() {
    ChunkName name = new ChunkName(Topic.SLICES, 0, 10, false);
    ChunkFacts facts = ChunkReader.facts(name, chunk(name, values(Topic.SLICES)));
    assertThat(facts.first()).isEqualTo(10);
    assertThat(facts.count()).isEqualTo(201);
    assertThat(facts.last()).isEqualTo(210);
    assertThat(facts.end())
        .isEqualTo(new ChunkFacts.EndOfTopic(TestRun.of("n", 200, 0).events().size(), 200));
    assertThat(ChunkFacts.fromMetadata(facts.toMetadata())).contains(facts);
  }

  @Test
  void keepsWhatIsNoRecordAsBytes() {
    ChunkName raw = new ChunkName(Topic.EVENTS, 3, 7, true);
    List<byte[]> values = List.of(new byte[0], new byte[] {1, 2}, new byte[70_000]);
    assertThat(read(raw, chunk(raw, values))).containsExactlyElementsOf(values);
  }

  @Test
  void acceptsExactlyWhatTheCodecDecodes() {
    TopicFormat format = TopicFormat.of(Topic.EVENTS);
    Codec codec = new Codec();
    Random random = new Random(11);
    int malformed = 0;
    for (byte[] value : values(Topic.EVENTS)) {
      for (int mutation = 0; mutation < 60; mutation++) {
        byte[] bytes =
            random.nextInt(4) == 0
                ? Arrays.copyOf(value, random.nextInt(value.length + 3))
                : value.clone();
        if (bytes.length > Codec.HEADER_BYTES && mutation > 0) {
          bytes[Codec.HEADER_BYTES + random.nextInt(bytes.length - Codec.HEADER_BYTES)] =
              (byte) random.nextInt();
        }
        boolean decodes;
        try {
          codec.decodeEvent(bytes);
          decodes = true;
        } catch (Exception e) {
          decodes = false;
          malformed++;
        }
        assertThat(format.branch(bytes) == 0).as(Arrays.toString(bytes)).isEqualTo(decodes);
      }
    }
    assertThat(malformed).isGreaterThan(1_000);
  }

  @Test
  void refusesDamagedFilesAndNeverReadsOn() {
    byte[] file = chunk(NAME, values(Topic.EVENTS));
    List<byte[]> good = read(NAME, file);
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged =
          random.nextBoolean() ? file.clone() : Arrays.copyOf(file, random.nextInt(file.length));
      if (damaged.length > 0) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        assertThat(read(NAME, damaged)).hasSameSizeAs(good);
      } catch (StoreException e) {
        // what is damaged may be a name in the schema: only its hash tells it from a newer one
        assertThat(e.id()).isIn(StoreException.CORRUPT, StoreException.NEWER);
      }
    }
  }

  @Test
  void refusesTheChunkOfAnotherName() {
    byte[] file = chunk(NAME, values(Topic.EVENTS));
    assertThatThrownBy(() -> read(new ChunkName(Topic.EVENTS, 3, 121, false), file))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void readsItsNameBack() {
    for (String name :
        List.of(
            "events/3-000000000120.avro", "analysis/log/dead-letters/0-000000000000.raw.avro")) {
      assertThat(ChunkName.parse(name).map(ChunkName::toString)).contains(name);
    }
    for (String name :
        List.of(
            "events/3-120.avro",
            "events/../3-000000000120.avro",
            "report.json",
            "events/3-000000000120.avro.x")) {
      assertThat(ChunkName.parse(name)).isEmpty();
    }
  }
}
