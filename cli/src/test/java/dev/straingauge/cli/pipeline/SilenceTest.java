package dev.straingauge.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SilenceTest {

  @Test
  void tellsOnceThatKafkaIsAwayAndOnceThatItIsBack() {
    // Given
    AtomicReference<Duration> away = new AtomicReference<>(Duration.ZERO);
    List<String> said = new ArrayList<>();
    Silence silence = new Silence(away::get, said::add);
    // When
    for (int seconds : List.of(0, 4, 5, 6, 23, 0, 1)) {
      away.set(Duration.ofSeconds(seconds));
      silence.check();
    }
    // Then
    assertThat(said).hasSize(2);
    assertThat(said.getFirst()).startsWith("Kafka has taken no event for 5 s");
    assertThat(said.getLast()).isEqualTo("Kafka takes events again, after 23 s");
  }
}
