package dev.straingauge.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.cli.progress.LiveView.State;
import dev.straingauge.cli.terminal.Style;
import dev.straingauge.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineProgressTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private Instant now = Instant.parse("2026-11-21T07:45:24Z");
  private final LineProgress progress =
      new LineProgress(
          new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8)),
          new Style(true, false),
          () -> now);

  @Test
  void saysStateAndNewNotesAtOnce() {
    progress.show(Views.at(372, State.RUNNING));

    assertThat(lines())
        .containsExactly(
            "07:45:24Z phase=\"create started\" at=00:00",
            "07:45:24Z phase=\"rolling-restart started\" at=02:00",
            "07:45:24Z fault=\"node-loss node-17\" at=04:08",
            "07:45:24Z state=running progress=62% at=06:12 started=4400 offered=24.0/s"
                + " achieved=23.9/s in_flight=87 lag_p99=4.0ms events=74000");
  }

  @Test
  void saysEachBreachOnceAndHowTheRulesStand() {
    progress.show(
        Views.withRules(
            new RulesView(3, 1, 0, 0, 0, ""),
            new LiveView.Note(Duration.ofSeconds(321), "opened rule=a level=critical", false)));
    progress.show(
        Views.withRules(
            new RulesView(3, 0, 0, 0, 0, ""),
            new LiveView.Note(Duration.ofSeconds(321), "opened rule=a level=critical", false),
            new LiveView.Note(Duration.ofSeconds(330), "cleared rule=a level=none", false)));

    assertThat(lines().stream().filter(line -> line.contains("breach=")))
        .containsExactly(
            "07:45:24Z breach=opened rule=a level=critical at=05:21",
            "07:45:24Z breach=cleared rule=a level=none at=05:30");
    assertThat(lines()).anyMatch(line -> line.contains(" rules=\"2 ok, 1 critical\" "));
  }

  @Test
  void saysNothingTwiceWithinThirtySeconds() {
    progress.show(Views.at(372, State.RUNNING));
    out.reset();

    now = now.plusMillis(29_999);
    progress.show(Views.at(400, State.RUNNING));
    assertThat(lines()).isEmpty();

    now = now.plusMillis(1);
    progress.show(Views.at(401, State.RUNNING));
    assertThat(lines()).singleElement().asString().startsWith("07:45:54Z progress=67% at=06:41");
  }

  @Test
  void saysEveryChangeOfState() {
    progress.show(Views.at(372, State.RUNNING));
    out.reset();

    progress.show(Views.at(380, State.STOPPING));
    progress.end(Views.at(400, State.ARCHIVED));

    assertThat(lines()).hasSize(2).first().asString().startsWith("07:45:24Z state=stopping ");
  }

  @Test
  void movesNoCursor() {
    progress.show(Views.at(372, State.RUNNING));
    progress.end(Views.at(600, State.ARCHIVED));

    assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b").doesNotContain("\r");
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
