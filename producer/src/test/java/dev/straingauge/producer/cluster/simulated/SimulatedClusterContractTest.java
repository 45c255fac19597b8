package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.cluster.Cluster;
import dev.straingauge.producer.cluster.ClusterContract;
import dev.straingauge.producer.journal.Journal;
import dev.straingauge.producer.stage.Pace;
import dev.straingauge.producer.stage.StageEngine;
import dev.straingauge.producer.stage.VirtualStage;

/** The simulated cluster holds to what every cluster does. */
class SimulatedClusterContractTest extends ClusterContract {

  @Override
  protected StageEngine engine() {
    return new VirtualStage(1, QueueTimeline.START, Pace.max());
  }

  @Override
  protected Cluster cluster(StageEngine engine, Journal journal) {
    return new SimulatedCluster(
        withSets(Plans.scenario()), Plans.fixed(), engine.timeline(), journal);
  }
}
