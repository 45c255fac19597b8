package dev.straingauge.producer.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Change;
import dev.straingauge.event.Claim;
import dev.straingauge.event.CleanupDone;
import dev.straingauge.event.Event;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.StepEnded;
import dev.straingauge.schemas.codec.Codec;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventJsonTest {

  @Test
  void writesTimesAsIsoWithNanosAndNamesTheTypesOfUnions() {
    ObjectChanged body =
        new ObjectChanged(
            "PersistentVolumeClaim",
            "ns",
            "vol-1",
            "u1",
            "12",
            Change.ADDED,
            1_767_225_600_000_000_000L,
            new Claim("Bound", null, "efs-sc", List.of("RWX"), 1024L, false, 1024L, null));

    assertThat(new EventJson().line(record(body)))
        .isEqualTo(
            "{\"offset\":5,\"writer\":0,\"incarnation\":1,\"sequence\":9,\"time\":\"2026-01-01T00:00:00.000000001Z\",\"type\":\"ObjectChanged\",\"body\":"
                + "{\"kind\":\"PersistentVolumeClaim\",\"namespace\":\"ns\",\"name\":\"vol-1\",\"uid\":\"u1\",\"resourceVersion\":\"12\",\"change\":\"ADDED\","
                + "\"objectTime\":\"2026-01-01T00:00:00.000000000Z\",\"facts\":{\"type\":\"Claim\",\"phase\":\"Bound\",\"volume\":null,"
                + "\"storageClass\":\"efs-sc\",\"accessModes\":[\"RWX\"],\"bytes\":1024,\"deleting\":false,\"capacity\":1024,\"resizing\":null}}}");
  }

  @Test
  void quotesWhatJsonCannotHold() {
    assertThat(new EventJson().line(record(new StepEnded("a\"b\\c\n\u0001é"))))
        .endsWith("\"body\":{\"step\":\"a\\\"b\\\\c\\n\\u0001é\"}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"007f", "009b", "0085", "061c", "200e", "200f", "2028", "202e", "2066"})
  void escapesWhatSteersATerminal(String code) {
    String evil = Character.toString(HexFormat.fromHexDigits(code));
    assertThat(new EventJson().line(record(new StepEnded("a" + evil + "2Jé"))))
        .endsWith("\"body\":{\"step\":\"a\\u" + code + "2Jé\"}}");
  }

  @Test
  void writesAnEmptyListAsSuch() {
    assertThat(new EventJson().line(record(new CleanupDone(List.of()))))
        .endsWith("\"body\":{\"kinds\":[]}}");
  }

  @Test
  void showsAPoisonRecordAsHexWithItsError() {
    assertThat(
            new EventJson()
                .line(
                    new LogRecord(
                        7, "a/20260101000000", "Heartbeat", new byte[] {(byte) 0xCA, (byte) 0xFE})))
        .isEqualTo(
            "{\"offset\":7,\"mark\":\"Heartbeat\",\"error\":\"2 bytes that do not begin with C3"
                + " 01\",\"hex\":\"cafe\"}");
  }

  private static LogRecord record(SpecificRecord body) {
    return new LogRecord(
        5,
        "a/20260101000000",
        null,
        new Codec().encode(new Event(0, 1, 9L, 1_767_225_600_000_000_001L, body)));
  }
}
