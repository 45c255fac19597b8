package dev.straingauge.producer.scenario;

import dev.straingauge.event.LateEffect;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.producer.stage.Pace;
import dev.straingauge.producer.stage.TurnGuard;
import dev.straingauge.producer.stage.VirtualStage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** A runner over the fake cluster in virtual time from 0, and what it wrote. */
final class Rig {

  /** A record and when it was written. */
  record Written(long atNanos, SpecificRecord body) {}

  final VirtualStage stage;
  final FakeCluster cluster;
  final ScenarioRunner runner;
  final List<Written> log = new ArrayList<>();

  Rig(Scenarios scenarios) {
    this(scenarios, 1, () -> true);
  }

  Rig(Scenarios scenarios, long seed, BooleanSupplier mayStart) {
    stage = new VirtualStage(seed, 0, Pace.max(), TurnGuard.failing());
    cluster = new FakeCluster(stage.timeline());
    runner =
        new ScenarioRunner(
            scenarios.scenario(),
            cluster,
            body -> log.add(new Written(stage.timeline().nowNanos(), body)),
            mayStart);
  }

  /** Runs to the end, and on until all that was queued has come about. */
  Rig run() {
    stage.run(
        strand -> {
          runner.run(strand);
          strand.sleepUntil(strand.now().plusSeconds(3600));
        });
    return this;
  }

  Rig stopAt(long seconds) {
    stage.timeline().at(seconds * 1_000_000_000L, () -> runner.stop("interrupt"));
    return this;
  }

  List<OperationStarted> started() {
    return all(OperationStarted.class);
  }

  List<OperationFinished> finished() {
    return all(OperationFinished.class);
  }

  List<OperationSkipped> skipped() {
    return all(OperationSkipped.class);
  }

  List<LateEffect> late() {
    return all(LateEffect.class);
  }

  OperationFinished finished(String kind) {
    return finished().stream().filter(f -> f.getOperation().equals(kind)).findFirst().orElseThrow();
  }

  <T> List<T> all(Class<T> type) {
    return log.stream().map(Written::body).filter(type::isInstance).map(type::cast).toList();
  }

  <T, R> List<R> each(Class<T> type, Function<T, R> what) {
    return all(type).stream().map(what).toList();
  }
}
