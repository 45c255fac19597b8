package dev.straingauge.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.cli.progress.LiveView.State;
import dev.straingauge.cli.terminal.Style;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockTest {

  private static final Style UNICODE = new Style(true, false);
  private static final Style ASCII = new Style(false, false);

  @Test
  void drawsStateBarLoadAndKinds() {
    assertThat(String.join("\n", Block.lines(Views.at(372, State.RUNNING), 120, UNICODE)))
        .isEqualTo(
            """
            running  etcd-rolling-restart/20261121074512                                   rolling-restart 2/3   06:12/10:00    62 %
            ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━───────────────────────────────   about 22 s left · Ctrl-C ends cleanly
            load  offered 24.0/s   achieved 23.9/s   in flight 87   lag p99 4.0 ms   analysis 300 ms behind
            operation   started     ok  failed  timed out  open  complete  last 1 min: rate/s      p50      p95    n
            create_pvc    1,200  1,200       0          0     0   100.0 %                 0.0  no data  no data    0
            attach_pod    3,200  3,124      14         30    32    97.6 %                 8.0    4.0 s   31.4 s  480
            04:08 node-loss node-17\
            """);
  }

  @Test
  void saysHowTheRulesStand() {
    RulesView rules = new RulesView(8, 2, 0, 1, 1, "CRITICAL attach-p99 since 05:21");

    assertThat(Block.lines(Views.withRules(rules), 120, UNICODE))
        .hasSizeLessThanOrEqualTo(Block.MOST_LINES)
        .contains(
            "✗ rules  4 ok, 1 elevated, 2 critical, 1 no data   worst: CRITICAL attach-p99 since"
                + " 05:21");
    assertThat(Block.lines(Views.withRules(new RulesView(3, 0, 0, 0, 0, "")), 120, UNICODE))
        .contains("✓ rules  3 ok");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 80, 100, 200})
  void fitsEveryWidth(int width) {
    List<String> lines = Block.lines(Views.at(372, State.RUNNING), width, UNICODE);

    assertThat(lines).allMatch(line -> line.codePointCount(0, line.length()) <= width);
  }

  @Test
  void dropsColumnsFromTheRightAndNeverTheState() {
    List<String> lines = Block.lines(Views.at(372, State.RUNNING), 60, UNICODE);

    assertThat(lines.getFirst()).startsWith("running  ").endsWith("62 %");
    assertThat(lines.get(3)).isEqualTo("operation   started     ok  failed  timed out  open");
  }

  @Test
  void takesAtMostTwelveLines() {
    List<String> lines = Block.lines(Views.withKinds(20), 100, UNICODE);

    assertThat(lines).hasSizeLessThanOrEqualTo(Block.MOST_LINES);
    assertThat(lines).anyMatch(line -> line.startsWith("kind_19")).contains("… 15 more kinds");
    assertThat(lines.get(2)).contains("offered no data", "analysis: no window yet");
  }

  @Test
  void usesNoSymbolsWhereTheyDoNotShow() {
    List<String> lines = Block.lines(Views.at(372, State.RUNNING), 100, ASCII);

    assertThat(lines).allMatch(line -> line.chars().allMatch(c -> c < 128));
    assertThat(lines.get(1)).startsWith("=====").contains("-----");
  }
}
