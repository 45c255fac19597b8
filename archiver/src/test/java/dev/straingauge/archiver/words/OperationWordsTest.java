package dev.straingauge.archiver.words;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationWordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"started": 3, "failed": 0, "timedOut": 0, "unfinished": 0} | every operation took effect
          {"started": 3, "failed": 1, "timedOut": 1, "unfinished": 1} | 3 operations never took effect in time
          {"started": 0, "failed": 0, "timedOut": 0, "unfinished": 0} | no operations
                                                                      | no operations
          """)
  void saysWhetherOperationsTookEffect(String operation, String words)
      throws JsonProcessingException {
    String document = "{\"operations\": [%s]}".formatted(operation == null ? "" : operation);

    assertThat(OperationWords.effect(new ObjectMapper().readTree(document))).isEqualTo(words);
  }
}
