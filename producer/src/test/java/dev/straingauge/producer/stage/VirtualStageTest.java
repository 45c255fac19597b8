package dev.straingauge.producer.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class VirtualStageTest extends StageContract {

  private static final long START_NANOS = 1_767_225_600_000_000_000L;

  @Override
  StageEngine engine(long seed) {
    return new VirtualStage(seed, START_NANOS, Pace.max(), TurnGuard.failing());
  }

  @Test
  void jumpsToTheNextTask() {
    engine(1)
        .run(
            stage -> {
              Instant start = stage.now();
              assertThat(start).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
              stage.sleepUntil(start.plus(Duration.ofDays(300)));
              assertThat(stage.now()).isEqualTo(start.plus(Duration.ofDays(300)));
              Promise<String> never = new Promise<>();
              assertThat(stage.await(never, Duration.ofSeconds(60))).isEmpty();
              assertThat(stage.now()).isEqualTo(start.plus(Duration.ofDays(300)).plusSeconds(60));
            });
  }

  @Test
  void aLimitThatWasNotReachedMovesNoTime() {
    StageEngine engine = engine(1);
    engine.run(
        stage -> {
          Promise<String> soon = new Promise<>();
          engine.timeline().at(START_NANOS + 5, () -> soon.complete("soon"));
          assertThat(stage.await(soon, Duration.ofSeconds(60))).contains("soon");
          assertThat(engine.timeline().nowNanos()).isEqualTo(START_NANOS + 5);
        });
    assertThat(engine.timeline().nowNanos()).isEqualTo(START_NANOS + 5);
  }

  @Test
  void namesTheStrandsOfADeadlock() {
    assertThatThrownBy(
            () ->
                engine(1)
                    .run(
                        stage ->
                            stage.scope(
                                scope -> {
                                  scope.fork("a", s -> s.await(new Promise<>()));
                                  scope.fork(
                                      "b",
                                      s ->
                                          s.scope(
                                              inner ->
                                                  inner.fork("c", d -> d.await(new Promise<>()))));
                                })))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "advance virtual time: nothing is queued, and these strands wait: main, main/a, main/b,"
                + " main/b/c");
  }

  @Test
  void aThousandStrandsTakeTheSameCourseEachTime() {
    Set<Long> hashes = new HashSet<>();
    for (int run = 0; run < 6; run++) {
      hashes.add(course(42));
    }

    assertThat(hashes).hasSize(1);
    assertThat(course(43)).isNotIn(hashes);
  }

  @Test
  void everyPaceTakesTheSameCourse() {
    long[] sum = new long[1];
    StageEngine paced = new VirtualStage(1, START_NANOS, Pace.times(1000), TurnGuard.failing());
    long begin = System.nanoTime();
    paced.run(
        stage -> {
          stage.sleepUntil(stage.now().plusSeconds(20));
          sum[0] = paced.timeline().nowNanos();
        });

    assertThat(sum[0]).isEqualTo(START_NANOS + 20_000_000_000L);
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(20_000_000L);
  }

  @Test
  void servesPostsWhilePaced() {
    StageEngine paced = new VirtualStage(1, START_NANOS, Pace.realtime(), TurnGuard.failing());
    CompletableFuture<Void> waits = new CompletableFuture<>();
    Promise<String> stop = new Promise<>();
    CompletableFuture<Void> posted =
        waits.thenRunAsync(() -> paced.post(() -> stop.complete("stopped")));
    paced.run(
        stage -> {
          waits.complete(null);
          assertThat(stage.await(stop, Duration.ofHours(1))).contains("stopped");
          assertThat(paced.timeline().nowNanos()).isEqualTo(START_NANOS);
        });
    assertThat(posted).succeedsWithin(Duration.ofSeconds(5));
  }

  @Test
  void theGuardFailsARunWhoseStrandKeepsTheTurn() {
    StageEngine engine =
        new VirtualStage(1, START_NANOS, Pace.max(), new TurnGuard(Duration.ofMillis(20), true));

    assertThatThrownBy(
            () ->
                engine.run(
                    stage -> stage.scope(scope -> scope.fork("greedy", VirtualStageTest::spin))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("keep the turn: 'main/greedy' has had it for over PT0.02S\n    at ")
        .hasMessageContaining("VirtualStageTest.spin");
  }

  private static void spin(Stage stage) {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < 200_000_000L) {
      Thread.onSpinWait();
    }
    stage.sleepUntil(stage.now().plusSeconds(1));
  }

  private long course(long seed) {
    long[] hash = {17};
    engine(seed)
        .run(
            stage ->
                stage.scope(
                    scope -> {
                      for (int i = 0; i < 1000; i++) {
                        int id = i;
                        scope.fork("s" + i, s -> wander(s, id, hash));
                      }
                    }));
    return hash[0];
  }

  private static void wander(Stage stage, int id, long[] hash) {
    RandomGenerator random = stage.random("sleep");
    for (int i = 0; i < 50; i++) {
      stage.sleepUntil(stage.now().plusNanos(random.nextInt(1_000)));
      hash[0] = hash[0] * 31 + id;
      hash[0] = hash[0] * 31 + stage.now().hashCode();
    }
  }
}
