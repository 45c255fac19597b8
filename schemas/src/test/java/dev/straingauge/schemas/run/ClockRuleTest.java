package dev.straingauge.schemas.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockRuleTest {

  private static final long DAY = 86_400_000_000_000L;

  @ParameterizedTest
  @CsvSource({
    "5, 5, true",
    "4, 5, false",
    "6, 5, true",
    DAY + ", 0, true",
    (DAY + 1) + ", 0, false",
    Long.MAX_VALUE + ", -9, false",
    "-7, " + ClockRule.NONE + ", true",
    Long.MAX_VALUE + ", " + ClockRule.NONE + ", true"
  })
  void letsTimeStandOrGoOnByADayAtMost(long time, long last, boolean may) {
    assertThat(ClockRule.mayFollow(time, last)).isEqualTo(may);
  }
}
