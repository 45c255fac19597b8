package dev.straingauge.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8));

  @Test
  void hearsOnlyTheLastSpeakerAfterItsLastWords() throws InterruptedException {
    // Given
    terminal.line("before");
    terminal.lastWords();

    // When
    Thread other =
        new Thread(
            () -> {
              terminal.line("too late");
              terminal.redraw(List.of("a bar"));
            });
    other.start();
    other.join();
    terminal.line("last");

    // Then
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("before\nlast\n");
  }
}
