package dev.straingauge.schemas.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunIdTest {

  @Test
  void readsWhatItWrites() {
    RunId run = RunId.parse("efs-soak_1/20260228235959");
    assertThat(run.testName()).isEqualTo("efs-soak_1");
    assertThat(run.at()).isEqualTo(Instant.parse("2026-02-28T23:59:59Z"));
    assertThat(run).hasToString("efs-soak_1/20260228235959");
    assertThat(RunId.of("efs-soak_1", run.at().plusNanos(999_999_999))).isEqualTo(run);
    assertThat(run.labelValue()).isEqualTo("efs-soak_1.20260228235959");
  }

  @Test
  void takesTheNextSecondWhenItIsTaken() {
    assertThat(RunId.parse("a/20261231235959").next()).isEqualTo(RunId.parse("a/20270101000000"));
  }

  @Test
  void ordersByNameThenTime() {
    RunId first = RunId.parse("a/20260102000000");
    assertThat(first)
        .isLessThan(RunId.parse("a/20260102000001"))
        .isLessThan(RunId.parse("b/20200101000000"));
    assertThat(first).isEqualByComparingTo(RunId.parse("a/20260102000000"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "A9", "a-b_c", "0123456789012345678901234567890123456789"})
  void acceptsTestNames(String name) {
    assertThat(RunId.isTestName(name)).isTrue();
    String label = RunId.of(name, Instant.EPOCH).labelValue();
    assertThat(label.length()).isLessThanOrEqualTo(63);
    assertThat(label).matches("[A-Za-z0-9][A-Za-z0-9_.-]*[A-Za-z0-9]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "/20260101000000",
        "-a/20260101000000",
        "a-/20260101000000",
        "a b/20260101000000",
        "ä/20260101000000",
        "a\n/20260101000000",
        "01234567890123456789012345678901234567890/20260101000000",
        "a/2026010100000",
        "a/202601010000000",
        "a/20260229000000",
        "a/20261301000000",
        "a/20260101240000",
        "a/20260101000060",
        "a/２０２６０１０１００００００",
        "a/b/20260101000000",
        "a/20260101000000/"
      })
  void refusesOtherForms(String text) {
    assertThatThrownBy(() -> RunId.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
  }
}
