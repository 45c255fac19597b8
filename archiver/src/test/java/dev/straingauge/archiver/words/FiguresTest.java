package dev.straingauge.archiver.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "412, 412 ns",
    "1000, 1.0 µs",
    "412000, 412 µs",
    "999499, 999 µs",
    "999500, 1.0 ms",
    "7800000, 7.8 ms",
    "388000000, 388 ms",
    "999500000, 1.0 s",
    "3900000000, 3.9 s",
    "99949000000, 99.9 s",
    "99950000000, 100 s",
    "171000000000, 171 s",
    "-4000000, −4.0 ms"
  })
  void writesADurationInTheUnitThatFits(long nanos, String text) {
    assertThat(Figures.time(nanos)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 00:00", "321, 05:21", "3599, 59:59", "3600, 1:00:00", "90061, 25:01:01"})
  void writesAnOffset(long seconds, String text) {
    assertThat(Figures.offset(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0.0 %", "1, 100.0 %", "0.9799, 98.0 %", "0.99999, > 99.9 %", "0.00001, < 0.1 %"})
  void roundsNothingToAllOrNothing(double ratio, String text) {
    assertThat(Figures.percent(ratio)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.0 KiB",
    "421888, 412 KiB",
    "6396314, 6.1 MiB",
    "1099511627776, 1.0 TiB"
  })
  void writesASize(double bytes, String text) {
    assertThat(Figures.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0/s",
    "23.94, 23.9/s",
    "0.1, 0.1/s",
    "0.0333333, 2.0/min",
    "0.001, 3.6/h",
    "1250, '1,250/s'"
  })
  void writesARateSoThatItKeepsItsDigits(double perSecond, String text) {
    assertThat(Figures.rate(perSecond)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"1, 1 run", "0, 0 runs", "4800, '4,800 runs'"})
  void countsWithANoun(long count, String text) {
    assertThat(Figures.count(count, "run")).isEqualTo(text);
  }
}
