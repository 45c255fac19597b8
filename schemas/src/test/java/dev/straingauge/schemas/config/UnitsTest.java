package dev.straingauge.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "1h30m, PT1H30M, 1h30m",
    "500ms, PT0.5S, 500ms",
    "2m, PT2M, 2m",
    "1.5s, PT1.5S, 1s500ms",
    "1d2h3m4s5ms6us7ns, PT26H3M4.005006007S, 1d2h3m4s5ms6us7ns",
    "90m, PT1H30M, 1h30m",
    "0, PT0S, 0s",
    "0s, PT0S, 0s",
    "-5s, PT-5S, -5s",
    "9223372036854775807ns, PT2562047H47M16.854775807S, 106751d23h47m16s854ms775us807ns",
  })
  void readsAndWritesDurations(String text, String iso, String shown) {
    Duration read = Durations.parse(text);

    assertEquals(Duration.parse(iso), read);
    assertEquals(shown, Durations.format(read));
    assertEquals(read, Durations.parse(shown));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "50 minutess | '50 minutess' is no duration (expected like 50m or 1h30m)",
        "'' | '' is no duration (expected like 50m or 1h30m)",
        "- | '-' is no duration (expected like 50m or 1h30m)",
        "30 | '30' is no duration (expected like 50m or 1h30m)",
        "m | 'm' is no duration (expected like 50m or 1h30m)",
        "30m1h | '30m1h' is no duration (expected like 50m or 1h30m)",
        "1m1m | '1m1m' is no duration (expected like 50m or 1h30m)",
        "1e3s | '1e3s' is no duration (expected like 50m or 1h30m)",
        "NaN | 'NaN' is no duration (expected like 50m or 1h30m)",
        "9223372036854775808ns | '9223372036854775808ns' is too long (expected at most 106751d)",
        "99999999999d | '99999999999d' is too long (expected at most 106751d)",
      },
      quoteCharacter = '"')
  void refusesWhatIsNoDuration(String text, String message) {
    String bare = text.equals("''") ? "" : text;

    assertThatThrownBy(() -> Durations.parse(bare))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void takesSecondsAsTheEfsConfigurationHasThem() {
    assertEquals(Duration.ofMinutes(50), Durations.ofSeconds(new BigDecimal("3000")));
    assertEquals(Duration.ofMillis(-1500), Durations.ofSeconds(new BigDecimal("-1.5")));
    assertThatThrownBy(() -> Durations.ofSeconds(new BigDecimal("1e30")))
        .hasMessage("'1E+30' is too long (expected at most 106751d)");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "4KiB, 4096, 4KiB",
    "4096, 4096, 4KiB",
    "4kB, 4000, 4000B",
    "1.5MiB, 1572864, 1536KiB",
    "1TiB, 1099511627776, 1TiB",
    "2GB, 2000000000, 1953125KiB",
    "1TB, 1000000000000, 976562500KiB",
    "3MB, 3000000, 3000000B",
    "0, 0, 0B",
    "-1KiB, -1024, -1KiB",
  })
  void readsAndWritesSizes(String text, long bytes, String shown) {
    assertEquals(bytes, Sizes.parse(text));
    assertEquals(shown, Sizes.format(bytes));
    assertEquals(bytes, Sizes.parse(shown));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "4 kilo, '''4 kilo'' is no size (expected like 4KiB or 1MiB)'",
    "4K, '''4K'' is no size (expected like 4KiB or 1MiB)'",
    "1.5, '''1.5'' is no whole number of bytes'",
    "9000000TiB, '''9000000TiB'' is too large (expected at most 8388607TiB)'",
  })
  void refusesWhatIsNoSize(String text, String message) {
    assertThatThrownBy(() -> Sizes.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "5/s, 5, 5/s",
    "30/m, 0.5, 0.5/s",
    "3600/h, 1, 1/s",
    "0.25/s, 0.25, 0.25/s",
    "-1/s, -1, -1/s",
    "1000/s, 1000, 1000/s",
    "30/min, 0.5, 0.5/s"
  })
  void readsAndWritesRates(String text, double perSecond, String shown) {
    assertEquals(perSecond, Rates.parse(text));
    assertEquals(shown, Rates.format(perSecond));
    assertEquals(perSecond, Rates.parse(shown));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "5, '''5'' is no rate (expected like 5/s or 30/m)'",
    "5/d, '''5/d'' is no rate (expected like 5/s or 30/m)'",
    "NaN/s, '''NaN/s'' is no rate (expected like 5/s or 30/m)'",
  })
  void refusesWhatIsNoRate(String text, String message) {
    assertThatThrownBy(() -> Rates.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void showsForeignTextSafely() {
    assertThat(Quoted.of("a\u001b[31mb\n")).isEqualTo("'a\\u001b[31mb\\u000a'");
    assertThat(Quoted.of("x".repeat(1000))).isEqualTo("'" + "x".repeat(60) + "…'");
  }
}
