package dev.straingauge.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.schemas.config.Rule.Bound;
import dev.straingauge.schemas.config.Rule.Bounds;
import dev.straingauge.schemas.config.Rule.Measure;
import dev.straingauge.schemas.config.Rule.Metric;
import dev.straingauge.schemas.config.Rule.Statistic;
import dev.straingauge.schemas.config.Rule.Statistic.Kind;
import dev.straingauge.schemas.config.Rule.Subject;
import dev.straingauge.schemas.config.Rule.Tag;
import dev.straingauge.schemas.config.RuleSet.FailOn;
import dev.straingauge.schemas.config.RuleSet.Span;
import dev.straingauge.schemas.config.RuleSet.Step;
import dev.straingauge.schemas.json.CanonicalJson;
import dev.straingauge.schemas.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleSetsTest {

  /** Every value other than its default, and bounds beyond the 53 bits of a JSON number. */
  private static final Rule EVERYTHING =
      new Rule(
          "memory",
          "rules.yaml:3",
          new Subject(
              Measure.MEASUREMENT,
              List.of("controller_memory_bytes"),
              true,
              List.of(new Tag("container", "driver"))),
          Metric.VALUE,
          new Statistic(Kind.PERCENTILE, 999_500),
          Duration.ofMinutes(1),
          new Bounds(
              false,
              Optional.of(new Bound(536_870_912_000_000_001L, 3)),
              Optional.of(new Bound(2, 2_500_000_000L)),
              Optional.of(new Bound(-1, 0))),
          Duration.ofSeconds(5),
          Duration.ofSeconds(6),
          7,
          Duration.ofSeconds(8),
          List.of("churn", "io"),
          false,
          false,
          true);

  private static final RuleSet SET =
      new RuleSet(
          List.of(EVERYTHING),
          FailOn.WARNING,
          true,
          List.of(new Span(Duration.ofSeconds(1), Duration.ofSeconds(2))),
          List.of(new Step("churn", List.of("attach_pod"), true)));

  @Test
  void readsBackWhatItWrote() {
    assertThat(RuleSets.fromConfig(config(SET))).isEqualTo(SET);
  }

  @Test
  void takesNoRulesFromAConfigurationWithoutThem() {
    assertThat(RuleSets.fromConfig("{\"analysis\":{},\"plan\":{},\"rules\":[]}"))
        .isEqualTo(RuleSet.NONE);
    assertThat(RuleSets.fromConfig("{}")).isEqualTo(RuleSet.NONE);
  }

  @Test
  void givesARuleThatJudgesOtherwiseAnotherVersionAndOneFromElsewhereTheSame() {
    String version = RuleSets.version(EVERYTHING);

    Rule moved = RuleSets.fromConfig(config(SET).replace("rules.yaml:3", "x:9")).rules().getFirst();
    Rule other =
        RuleSets.fromConfig(config(SET).replace("\"abort\":true", "\"abort\":false"))
            .rules()
            .getFirst();

    assertThat(version).matches("[0-9a-f]{8}");
    assertThat(RuleSets.version(moved)).isEqualTo(version);
    assertThat(RuleSets.version(other)).isNotEqualTo(version);
  }

  @ParameterizedTest(name = "{0} instead of {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "id":1 | "id":"memory" | id: 1 (expected a string)
          "metric":"mood" | "metric":"value" | metric: "mood" (expected response, service,
          "statistic":"p100" | "statistic":"p99.95" | statistic: "p100" (expected like p99)
          "direction":"sideways" | "direction":"below" | direction: sideways (expected above or below)
          "windowNanos":-1 | "windowNanos":60000000000 | windowNanos: -1 (expected a whole number from 0)
          "failOn":"maybe" | "failOn":"warning" | failOn: "maybe" (expected critical, warning, never)
          "phase":"x" | "abort":true | rules: unknown [phase] (expected only
          "bound":"0.0000000001" | "bound":"0.000000002" | a number with at most nine decimals
          "mood":{} | "faults":[{"fromNanos":1000000000,"toNanos":2000000000}] | judging: unknown [mood]
          """)
  void refusesWhatItDoesNotKnow(String broken, String whole, String words) {
    String config = config(SET);
    assertThat(config).contains(whole);

    assertThatThrownBy(() -> RuleSets.fromConfig(config.replace(whole, broken)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("read the configuration of the thresholds: ")
        .hasMessageContaining(words);
  }

  @Test
  void refusesRulesWithoutALevelTwoOfOneIdAndTooMany() {
    ObjectNode one = Json.readObject(config(SET));
    String rule = one.get("rules").get(0).toString();

    assertThatThrownBy(() -> RuleSets.fromConfig("{\"rules\":[" + rule + "," + rule + "]}"))
        .hasMessageContaining("two rules of id 'memory'");
    assertThatThrownBy(
            () ->
                RuleSets.fromConfig(
                    "{\"rules\":["
                        + rule.replaceAll("\"bounds\":\\{.*?\\}\\}", "\"bounds\":{}")
                        + "]}"))
        .hasMessageContaining("bounds: none");
    assertThatThrownBy(
            () -> RuleSets.fromConfig("{\"rules\":[" + rule + ("," + rule).repeat(500) + "]}"))
        .hasMessageContaining("501 rules (expected an array of at most 500)");
  }

  private static String config(RuleSet set) {
    ObjectNode config = Json.object();
    config.set("rules", RuleSets.rules(set));
    config.set("judging", RuleSets.judging(set));
    return CanonicalJson.write(config);
  }
}
