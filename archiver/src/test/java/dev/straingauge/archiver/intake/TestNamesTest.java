package dev.straingauge.archiver.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.schemas.run.RunId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestNamesTest {

  /** The hex digits are those of {@code printf %s NAME | sha256sum}. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "experiment_x, experiment_x",
        "a b, a-b-c8687a",
        "a/b, a-b-c14cdd",
        "../../etc, etc-74ccf3",
        "..., imported-ab5df6",
        "0123456789012345678901234567890123456789X, 012345678901234567890123456789012-32b1cd"
      })
  void areWhatARunIdCanHave(String name, String allowed) {
    assertThat(TestNames.allowed(name)).isEqualTo(allowed).matches(RunId::isTestName);
  }
}
