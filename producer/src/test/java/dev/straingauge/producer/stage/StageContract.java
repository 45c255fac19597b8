package dev.straingauge.producer.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every engine holds to. Times are milliseconds, so that a live stage is quick too. */
@Timeout(20)
abstract class StageContract {

  private final List<String> log = new ArrayList<>();

  /** A new engine whose guard fails the run. */
  abstract StageEngine engine(long seed);

  @Test
  void wakesStrandsInOrderOfTimeThenOfQueueing() {
    engine(1)
        .run(
            stage -> {
              Instant start = stage.now();
              stage.scope(
                  scope -> {
                    scope.fork("late", s -> sleepAndLog(s, start.plusMillis(30), "late"));
                    scope.fork("early", s -> sleepAndLog(s, start.plusMillis(10), "early"));
                    scope.fork("same-1", s -> sleepAndLog(s, start.plusMillis(20), "same-1"));
                    scope.fork("same-2", s -> sleepAndLog(s, start.plusMillis(20), "same-2"));
                    log.add("body");
                  });
              log.add("end");
            });

    assertThat(log).containsExactly("body", "early", "same-1", "same-2", "late", "end");
  }

  @Test
  void runsATaskForThePastNow() {
    StageEngine engine = engine(1);
    engine.run(
        stage -> {
          Promise<String> ran = new Promise<>();
          engine
              .timeline()
              .at(engine.timeline().nowNanos() - 1_000_000_000L, () -> ran.complete("ran"));
          log.add(stage.await(ran));
        });

    assertThat(log).containsExactly("ran");
  }

  @Test
  void keepsTheTurnWhenTheTimeToSleepUntilIsNotInTheFuture() {
    StageEngine engine = engine(1);
    engine.run(
        stage -> {
          engine.timeline().at(engine.timeline().nowNanos(), () -> log.add("task"));
          stage.sleepUntil(stage.now().minusMillis(1));
          log.add("strand");
          stage.sleepUntil(stage.now().plusMillis(1));
        });

    assertThat(log).containsExactly("strand", "task");
  }

  @Test
  void neverGoesBack() {
    List<Instant> seen = new ArrayList<>();
    engine(1)
        .run(
            stage ->
                stage.scope(
                    scope -> {
                      for (int i = 0; i < 20; i++) {
                        int millis = 20 - i;
                        scope.fork(
                            "s" + i,
                            s -> {
                              seen.add(s.now());
                              s.sleepUntil(s.now().plusMillis(millis));
                              seen.add(s.now());
                            });
                      }
                    }));

    assertThat(seen).hasSize(40).isSorted();
  }

  @Test
  void givesTheValueOfAPromiseAndThrowsItsFailure() {
    StageEngine engine = engine(1);
    engine.run(
        stage -> {
          Promise<String> value = new Promise<>();
          Promise<String> failure = new Promise<>();
          in(engine, 2, () -> value.complete("value"));
          in(engine, 4, () -> failure.fail(new IllegalArgumentException("cause")));
          log.add(stage.await(value));
          assertThatThrownBy(() -> stage.await(failure))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("cause");
          assertThatThrownBy(() -> stage.await(failure, Duration.ofMillis(1))).hasMessage("cause");
          log.add(stage.await(Promise.of("there")));
        });

    assertThat(log).containsExactly("value", "there");
  }

  @Test
  void awaitsNoLongerThanItsLimit() {
    StageEngine engine = engine(1);
    engine.run(
        stage -> {
          Promise<String> never = new Promise<>();
          Promise<String> late = new Promise<>();
          in(engine, 30, () -> late.complete("late"));
          Instant start = stage.now();
          assertThat(stage.await(never, Duration.ZERO)).isEmpty();
          assertThat(stage.await(late, Duration.ofMillis(10))).isEmpty();
          assertThat(Duration.between(start, stage.now()))
              .isGreaterThanOrEqualTo(Duration.ofMillis(10));
          assertThat(stage.await(late, Duration.ofSeconds(Long.MAX_VALUE))).contains("late");
          log.add("end");
        });

    assertThat(log).containsExactly("end");
  }

