package dev.straingauge.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

  private static final List<String> KNOWN =
      List.of("retries", "timeouts", "target", "phases", "limits", "at", "quickstart");

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "retires, retries",
    "timeout, timeouts",
    "Phases, phases",
    "ta, at",
    "quikstart, quickstart",
    "limit, limits"
  })
  void findsWhatWasMeant(String name, String nearest) {
    assertThat(NearestName.of(name, KNOWN)).hasValue(nearest);
  }

  @Test
  void findsNothingWhereNothingIsNear() {
    assertThat(NearestName.of("entirely-else", KNOWN)).isEmpty();
    assertThat(NearestName.of("", KNOWN)).isEmpty();
    assertThat(NearestName.of("x".repeat(100_000), KNOWN)).isEmpty();
    assertThat(NearestName.of("retries", List.of())).isEmpty();
  }

  @Test
  void makesAHintOrNothing() {
    assertEquals(" (did you mean 'retries'?)", NearestName.hint("retires", KNOWN));
    assertEquals("", NearestName.hint("entirely-else", KNOWN));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    "ab, ba, 1",
    "kitten, sitting, 3",
    "abc, abc, 0",
    "abc, ab, 1",
    "'', abc, 3",
    "ca, abc, 3"
  })
  void countsEdits(String a, String b, int distance) {
    assertEquals(distance, NearestName.distance(a, b));
    assertEquals(distance, NearestName.distance(b, a));
  }
}
