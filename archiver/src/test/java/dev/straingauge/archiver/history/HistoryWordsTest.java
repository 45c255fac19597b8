package dev.straingauge.archiver.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.history.HistoryWords.Names;
import dev.straingauge.schemas.json.Json;
import org.junit.jupiter.api.Test;

class HistoryWordsTest {

  private static ObjectNode series(String metric, String driver, String cluster) {
    return Json.object()
        .put("metric", metric)
        .put("scenario", "soak")
        .put("driver", driver)
        .put("cluster", cluster);
  }

  @Test
  void namesSeriesByWhatTheyDoNotAllShare() {
    ObjectNode document = Json.object();
    JsonNode first = series("attach p99", "efs", "f1");
    JsonNode second = series("attach p99", "block", "f1");
    document.putArray("series").add(first).add(second);

    Names names = Names.of(document);

    assertThat(names.name(first)).isEqualTo("attach p99 · efs");
    assertThat(names.name(second)).isEqualTo("attach p99 · block");
  }

  @Test
  void namesTheOnlySeriesByItsMetric() {
    ObjectNode document = Json.object();
    JsonNode only = series("attach p99", "efs", "f1");
    document.putArray("series").add(only);

    assertThat(Names.of(document).name(only)).isEqualTo("attach p99");
  }
}