  @Test
  void aWakeUpForAnOlderWaitEndsNoLaterOne() {
    StageEngine engine = engine(1);
    engine.run(
        stage -> {
          Promise<String> late = new Promise<>();
          assertThat(stage.await(late, Duration.ofMillis(2))).isEmpty();
          in(engine, 2, () -> late.complete("late"));
          Instant wake = stage.now().plusMillis(20);
          stage.sleepUntil(wake);
          assertThat(stage.now()).isAfterOrEqualTo(wake);
          log.add("slept");
        });

    assertThat(log).containsExactly("slept");
  }

  @Test
  void aValueAtTheInstantOfTheLimitWins() {
    StageEngine engine = engine(1);
    List<Optional<String>> got = new ArrayList<>();
    engine.run(
        stage -> {
          Duration limit = Duration.ofMillis(10);
          long at = engine.timeline().nowNanos() + limit.toNanos();
          Promise<String> before = new Promise<>();
          Promise<String> behind = new Promise<>();
          engine.timeline().at(at, () -> before.complete("queued before the limit"));
          stage.scope(
              scope -> {
                scope.fork("before", s -> got.add(s.await(before, limit)));
                // queued at the end of this instant, so behind the limits
                scope.fork("behind", s -> got.add(s.await(behind, limit)));
                scope.fork(
                    "queue",
                    s ->
                        engine.timeline().at(at, () -> behind.complete("queued behind the limit")));
              });
        });

    assertThat(got)
        .containsExactlyInAnyOrder(
            Optional.of("queued before the limit"), Optional.of("queued behind the limit"));
  }

  @Test
  void theEndOfTheLastStrandEndsNoOtherWaitOfTheBody() {
    engine(1)
        .run(
            stage ->
                stage.scope(
                    scope -> {
                      scope.fork("short", s -> s.sleepUntil(s.now().plusMillis(2)));
                      Instant wake = stage.now().plusMillis(20);
                      stage.sleepUntil(wake);
                      assertThat(stage.now()).isAfterOrEqualTo(wake);
                      log.add("slept");
                    }));

    assertThat(log).containsExactly("slept");
  }

