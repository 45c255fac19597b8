package dev.straingauge.cli.summary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrapTest {

  @Test
  void leavesALineThatFits() {
    assertThat(Wrap.lines("a · b", "  ", 5)).containsExactly("a · b");
  }

  @Test
  void breaksBetweenParts() {
    assertThat(Wrap.lines("one two · three four · five", "  ", 14))
        .containsExactly("one two", "  three four", "  five");
  }

  @Test
  void breaksBetweenWordsWhereAPartIsTooLong() {
    assertThat(Wrap.lines("one two three four", "  ", 9))
        .containsExactly("one two", "  three", "  four");
  }

  @Test
  void leavesAWordThatCannotBeBroken() {
    assertThat(Wrap.lines("incomprehensibility", "  ", 5)).containsExactly("incomprehensibility");
  }
}
