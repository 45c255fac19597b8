package dev.straingauge.benchmarks;

import dev.straingauge.producer.stage.Pace;
import dev.straingauge.producer.stage.Stage;
import dev.straingauge.producer.stage.VirtualStage;
import java.util.random.RandomGenerator;

/**
 * What a switch to a strand and back costs in virtual time. Limit: 2 µs with 1,000 strands. Prints
 * one line per number of strands, the best of five rounds; takes no arguments.
 */
public final class StageBenchmark {

  private static final int SLEEPS = 401_000;
  private static final int ROUNDS = 5;

  private StageBenchmark() {}

  /** Runs it. */
  public static void main(String[] args) {
    for (int strands : new int[] {1, 1_000, 50_000}) {
      double best = Double.POSITIVE_INFINITY;
      for (int round = 0; round < ROUNDS; round++) {
        best = Math.min(best, switchNanos(strands, Math.max(1, SLEEPS / strands)));
      }
      System.out.printf("%,6d strands: %,.0f ns a switch%n", strands, best);
    }
  }

  private static double switchNanos(int strands, int sleeps) {
    long begin = System.nanoTime();
    new VirtualStage(1, 0, Pace.max())
        .run(
            stage ->
                stage.scope(
                    scope -> {
                      for (int i = 0; i < strands; i++) {
                        scope.fork("s" + i, strand -> wander(strand, sleeps));
                      }
                    }));
    return (System.nanoTime() - begin) / (double) ((long) strands * (sleeps + 1));
  }

  private static void wander(Stage stage, int sleeps) {
    RandomGenerator random = stage.random("sleep");
    for (int i = 0; i < sleeps; i++) {
      stage.sleepUntil(stage.now().plusNanos(1 + random.nextInt(1_000_000)));
    }
  }
}
