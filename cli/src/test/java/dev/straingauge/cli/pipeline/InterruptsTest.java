package dev.straingauge.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class InterruptsTest {

  @Test
  void asksOnceAndThenEnds() {
    List<String> called = new ArrayList<>();
    try (Interrupts interrupts =
        Interrupts.handle(() -> called.add("first"), () -> called.add("second"))) {
      interrupts.arrive();
      interrupts.arrive();
      interrupts.arrive();
    }

    assertThat(called).containsExactly("first", "second", "second");
  }

  @Test
  void takesARealSignal() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    try (Interrupts _ = Interrupts.handle(arrived::countDown, () -> {})) {
      new ProcessBuilder("kill", "-TERM", Long.toString(ProcessHandle.current().pid()))
          .start()
          .waitFor();

      assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }
}