  @Test
  void aFailureCancelsTheOthersAndComesOutOfTheScope() {
    engine(1)
        .run(
            stage ->
                assertThatThrownBy(
                        () ->
                            stage.scope(
                                scope -> {
                                  scope.fork(
                                      "sleeper", s -> endsWith("sleeper", () -> sleepLong(s)));
                                  scope.fork(
                                      "awaiter",
                                      s -> endsWith("awaiter", () -> s.await(new Promise<>())));
                                  scope.fork(
                                      "nested",
                                      s ->
                                          s.scope(
                                              inner ->
                                                  inner.fork(
                                                      "deep",
                                                      d -> endsWith("deep", () -> sleepLong(d)))));
                                  scope.fork(
                                      "failing",
                                      s -> {
                                        s.sleepUntil(s.now().plusMillis(2));
                                        throw new IllegalArgumentException("first");
                                      });
                                  endsWith("body", () -> sleepLong(stage));
                                }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("first"));

    assertThat(log)
        .containsExactlyInAnyOrder(
            "sleeper StrandCancelledException",
            "awaiter StrandCancelledException",
            "deep StrandCancelledException",
            "body StrandCancelledException");
  }

  @Test
  void goesOnAfterAScopeThatFailed() {
    engine(1)
        .run(
            stage -> {
              assertThatThrownBy(
                      () ->
                          stage.scope(
                              scope -> {
                                throw new IllegalArgumentException("body");
                              }))
                  .hasMessage("body");
              stage.sleepUntil(stage.now().plusMillis(1));
              stage.scope(scope -> scope.fork("a", s -> log.add("a")));
            });

    assertThat(log).containsExactly("a");
  }

  @Test
  void aCancelledStrandGetsTheExceptionFromEachWait() {
    engine(1)
        .run(
            stage ->
                assertThatThrownBy(
                        () ->
                            stage.scope(
                                scope -> {
                                  scope.fork(
                                      "stubborn",
                                      s -> {
                                        endsWith("first", () -> sleepLong(s));
                                        endsWith("second", () -> s.await(Promise.of("there")));
                                        endsWith("third", () -> s.scope(inner -> log.add("never")));
                                      });
                                  stage.sleepUntil(stage.now().plusMillis(1));
                                  throw new IllegalArgumentException("stop");
                                }))
                    .hasMessage("stop"));

    assertThat(log)
        .containsExactly(
            "first StrandCancelledException",
            "second StrandCancelledException",
            "third StrandCancelledException");
  }

  @Test
  void namesAreUniqueInAScope() {
    engine(1)
        .run(
            stage ->
                assertThatThrownBy(
                        () ->
                            stage.scope(
                                scope -> {
                                  scope.fork("twin", s -> {});
                                  scope.fork("twin", s -> {});
                                }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("fork strand 'twin' in 'main': the name is taken"));
  }

  @Test
  void thePathSeedsTheGenerators() {
    List<Long> first = draws(7);
    List<Long> again = draws(7);
    List<Long> other = draws(8);

    assertThat(again).isEqualTo(first);
    assertThat(other).doesNotContainAnyElementsOf(first);
    assertThat(first).doesNotHaveDuplicates().hasSize(5);
  }

  @Test
  void whatMainThrowsComesOutOfRun() {
    StageEngine engine = engine(1);

    assertThatThrownBy(
            () ->
                engine.run(
                    stage -> {
                      throw new IllegalArgumentException("main");
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("main");
  }

  @Test
  void whatATaskThrowsCancelsMainAndComesOutOfRun() {
    StageEngine engine = engine(1);

    assertThatThrownBy(
            () ->
                engine.run(
                    stage -> {
                      in(
                          engine,
                          1,
                          () -> {
                            throw new IllegalArgumentException("task");
                          });
                      in(engine, 2, () -> log.add("later task"));
                      endsWith("main", () -> sleepLong(stage));
                    }))
        .hasMessage("task");
    assertThat(log).containsExactly("main StrandCancelledException");
  }

  @Test
  void dropsTheTasksThatAreLeftWhenMainEnds() {
    StageEngine engine = engine(1);
    engine.run(stage -> in(engine, 3_600_000, () -> log.add("never")));

    assertThat(log).isEmpty();
  }

  @Test
  void stopsFromOutsideByPost() throws InterruptedException {
    StageEngine engine = engine(1);
    Promise<String> stop = new Promise<>();
    CountDownLatch waits = new CountDownLatch(1);
    Thread outside =
        Thread.ofVirtual()
            .start(
                () -> {
                  awaitLatch(waits);
                  engine.post(() -> stop.complete("stopped"));
                });
    engine.run(
        stage ->
            stage.scope(
                scope -> {
                  // keeps a virtual stage busy while nobody has posted yet
                  scope.fork(
                      "ticks",
                      s -> {
                        waits.countDown();
                        while (!stop.isDone()) {
                          s.sleepUntil(s.now().plusMillis(1));
                        }
                      });
                  log.add(stage.await(stop));
                }));
    outside.join();

    assertThat(log).containsExactly("stopped");
  }

  @Test
  void refusesAStageThatBelongsToAnotherStrand() {
    engine(1)
        .run(
            stage ->
                stage.scope(
                    scope ->
                        scope.fork(
                            "thief",
                            s ->
                                assertThatThrownBy(() -> stage.sleepUntil(s.now().plusMillis(1)))
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessage(
                                        "wait in strand 'main': called from 'main/thief'"))));
  }

  @Test
  void runsOnce() {
    StageEngine engine = engine(1);
    engine.run(stage -> {});

    assertThatThrownBy(() -> engine.run(stage -> {})).hasMessage("run a stage: it has run before");
  }

  private List<Long> draws(long seed) {
    List<Long> drawn = new ArrayList<>();
    StageEngine engine = engine(seed);
    Consumer<Stage> draw = s -> drawn.add(s.random("p").nextLong());
    engine.run(
        stage -> {
          stage.scope(
              scope -> {
                scope.fork("a", draw);
                scope.fork("b", s -> s.scope(inner -> inner.fork("a", draw)));
              });
          draw.accept(stage);
          drawn.add(stage.random("q").nextLong());
          drawn.add(engine.timeline().random("p").nextLong());
        });
    return drawn;
  }

  private static void in(StageEngine engine, long millis, Runnable task) {
    engine.timeline().at(engine.timeline().nowNanos() + millis * 1_000_000L, task);
  }

  private static void sleepLong(Stage stage) {
    stage.sleepUntil(stage.now().plusSeconds(3600));
  }

  private void sleepAndLog(Stage stage, Instant at, String entry) {
    stage.sleepUntil(at);
    log.add(entry);
  }

  private void endsWith(String who, Runnable wait) {
    try {
      wait.run();
      log.add(who + " returned");
    } catch (RuntimeException e) {
      log.add(who + " " + e.getClass().getSimpleName());
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
