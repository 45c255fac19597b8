package dev.straingauge.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StyleTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[31m",
        "\u001b]0;title\u0007",
        "\r",
        "\n",
        "\t",
        "\u0000",
        "\u007f",
        "\u009b2J",
        "\u0085",
        "\u2028",
        "\u061c",
        "\u200e",
        "\u200f",
        "\u202e",
        "\u2066"
      })
  void nothingForeignSteersTheTerminal(String evil) {
    String foreign = "pod-" + evil + "x";
    for (Style style : new Style[] {new Style(true, true), new Style(false, false)}) {
      for (String shown : new String[] {style.line(foreign), style.plain(foreign)}) {
        assertThat(shown)
            .startsWith("pod-")
            .endsWith("x")
            .doesNotContain(evil.substring(0, 1))
            .hasSameSizeAs(foreign);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"größe", "数据", "a\u0301", "✓ ok"})
  void otherTextsStay(String text) {
    assertThat(new Style(true, false).plain(text)).isEqualTo(text);
  }
}
