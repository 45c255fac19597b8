package dev.straingauge.producer.run;

import dev.straingauge.producer.cluster.Cluster;
import dev.straingauge.producer.cluster.simulated.DriverProfile;
import dev.straingauge.producer.cluster.simulated.DriverProfiles;
import dev.straingauge.producer.cluster.simulated.SimulatedCluster;
import dev.straingauge.producer.journal.Journal;
import dev.straingauge.producer.stage.Pace;
import dev.straingauge.producer.stage.StageEngine;
import dev.straingauge.producer.stage.VirtualStage;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a run executes on. Made anew for each attempt to claim a run id, used for one run.
 *
 * @param stage the engine of the stage
 * @param virtual whether time is virtual: heartbeats then carry the stage's time as wall clock, and
 *     a full send buffer halts the loop
 * @param cluster makes the cluster that writes to the given journal
 * @param judge ends it by a rule, in virtual time; in real time breaches come from the analysis
 */
public record RunEngine(
    StageEngine stage, boolean virtual, Function<Journal, Cluster> cluster, Judge judge) {

  /** One that no rule ends by itself. */
  public RunEngine(StageEngine stage, boolean virtual, Function<Journal, Cluster> cluster) {
    this(stage, virtual, cluster, Judge.NONE);
  }

  /** Where virtual time begins (contract I2). */
  public static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  /** Makes engines. */
  public interface Factory {
    /** An engine that has not begun, for one attempt to claim {@code run}. */
    RunEngine open(Scenario scenario, RunId run);
  }

  /**
   * The simulated cluster in virtual time.
   *
   * @param pace how fast it passes
   */
  public static Factory simulated(Pace pace) {
    return simulated(pace, () -> Judge.NONE);
  }

  /**
   * The same.
   *
   * @param judges gives the judge of one attempt to claim a run
   */
  public static Factory simulated(Pace pace, Supplier<Judge> judges) {
    return (scenario, run) -> {
      DriverProfile profile = profile(scenario);
      long epochNanos = EPOCH.getEpochSecond() * 1_000_000_000L;
      VirtualStage stage = new VirtualStage(scenario.seed(), epochNanos, pace);
      return new RunEngine(
          stage,
          true,
          journal -> new SimulatedCluster(scenario, profile, stage.timeline(), journal),
          judges.get());
    };
  }

  private static DriverProfile profile(Scenario scenario) {
    try {
      return DriverProfiles.of(scenario.target());
    } catch (IllegalArgumentException e) {
      throw new RunException(
          "driver-unknown", 2, String.valueOf(e.getMessage()), List.of(), null, e);
    }
  }
}
