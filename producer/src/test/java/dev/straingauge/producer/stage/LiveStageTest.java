package dev.straingauge.producer.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveStageTest extends StageContract {

  private static final Instant START = Instant.parse("2026-11-21T07:45:12.000000001Z");

  @Override
  StageEngine engine(long seed) {
    return new LiveStage(seed, () -> START, TurnGuard.failing());
  }

  @Test
  void readsTheWallClockOnceAndCountsFromThere() {
    List<Integer> reads = new ArrayList<>();
    LiveStage engine =
        new LiveStage(
            1,
            () -> {
              reads.add(1);
              return START;
            });
    List<Instant> seen = new ArrayList<>();
    engine.run(
        stage -> {
          seen.add(stage.now());
          stage.sleepUntil(stage.now().plusMillis(1));
          seen.add(stage.now());
        });

    assertThat(reads).hasSize(1);
    assertThat(seen).isSorted();
    assertThat(seen.getFirst()).isBetween(START, START.plusSeconds(10));
  }
}
