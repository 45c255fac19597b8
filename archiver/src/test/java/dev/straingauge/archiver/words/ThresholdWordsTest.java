package dev.straingauge.archiver.words;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdWordsTest {

  private static final String FIRST =
      "{\"level\": \"CRITICAL\", \"fromSeconds\": 60, \"toSeconds\": 90}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ELEVATED | CRITICAL | false | CRITICAL | ✗ ELEVATED since 05:00, open at end, CRITICAL in between
          ELEVATED | CRITICAL | true  | ELEVATED | ✗ ELEVATED since 05:00, open at end, CRITICAL at 01:00
          WARNING  | CRITICAL | true  | WARNING  | ✗ WARNING since 05:00, open at end, CRITICAL at 01:00
          CRITICAL | CRITICAL | true  | CRITICAL | ✗ CRITICAL since 05:00, open at end
          ELEVATED | ELEVATED | false | ELEVATED | ▲ ELEVATED since 05:00, open at end
          """)
  void tellsTheWorstLevelThatTheEndHides(
      String state, String worst, boolean before, String last, String words)
      throws JsonProcessingException {
    JsonNode rule =
        read(
            """
            {"state": "%1$s", "level": "%1$s", "worstLevel": "%2$s",
             "episodes": [%3$s {"level": "%4$s", "fromSeconds": 300, "toSeconds": null}]}
            """
                .formatted(state, worst, before ? FIRST + "," : "", last));

    assertThat(ThresholdWords.symbol(rule) + " " + ThresholdWords.state(rule)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          60 | {"value": 61}                | OK, beyond the bound of critical for less than 1 min
          60 | {"value": null, "above": 60} | OK, beyond the bound of critical for less than 1 min
          60 | {"value": 31}                | OK, beyond the bound of warning for less than 1 min
          60 | {"value": 30}                | OK
          0  | {"value": 61}                | OK
          60 | {"value": null}              | OK
          """)
  void tellsThatABoundWasExceededForTooShortATime(long hold, String worst, String words)
      throws JsonProcessingException {
    JsonNode rule =
        read(
            "{\"state\": \"OK\", \"direction\": \"above\", \"forSeconds\": %d, \"bounds\": {\"warning\": 30, \"critical\": 60}, \"worst\": %s}"
                .formatted(hold, worst));

    assertThat(ThresholdWords.state(rule)).isEqualTo(words);
  }

  private static JsonNode read(String json) throws JsonProcessingException {
    return new ObjectMapper().readTree(json);
  }
}
