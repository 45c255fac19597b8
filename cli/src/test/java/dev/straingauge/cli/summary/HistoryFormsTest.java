package dev.straingauge.cli.summary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.schemas.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HistoryFormsTest {

  private static final int MANY = 30_000;

  /** A name for each series out of all of them would be minutes. */
  @Test
  @Timeout(30)
  void namesManySeriesInOnePass() {
    ObjectNode document = Json.object().put("schema", "straingauge.history/1");
    ArrayNode all = document.putArray("series");
    for (int i = 0; i < MANY; i++) {
      all.addObject()
          .put("series", "s" + i)
          .put("metric", "m" + i)
          .put("scenario", "soak")
          .put("driver", i % 2 == 0 ? "efs" : "block");
    }

    assertThat(HistoryForms.cases(document))
        .hasSize(MANY)
        .first()
        .extracting(HistoryForms.Case::name)
        .isEqualTo("m0 · efs");
  }
}
