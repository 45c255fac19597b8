package dev.straingauge.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.schemas.config.AnalysisConfig.Window;
import dev.straingauge.schemas.json.CanonicalJson;
import dev.straingauge.schemas.json.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnalysisConfigsTest {

  private static final AnalysisConfig DEFAULTS =
      new AnalysisConfig(AnalysisConfig.DEFAULT_WINDOWS, 1_000, 1_000_000, List.of(), List.of());

  @Test
  void takesDefaultsForWhatIsNotThere() {
    assertThat(AnalysisConfigs.fromConfig("{}")).isEqualTo(DEFAULTS);
    assertThat(AnalysisConfigs.fromConfig("{\"analysis\":{},\"plan\":{},\"rules\":[]}"))
        .isEqualTo(DEFAULTS);
  }

  @Test
  void readsBackWhatIsWrittenWithEveryValueSet() {
    AnalysisConfig config =
        new AnalysisConfig(
            List.of(new Window(Duration.ofSeconds(20), Duration.ofSeconds(2))),
            5,
            6,
            List.of("delete_pvc", "create_pvc"),
            List.of("many_to_one"));

    String text =
        CanonicalJson.write(Json.object().set("analysis", AnalysisConfigs.toJson(config)));

    assertThat(text)
        .isEqualTo(
            "{\"analysis\":{\"maxOpenOperations\":6,\"maxSeries\":5,\"operations\":[\"delete_pvc\",\"create_pvc\"],"
                + "\"scenarios\":[\"many_to_one\"],\"windows\":[{\"advanceNanos\":2000000000,\"sizeNanos\":20000000000}]}}");
    assertThat(AnalysisConfigs.fromConfig(text)).isEqualTo(config);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not json",
        "[]",
        "{\"analysis\":[]}",
        "{\"analysis\":{\"thresholds\":1}}",
        "{\"analysis\":{\"maxSeries\":0}}",
        "{\"analysis\":{\"maxSeries\":-1}}",
        "{\"analysis\":{\"maxSeries\":1.5}}",
        "{\"analysis\":{\"maxSeries\":2147483648}}",
        "{\"analysis\":{\"maxOpenOperations\":\"9\"}}",
        "{\"analysis\":{\"maxOpenOperations\":99999999999999999999}}",
        "{\"analysis\":{\"operations\":\"create_pvc\"}}",
        "{\"analysis\":{\"operations\":[1]}}",
        "{\"analysis\":{\"windows\":[{\"sizeNanos\":10}]}}",
        "{\"analysis\":{\"windows\":[{\"sizeNanos\":10,\"advanceNanos\":3}]}}",
        "{\"analysis\":{\"windows\":[{\"sizeNanos\":-10,\"advanceNanos\":-5}]}}",
        "{\"analysis\":{\"windows\":[10]}}"
      })
  void refusesWhatItDoesNotUnderstand(String config) {
    assertThatThrownBy(() -> AnalysisConfigs.fromConfig(config))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> AnalysisConfigs.fromConfig("{\"analysis\":{\"zeta\":1,\"alpha\":2}}"))
        .hasMessage(
            "read the analysis configuration: analysis: unknown [alpha, zeta] (expected only"
                + " [windows, maxSeries, maxOpenOperations, operations, scenarios])");
  }
}
