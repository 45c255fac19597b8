package dev.straingauge.archiver.words;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.schemas.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterWordsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                         | ''
          ["kubernetes"]             | ''
          ["simulated"]              | Simulated cluster.
          ["kubernetes","simulated"] | Some runs were on a simulated cluster.
          """)
  void saysWhatWasSimulated(String clusters, String words) {
    assertThat(ClusterWords.simulated(Json.readObject("{\"clusters\": %s}".formatted(clusters))))
        .isEqualTo(words);
  }

  @Test
  void leavesOutWhatNobodyKnows() {
    assertThat(
            ClusterWords.facts(
                Json.object().put("kind", "simulated").put("version", "sim-1").put("nodes", 1)))
        .isEqualTo("simulated, sim-1, 1 node");
    assertThat(
            ClusterWords.facts(
                Json.object().put("kind", "kubernetes").put("version", "").put("nodes", 0)))
        .isEqualTo("kubernetes");
  }
}
