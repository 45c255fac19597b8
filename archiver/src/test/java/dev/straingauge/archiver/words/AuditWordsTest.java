package dev.straingauge.archiver.words;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class AuditWordsTest {

  @Test
  void tellsLagAboveTwentyMilliseconds() throws JsonProcessingException {
    assertThat(AuditWords.late(audit("{\"value\": 0.0708}")))
        .hasValueSatisfying(words -> assertThat(words).contains("lag p99 70.8 ms"));
    assertThat(AuditWords.late(audit("{\"value\": null, \"above\": 3600}")))
        .hasValueSatisfying(words -> assertThat(words).contains("lag p99 > "));
  }

  @Test
  void isSilentWhenOperationsWereInTimeOrThereWereNone() throws JsonProcessingException {
    assertThat(AuditWords.late(audit("{\"value\": 0.02}"))).isEmpty();
    assertThat(AuditWords.late(audit("{\"value\": 0}"))).isEmpty();
    assertThat(AuditWords.late(audit("{\"value\": null, \"reason\": \"no data\"}"))).isEmpty();
  }

  private static JsonNode audit(String p99) throws JsonProcessingException {
    return new ObjectMapper().readTree("{\"lag\": {\"p99\": %s}}".formatted(p99));
  }
}
