package dev.straingauge.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.cli.progress.LiveView.State;
import dev.straingauge.cli.terminal.Style;
import dev.straingauge.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BarProgressTest {

  private static final String CLEARED = "\u001b[K\n\u001b[0J";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int columns = 80;
  private final Terminal terminal =
      new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), () -> columns);
  private long nanos = 5_000_000_000L;
  private final BarProgress progress =
      new BarProgress(terminal, new Style(true, false), () -> columns, () -> nanos);

  @Test
  void drawsAtMostFiveTimesASecond() {
    progress.show(Views.at(1, State.RUNNING));
    out.reset();

    nanos += 199_999_999;
    progress.show(Views.at(2, State.RUNNING));
    assertThat(text()).isEmpty();

    nanos += 1;
    progress.show(Views.at(3, State.RUNNING));
    assertThat(text()).contains("00:03/10:00");
  }

  @Test
  void drawsOverWhatItDrewBefore() {
    progress.show(Views.at(1, State.RUNNING));
    long drawn = text().lines().count();
    out.reset();

    nanos += 1_000_000_000;
    progress.show(Views.at(2, State.RUNNING));

    assertThat(text()).startsWith("\u001b[%dA\rrunning ".formatted(drawn)).endsWith(CLEARED);
    assertThat(text().lines().filter(line -> line.endsWith("\u001b[K"))).hasSize((int) drawn);
  }

  @Test
  void letsLinesScrollAboveIt() {
    progress.show(Views.at(1, State.RUNNING));
    long drawn = text().lines().count();
    out.reset();

    terminal.line("warning: something");

    assertThat(text())
        .startsWith("\u001b[%dA\rwarning: something\u001b[K\nrunning ".formatted(drawn));
  }

  @Test
  void followsATerminalThatBecomesNarrower() {
    progress.show(Views.at(1, State.RUNNING));
    long rows =
        text()
            .lines()
            .mapToLong(line -> Math.ceilDiv(line.codePointCount(0, line.length()), 50))
            .sum();
    long lines = text().lines().count();
    out.reset();

    columns = 50;
    nanos += 1_000_000_000;
    progress.show(Views.at(2, State.RUNNING));

    assertThat(rows).isGreaterThan(lines);
    assertThat(text()).startsWith("\u001b[%dA\r".formatted(rows)).endsWith(CLEARED);
    assertThat(text().replace("\u001b[K", "").lines().skip(1))
        .isNotEmpty()
        .allMatch(line -> line.length() <= 50);
  }

  @Test
  void takesItselfDownAtTheEnd() {
    progress.show(Views.at(1, State.RUNNING));
    long drawn = text().lines().count();
    out.reset();

    progress.end(Views.at(600, State.ARCHIVED));

    assertThat(text()).isEqualTo("\u001b[%dA\r\u001b[0J".formatted(drawn));
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
