package dev.straingauge.archiver.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkupTest {

  @Test
  void escapesTextAndAttributes() {
    Markup out = new Markup();
    out.element("td", "<b>\"a\" & 'b'</b>", "title", "\"><script>");
    assertThat(out.toString())
        .isEqualTo(
            "<td title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt;&quot;a&quot; &amp;"
                + " &#39;b&#39;&lt;/b&gt;</td>");
  }

  @ParameterizedTest
  @CsvSource({
    "0", "7", "1B", "7F", "85", "9B", "202A", "202E", "2066", "2069", "D800", "DFFF", "FFFE"
  })
  void showsNoControlCharacterHalfCharacterOrTurnOfDirection(String hex) {
    Markup out = new Markup();
    out.text("a" + (char) Integer.parseInt(hex, 16) + "b");
    assertThat(out.toString()).isEqualTo("a\uFFFDb");
  }

  @Test
  void keepsOtherScriptsAndLineBreaks() {
    Markup out = new Markup();
    out.text("größe 卷 😀\nnext");
    assertThat(out.toString()).isEqualTo("größe 卷 😀\nnext");
  }

  @Test
  void refusesAPageWithAnOpenElement() {
    Markup out = new Markup();
    out.open("div");
    assertThatThrownBy(out::toString).isInstanceOf(IllegalStateException.class);
  }
}
