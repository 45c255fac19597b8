package dev.straingauge.archiver.chunk;

import static dev.straingauge.archiver.chunk.OlderRecords.fields;
import static dev.straingauge.archiver.chunk.OlderRecords.named;
import static dev.straingauge.archiver.chunk.OlderRecords.remove;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.straingauge.archiver.TestRun;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Chunks of other versions: read when older, told when newer. */
class OlderChunkTest {

  private static final ChunkName NAME = new ChunkName(Topic.EVENTS, 3, 120, false);

  static Stream<OlderRecords> older() throws Exception {
    return Stream.of(
        OlderRecords.release01(),
        OlderRecords.with(s -> remove(fields(s, "OperationFinished"), "limitedNanos")),
        OlderRecords.with(
            s -> remove((ArrayNode) fields(s, "Event").get(4).get("type"), "FaultInjected")));
  }

  @ParameterizedTest
  @MethodSource("older")
  void readsTheRecordsInTheCurrentSchemaAndGivesTheOldBytesForTheHash(OlderRecords version)
      throws Exception {
    // Given
    List<byte[]> current =
        TestRun.of("n", 200, 0).events().stream().map(TestRun.Sent::value).toList();
    List<byte[]> old = new ArrayList<>();
    for (byte[] value : current) {
      old.add(version.value(value));
    }
    assertThat(old.getFirst()).startsWith(0xC3, 0x01).isNotEqualTo(current.getFirst());

    // When
    List<byte[]> read = new ArrayList<>();
    List<byte[]> originals = new ArrayList<>();
    byte[] header = TopicFormat.of(Topic.EVENTS).header(0);
    ChunkFacts facts =
        ChunkReader.read(
            NAME,
            version.chunk(NAME, old),
            new RecordVisitor() {
              @Override
              public void record(int branch, byte[] bytes, int from, int to) {
                read.add(joined(header, bytes, from, to));
              }

              @Override
              public void original(byte[] own, byte[] bytes, int from, int to) {
                originals.add(joined(own, bytes, from, to));
              }
            });

    // Then
    assertThat(facts.count()).isEqualTo(current.size());
    assertThat(read).usingElementComparator(Arrays::compare).isEqualTo(current);
    assertThat(originals).usingElementComparator(Arrays::compare).isEqualTo(old);
    assertThat(ChunkReader.facts(NAME, version.chunk(NAME, old))).isEqualTo(facts);
  }

  static Stream<Arguments> newer() {
    return Stream.of(
        Arguments.of(
            OlderRecords.with(
                s ->
                    fields(s, "OperationFinished")
                        .addObject()
                        .put("name", "later")
                        .put("type", "long")
                        .put("default", 0)),
            "field 'later' of OperationFinished"),
        Arguments.of(
            OlderRecords.with(
                s ->
                    ((ArrayNode) fields(s, "Event").get(4).get("type"))
                        .addObject()
                        .put("type", "record")
                        .put("name", "Later")
                        .putArray("fields")),
            "a dev.straingauge.event.Later"),
        Arguments.of(
            OlderRecords.with(
                s -> ((ArrayNode) named(s, "Outcome").orElseThrow().get("symbols")).add("LATER")),
            "'LATER' in Outcome"));
  }

  @ParameterizedTest
  @MethodSource("newer")
  void saysThatANewerVersionWroteIt(OlderRecords version, String what) throws Exception {
    byte[] value = version.value(TestRun.of("n", 1, 0).events().getFirst().value());

    assertThatThrownBy(
            () ->
                ChunkReader.read(
                    NAME, version.chunk(NAME, List.of(value)), (branch, bytes, from, to) -> {}))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.id()).isEqualTo(StoreException.NEWER))
        .hasMessageStartingWith("read '%s': %s".formatted(NAME, what))
        .hasMessageEndingWith(", which this version does not know");
  }

  static Stream<String> none() {
    String deep = "{\"type\":\"array\",\"items\":".repeat(100_000);
    return Stream.of(
        "",
        "no schema",
        "\"string\"",
        "[\"null\",\"long\"]",
        "{\"type\":\"record\",\"name\":\"Event\",\"fields\":[]}",
        "{\"type\":\"record\",\"name\":\"dev.straingauge.event.Event\",\"fields\":[]}",
        "{\"type\":\"record\",\"name\":\"dev.straingauge.event.Event\",\"fields\":"
            + "[{\"name\":\"body\",\"type\":\"dev.straingauge.event.Event\"}]}",
        deep,
        " ".repeat(2_000_000));
  }

  @ParameterizedTest
  @MethodSource("none")
  void refusesWhatIsNoSchemaOfAnyVersion(String schema) {
    assertThatThrownBy(() -> OlderFormat.of("chunk", schema, TopicFormat.of(Topic.EVENTS)))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("read 'chunk': ");
  }

  private static byte[] joined(byte[] header, byte[] bytes, int from, int to) {
    byte[] value = Arrays.copyOf(header, header.length + to - from);
    System.arraycopy(bytes, from, value, header.length, to - from);
    return value;
  }
}
