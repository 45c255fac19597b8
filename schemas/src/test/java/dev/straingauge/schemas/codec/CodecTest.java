package dev.straingauge.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.event.EndMark;
import dev.straingauge.event.Event;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.OperationStarted;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class CodecTest {

  private final Codec codec = new Codec();

  private static Event heartbeat() {
    return new Event(0, 1, 7L, 1_000L, new Heartbeat(1_001L));
  }

  @Test
  void readsBackEveryRecordAsItWasWritten() throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    for (Schema schema : Codec.known()) {
      for (int i = 0; i < 500; i++) {
        byte[] bytes = Records.random(schema, random);
        SpecificRecord record = codec.decode(bytes);
        assertThat(record.getSchema()).isEqualTo(schema);
        assertThat(codec.encode(record)).isEqualTo(bytes);
        assertThat(Codec.schemaOf(bytes)).isEqualTo(schema);
      }
    }
  }

  /** Of each topic; what a consumer cannot decode it does not show. */
  @Test
  void knowsTheRecordsOfEveryTopic() {
    assertThat(Codec.known())
        .extracting(Schema::getName)
        .containsExactlyInAnyOrder(
            "Event",
            "Slice",
            "Rolling",
            "BreachEvent",
            "IncidentEvent",
            "RunOpened",
            "Summary",
            "EndMark",
            "DeadLetter");
  }

  @Test
  void carriesEveryBodyOfAnEvent() throws Exception {
    SplittableRandom random = new SplittableRandom(2);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      Event event = codec.decodeEvent(Records.random(Event.getClassSchema(), random));
      seen.add(((SpecificRecord) event.getBody()).getSchema().getFullName());
    }
    assertThat(seen)
        .containsExactlyInAnyOrderElementsOf(
            Event.getClassSchema().getField("body").schema().getTypes().stream()
                .map(Schema::getFullName)
                .toList());
  }

  @Test
  void writesWhatAvrosOwnDecoderOfSingleObjectsReads() throws Exception {
    byte[] bytes = codec.encode(heartbeat());
    assertThat(
            new BinaryMessageDecoder<Event>(SpecificData.get(), Event.getClassSchema())
                .decode(bytes))
        .isEqualTo(heartbeat());
    assertThat(Arrays.copyOf(bytes, Codec.HEADER_BYTES))
        .isEqualTo(Codec.header(Event.getClassSchema()));
  }

  @Test
  void saysWhichFieldDoesNotFit() {
    Event event = new Event(0, 1, 1L, 0L, null);
    assertThatThrownBy(() -> codec.encode(event))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("encode a Event: ")
        .hasMessageContaining("body");
    assertThatThrownBy(() -> codec.encode(new Event(0, 1, 1L, 0L, new EndMark(1L, 2L))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("encode a Event: a EndMark as body");
    assertThat(codec.encode(heartbeat())).isEqualTo(new Codec().encode(heartbeat()));
  }

  @Test
  void refusesAnotherRecordWhereAnEventIsExpected() {
    byte[] bytes = codec.encode(new EndMark(1L, 2L));
    assertThatThrownBy(() -> codec.decodeEvent(bytes))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessage("a EndMark (expected an Event)");
  }

  @Test
  void namesAnUnknownSchema() {
    byte[] bytes = codec.encode(heartbeat());
    bytes[5] ^= 1;
    assertThatThrownBy(() -> codec.decode(bytes))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageMatching("schema [0-9a-f]{16} is unknown to this version");
    assertThatThrownBy(() -> Codec.schemaOf(bytes)).isInstanceOf(MalformedRecordException.class);
  }

  @Test
  void readsWhatAnOlderReleaseWroteInTheCurrentSchema() throws Exception {
    Schema current = Event.getClassSchema();
    String json = current.toString();
    String without = json.replaceFirst(",\\{\"name\":\"parent\"[^}]*\"default\":null\\}", "");
    Schema older = new Schema.Parser().parse(without);
    Schema operation = body(older, "OperationStarted");
    GenericData.Record started = new GenericData.Record(operation);
    started.put("operationId", 17L);
    started.put("operation", "create_pvc");
    started.put("step", "create");
    started.put("target", "vol-1");
    started.put("intendedStart", 5L);
    GenericData.Record event = new GenericData.Record(older);
    event.put("writer", 0);
    event.put("incarnation", 1);
    event.put("sequence", 7L);
    event.put("time", 9L);
    event.put("body", started);
    byte[] bytes = Records.write(older, event);
    Codec reading = new Codec(new Released(() -> List.of(older)));

    assertThat(operation.getField("parent")).isNull();
    for (int i = 0; i < 2; i++) {
      Event read = reading.decodeEvent(bytes);
      assertThat(read)
          .isEqualTo(
              new Event(
                  0,
                  1,
                  7L,
                  9L,
                  new OperationStarted(17L, "create_pvc", "create", "vol-1", 5L, null)));
      assertThat(read.getSchema()).isEqualTo(current);
    }
    assertThat(reading.decodeEvent(codec.encode(heartbeat()))).isEqualTo(heartbeat());
    assertThatThrownBy(() -> codec.decode(bytes)).hasMessageContaining("unknown to this version");
  }

  private static Schema body(Schema event, String name) {
    return event.getField("body").schema().getTypes().stream()
        .filter(type -> type.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void keepsFingerprintsWhenLogicalTypesAreShown() {
    for (Schema schema : Codec.known()) {
      Schema shown = Codec.withLogicalTypes(schema);
      assertThat(SchemaNormalization.parsingFingerprint64(shown))
          .isEqualTo(SchemaNormalization.parsingFingerprint64(schema));
    }
    Schema time = Codec.withLogicalTypes(Event.getClassSchema()).getField("time").schema();
    assertThat(time.getLogicalType().getName()).isEqualTo("timestamp-nanos");
  }
}
