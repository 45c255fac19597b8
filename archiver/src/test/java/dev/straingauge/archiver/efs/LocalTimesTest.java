package dev.straingauge.archiver.efs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.archiver.intake.IntakeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Berlin had 02:00 to 03:00 twice on 2025-10-26, and not at all on 2025-03-30. */
class LocalTimesTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          summer time           | 12:00 12:01                   | 10:00 10:01             |
          back in the hour      | 01:50 02:10 02:50 02:05 03:01 | 23:50 00:10 00:50 01:05 02:01 | 3 lines are of the hour that Europe/Berlin had twice; the log's order tells which of the two
          no way back seen      | 01:50 02:10                   | 23:50 00:10             | 1 lines are of the hour that Europe/Berlin had twice; taken as the first of the two
          begins in second pass | 02:50 03:01                   | 01:50 02:01             | 1 lines are of the hour that Europe/Berlin had twice; the log's order tells which of the two
          threads overtake      | 12:01 12:00 12:02             | 10:01 10:01 10:02       | 1 lines are earlier than the line before them, by up to PT1M: taken as of its time
          """)
  void areMoments(String name, String local, String utc, String note) {
    // Given
    boolean summer = local.startsWith("12");
    List<LocalDateTime> stamps =
        Arrays.stream(local.strip().split(" "))
            .map(t -> LocalDateTime.parse((summer ? "2025-06-01T" : "2025-10-26T") + t))
            .toList();

    // When
    LocalTimes times = LocalTimes.of("a.log", stamps, BERLIN, false);

    // Then
    assertThat(times.nanos().stream().map(n -> Instant.ofEpochSecond(n / 1_000_000_000L)))
        .extracting(at -> at.toString().substring(11, 16))
        .containsExactly(utc.strip().split(" "));
    assertThat(times.notes()).isEqualTo(note == null ? List.of() : List.of(note));
  }

  @Test
  void areOfTheSecondPassWhereTheReportIs() {
    List<LocalDateTime> stamps =
        List.of(LocalDateTime.parse("2025-10-26T02:10"), LocalDateTime.parse("2025-10-26T02:20"));

    LocalTimes times = LocalTimes.of("a.log", stamps, BERLIN, true);

    assertThat(Instant.ofEpochSecond(times.nanos().getFirst() / 1_000_000_000L))
        .hasToString("2025-10-26T01:10:00Z");
    assertThat(times.notes())
        .containsExactly(
            "2 lines are of the hour that Europe/Berlin had twice; its report tells which of the"
                + " two");
  }

  @Test
  void refuseATimeThatTheZoneDoesNotHave() {
    List<LocalDateTime> stamps = List.of(LocalDateTime.parse("2025-03-30T02:30"));

    assertThatThrownBy(() -> LocalTimes.of("a.log", stamps, BERLIN, false))
        .isInstanceOf(IntakeException.class)
        .hasMessage(
            "read log 'a.log': the time 2025-03-30T02:30 does not exist in zone Europe/Berlin,"
                + " whose clocks were put forward (expected the zone of the machine that wrote it:"
                + " --zone)");
  }
}
