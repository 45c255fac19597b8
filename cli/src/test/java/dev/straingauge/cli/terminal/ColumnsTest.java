package dev.straingauge.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ColumnsTest {

  @Test
  void followsTheTerminalAndKeepsWhatItKnowsWhenThatDoesNotAnswer() {
    Queue<OptionalInt> answers =
        new ArrayDeque<>(List.of(OptionalInt.of(80), OptionalInt.empty(), OptionalInt.of(3)));
    Columns columns = Columns.of(140, answers::remove);

    assertThat(columns.width()).isEqualTo(140);
    columns.changed();
    assertThat(columns.width()).isEqualTo(80);
    assertThat(columns.width()).isEqualTo(80);
    columns.changed();
    assertThat(columns.width()).isEqualTo(80);
    columns.changed();
    assertThat(columns.width()).isEqualTo(Surroundings.NARROWEST);
  }
}
