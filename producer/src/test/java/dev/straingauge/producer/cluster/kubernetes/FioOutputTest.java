package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FioOutputTest {

  private final List<FioStatus> statuses = new ArrayList<>();
  private int confused;
  private final FioOutput output = new FioOutput(statuses::add, () -> confused++);

  @Test
  void findsTheDocumentsBetweenMessages() {
    feed(Recorded.text(Recorded.STEADY));

    assertThat(statuses).hasSize(4);
    assertThat(output.words()).isEqualTo("fio: terminating on signal 2");
    assertThat(output.unreadable()).isNull();
  }

  @Test
  void findsThemHoweverTheyAreCutUp() {
    byte[] bytes = Recorded.text(Recorded.STEADY).getBytes(StandardCharsets.UTF_8);
    for (int from = 0; from < bytes.length; from += 1000) {
      output.write(bytes, from, Math.min(1000, bytes.length - from));
    }

    assertThat(statuses).isEqualTo(Recorded.statuses(Recorded.STEADY)).hasSize(4);
  }

  @Test
  void leavesOutADocumentThatWasCutOff() {
    String all = Recorded.text(Recorded.STEADY);
    feed(all.substring(0, 5_000) + "\n" + all);

    assertThat(statuses).hasSize(4);
    assertThat(output.unreadable()).isNull();
  }

  @Test
  void saysWhatIsWrongWithTheFirstOneThatCannotBeRead() {
    feed("{\n  \"a\": 1\n}\n{\n}\n");

    assertThat(statuses).isEmpty();
    assertThat(confused).isEqualTo(1);
    assertThat(output.unreadable())
        .isEqualTo("read a status of fio of 13 characters: time 0, 0 jobs (expected both)");
  }

  @Test
  void keepsTheFirstWordsOfMany() {
    feed("fio: a\n\nfio: b\n" + "fio: and so on\n".repeat(100));

    assertThat(output.words()).startsWith("fio: a; fio: b; fio: and so on;").hasSize(300);
  }

  private void feed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    output.write(bytes, 0, bytes.length);
  }
}
