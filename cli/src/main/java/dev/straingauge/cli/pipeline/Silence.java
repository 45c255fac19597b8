package dev.straingauge.cli.pipeline;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells the user when Kafka stops to take events, and when it does again. Not thread-safe. */
final class Silence {

  /** Longer than the broker of a small machine pauses by itself. */
  private static final Duration WORTH_A_WORD = Duration.ofSeconds(5);

  private final Supplier<Duration> silence;
  private final Consumer<String> warnings;
  private Duration longest = Duration.ZERO;

  /**
   * @param silence for how long events wait unanswered; zero: none waits
   */
  Silence(Supplier<Duration> silence, Consumer<String> warnings) {
    this.silence = silence;
    this.warnings = warnings;
  }

  /** Looks; to be called every now and then. */
  void check() {
    Duration now = silence.get();
    boolean told = !longest.isZero();
    if (now.compareTo(WORTH_A_WORD) >= 0) {
      longest = now;
      if (!told) {
        warnings.accept(
            "Kafka has taken no event for %d s: they wait here, and new operations wait once half of the send buffer is full; nothing is lost so far"
                .formatted(now.toSeconds()));
      }
    } else if (told) {
      warnings.accept("Kafka takes events again, after %d s".formatted(longest.toSeconds()));
      longest = Duration.ZERO;
    }
  }
}
