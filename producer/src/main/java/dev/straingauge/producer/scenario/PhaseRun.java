package dev.straingauge.producer.scenario;

import dev.straingauge.producer.scenario.Draws.Drawn;
import dev.straingauge.producer.stage.Stage;
import dev.straingauge.schemas.config.Scenario.Load;
import dev.straingauge.schemas.config.Scenario.Phase;
import java.util.Optional;
import java.util.function.Consumer;

/** The starts of one phase. */
final class PhaseRun {

  /** Between two tries of a worker that found nothing to do. */
  private static final long PAUSE_AFTER_SKIP_NANOS = 100_000_000L;

  private final Course course;
  private final Starter starter;
  private final Phase phase;
  private final Draws draws;
  private final long startNanos;

  PhaseRun(Course course, Starter starter, Phase phase, Draws draws, long startNanos) {
    this.course = course;
    this.starter = starter;
    this.phase = phase;
    this.draws = draws;
    this.startNanos = startNanos;
  }

  /**
   * Starts each operation at its offset, in a strand of its own; skips the rest when the run is
   * stopped.
   */
  void open(Stage stage, long[] offsets, int planned) {
    long firstId = course.plan(planned);
    for (int i = 0; i < planned; i++) {
      long intendedNanos = startNanos + offsets[i];
      Drawn drawn = draws.next();
      Operation operation =
          new Operation(firstId + i, drawn.kind(), phase.name(), intendedNanos, null);
      if (starter.waitToStart(stage, intendedNanos)) {
        starter
            .begin(operation, drawn)
            .ifPresent(body -> course.fork("op-" + operation.id(), body));
      } else {
        course.skip(operation, "aborted");
      }
    }
  }

  /** Starts the workers; they go on until the phase ends. */
  void closed(Load.Closed load) {
    for (int i = 0; i < load.workers(); i++) {
      course.fork(
          "worker-" + phase.name() + "-" + i, strand -> work(strand, load.think().toNanos()));
    }
  }

  private void work(Stage stage, long thinkNanos) {
    long endNanos = startNanos + phase.duration().toNanos();
    long intendedNanos = startNanos;
    while (intendedNanos < endNanos
        && starter.waitToStart(stage, intendedNanos)
        && !draws.isExhausted()) {
      Drawn drawn = draws.next();
      Operation operation =
          new Operation(course.plan(1), drawn.kind(), phase.name(), intendedNanos, null);
      Optional<Consumer<Stage>> body = starter.begin(operation, drawn);
      body.ifPresent(run -> run.accept(stage));
      long pause = body.isPresent() ? thinkNanos : Math.max(thinkNanos, PAUSE_AFTER_SKIP_NANOS);
      intendedNanos = Course.nanos(stage.now()) + pause;
    }
  }
}
