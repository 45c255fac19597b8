package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.producer.cluster.Cluster;
import dev.straingauge.producer.cluster.ClusterContract;
import dev.straingauge.producer.journal.Journal;
import dev.straingauge.producer.stage.Pace;
import dev.straingauge.producer.stage.StageEngine;
import dev.straingauge.producer.stage.VirtualStage;

/** So does the one with a driver that attaches, expands and makes snapshots. */
class SimulatedBlockContractTest extends ClusterContract {

  @Override
  protected StageEngine engine() {
    return new VirtualStage(1, QueueTimeline.START, Pace.max());
  }

  @Override
  protected Cluster cluster(StageEngine engine, Journal journal) {
    return new SimulatedCluster(
        withSets(Plans.block(2)), Plans.fixed(Plans.attaching()), engine.timeline(), journal);
  }
}
