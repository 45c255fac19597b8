package dev.straingauge.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.schemas.json.Json;
import org.junit.jupiter.api.Test;

class TerminalEscapesTest {

  @Test
  void documentsHoldNothingThatSteersATerminal() throws Exception {
    String evil = "\u001b[2J\u007f\u009b2J\u0085\u061c\u200e\u200f\u2028\u202e\u2066 größe 数据 😀";
    ObjectNode document = Json.object().put("cause" + evil, evil);

    String shown = Answers.pretty(document);

    assertThat(shown)
        .contains(
            "\\u001B[2J\\u007F\\u009b2J\\u0085\\u061c\\u200e\\u200f\\u2028\\u202e\\u2066 größe")
        .contains("数据 😀")
        .doesNotContain("\u009b", "\u007f", "\u200f", "\u202e");
    assertThat(new ObjectMapper().readTree(shown)).isEqualTo(document);
  }
}
