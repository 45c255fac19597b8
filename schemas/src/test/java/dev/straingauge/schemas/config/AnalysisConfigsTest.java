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
      new AnalysisConfig(
          AnalysisConfig.DEFAULT_WINDOWS,
          1_000,
          1_000_000,
          List.of(),
          List.of(),
          LedgerConfig.DEFAULT);

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
            List.of("many_to_one"),
            new LedgerConfig(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(4),
                Duration.ofSeconds(5),
                Duration.ofSeconds(6),
                Duration.ofSeconds(7),
                Duration.ofSeconds(8),
                Duration.ofSeconds(9),
                10,
                11));

    String text =
        CanonicalJson.write(Json.object().set("analysis", AnalysisConfigs.toJson(config)));

    assertThat(text)
        .isEqualTo(
            "{\"analysis\":{\"ledger\":{\"deadlockAfterNanos\":3000000000,\"defaultGraceNanos\":8000000000,"
                + "\"maxIncidents\":11,\"maxLive\":10,\"mountAfterNanos\":6000000000,"
                + "\"provisionAfterNanos\":5000000000,\"relistAfterNanos\":9000000000,"
                + "\"slowAfterNanos\":1000000000,\"stuckAfterNanos\":2000000000,"
                + "\"terminationSlackNanos\":7000000000,\"violationAfterNanos\":4000000000},"
                + "\"maxOpenOperations\":6,\"maxSeries\":5,\"operations\":[\"delete_pvc\",\"create_pvc\"],"
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
        "{\"analysis\":{\"windows\":[10]}}",
        "{\"analysis\":{\"ledger\":{\"quickAfterNanos\":1}}}",
        "{\"analysis\":{\"ledger\":{\"slowAfterNanos\":-1}}}",
        "{\"analysis\":{\"ledger\":{\"stuckAfterNanos\":1}}}",
        "{\"analysis\":{\"ledger\":{\"mountAfterNanos\":9223372036854775807}}}",
        "{\"analysis\":{\"ledger\":{\"maxLive\":0}}}",
        "{\"analysis\":{\"ledger\":{\"maxIncidents\":1000000}}}"
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
                + " [windows, maxSeries, maxOpenOperations, operations, scenarios, ledger])");
  }
}
