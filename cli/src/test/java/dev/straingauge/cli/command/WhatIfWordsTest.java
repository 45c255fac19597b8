package dev.straingauge.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class WhatIfWordsTest {

  private static final String RULE =
      """
      {"rule": "%s", "measure": "operation", "of": "attach_pod", "labels": {}, "metric": "response", "statistic": "p95",
       "unit": "seconds", "windowSeconds": 300, "direction": "above", "bounds": {"critical": %s}, "forSeconds": 0,
       "required": "yes", "state": "CRITICAL", "level": "CRITICAL", "worstLevel": "CRITICAL",
       "worst": {"value": 18.9, "n": 230, "offsetSeconds": %s}, "windows": {"judged": %s, "muted": %s}, "data": "no gap",
       "breaches": 1, "episodes": [{"breach": "b", "level": "CRITICAL", "fromSeconds": %s, "toSeconds": null}]}\
      """;

  @Test
  void saysForEachRuleWhatDiffers() throws JsonProcessingException {
    String was = RULE.formatted("p95", "16", "900", "113", "19", "600");
    String would = RULE.formatted("p95", "16", "900", "132", "0", "600");
    String longer = RULE.formatted("p95", "12", "900", "113", "19", "300");

    assertThat(lines(change("CHANGED", was, would)))
        .contains(
            """
            ✗ p95  attach_pod response p95
                windows  judged 113, muted 19 → judged 132, muted 0
            """);
    assertThat(lines(change("CHANGED", was, longer)))
        .contains(
            """
            ✗ p95  attach_pod response p95
                state    CRITICAL since 10:00, open at end → CRITICAL since 05:00, open at end
                fired    CRITICAL 10:00 to the end → CRITICAL 05:00 to the end
                bound    crit > 16.0 s → crit > 12.0 s
            """)
        .doesNotContain("worst  ");
    assertThat(lines(change("CHANGED", was, was))).contains("    less than these words show");
  }

  @Test
  void tellsARuleThatOnlyOneSideHasInOneLine() throws JsonProcessingException {
    String rule = RULE.formatted("p95", "16", "900", "113", "19", "600");
    String words =
        " p95  attach_pod response p95: CRITICAL since 10:00, open at end, worst 18.9 s n=230 at"
            + " 15:00, crit > 16.0 s\n";

    assertThat(lines(change("ADDED", "null", rule))).contains("\n+" + words);
    assertThat(lines(change("REMOVED", rule, "null"))).contains("\n−" + words);
  }

  private static String change(String change, String was, String would) {
    return "{\"change\": \"%s\", \"was\": %s, \"would\": %s}".formatted(change, was, would);
  }

  private static String lines(String rule) throws JsonProcessingException {
    JsonNode document =
        new ObjectMapper()
            .readTree(
                """
                {"run": "soak/20261121074512", "analysisVersion": {"archived": 1, "replayed": 1}, "archive": "complete",
                 "whatIf": {"source": "x.yaml", "was": {"verdict": "FAIL", "verdictReason": "r"},
                            "would": {"verdict": "FAIL", "verdictReason": "r"}, "rules": [%s], "incidents": []}}
                """
                    .formatted(rule));
    return String.join("\n", WhatIfWords.lines(document, 200)) + "\n";
  }
}
