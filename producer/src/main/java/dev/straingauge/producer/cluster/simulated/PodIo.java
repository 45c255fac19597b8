package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.IoInterval;
import dev.straingauge.producer.journal.Journal;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The background I/O of the ready pods: each second says per node and kind what ended in it. Counts
 * are exact; latencies are a bounded number of samples that stand for all of them.
 */
final class PodIo {

  private static final long SECOND = 1_000_000_000L;
  private static final int SAMPLES = 32;

  private final World world;
  private final Journal journal;
  private final Kind[] kinds;
  private final LatencySketch sketch = new LatencySketch();
  private Optional<Demand> demand = Optional.empty();
  private long sinceNanos;
  private long demands;

  PodIo(World world, Journal journal) {
    this.world = world;
    this.journal = journal;
    DriverProfile.Latencies latencies = world.profile.latencies();
    int nodes = world.scenario.target().nodes();
    kinds =
        new Kind[] {
          new Kind("read", world.delay(latencies.read(), "io/read"), nodes, true),
          new Kind("write", world.delay(latencies.write(), "io/write"), nodes, false),
          new Kind("metadata", world.delay(latencies.metadata(), "io/metadata"), nodes, true)
        };
  }

  /** From now on this is demanded; empty: nothing. */
  void demand(String step, Optional<Scenario.IoLoad> load) {
    flush(world.timeline.nowNanos());
    demand = load.map(l -> new Demand(step, l));
    sinceNanos = world.timeline.nowNanos();
    demands++;
    if (demand.isPresent()) {
      scheduleTick(demands);
    }
  }

  /** The last nanosecond of each second: what is written later belongs to a pane that is closed. */
  private void scheduleTick(long of) {
    long now = world.timeline.nowNanos();
    long boundary = (now + 1) / SECOND * SECOND + SECOND;
    world.timeline.at(
        boundary - 1,
        () -> {
          if (of == demands) {
            flush(boundary);
            scheduleTick(of);
          }
        });
  }

  private void flush(long untilNanos) {
    if (demand.isEmpty() || untilNanos <= sinceNanos) {
      return;
    }
    long since = sinceNanos;
    sinceNanos = untilNanos;
    int serving = 0;
    for (NodeState node : world.nodes) {
      serving += node.serving;
    }
    if (serving == 0) {
      return;
    }
    Demand now = demand.get();
    double perPod = (untilNanos - since) / 1e9 / serving;
    for (int n = 0; n < world.nodes.size(); n++) {
      NodeState node = world.nodes.get(n);
      if (node.serving > 0) {
        double factor = perPod * node.serving;
        interval(kinds[0], n, now.load.readPerSecond(), factor, now, since, untilNanos);
        interval(kinds[1], n, now.load.writePerSecond(), factor, now, since, untilNanos);
        interval(kinds[2], n, now.load.metadataPerSecond(), factor, now, since, untilNanos);
      }
    }
  }

  /**
   * What is demanded is told even when nothing ended: only so is the second known to be covered.
   */
  private void interval(
      Kind kind, int node, double rate, double factor, Demand of, long since, long until) {
    if (rate == 0) {
      return;
    }
    double due = rate * factor + kind.carried[node];
    long count = (long) due;
    kind.carried[node] = due - count;
    long errors = errors(kind, count);
    long succeeded = count - errors;
    String name = world.nodes.get(node).name;
    journal.write(
        new IoInterval(
            name,
            of.step,
            name,
            kind.name,
            since,
            until,
            count,
            errors,
            kind.name.equals("metadata") ? 0 : succeeded * of.load.sizeBytes(),
            ByteBuffer.wrap(service(kind, succeeded)),
            null));
  }

  private long errors(Kind kind, long count) {
    long errors = kind.canBeStale ? world.faults.staleOf(count) : 0;
    for (double expected = world.profile.errors().io() * count;
        expected > 0 && errors < count;
        expected -= 1) {
      if (kind.latency.chance(Math.min(expected, 1))) {
        errors++;
      }
    }
    return errors;
  }

  private byte[] service(Kind kind, long succeeded) {
    sketch.reset();
    int samples = (int) Math.min(SAMPLES, succeeded);
    for (int i = 0; i < samples; i++) {
      sketch.record(kind.latency.next(), succeeded / samples + (i < succeeded % samples ? 1 : 0));
    }
    return sketch.toBytes();
  }

  private record Demand(String step, Scenario.IoLoad load) {}

  private static final class Kind {
    final String name;
    final Delay latency;
    final boolean canBeStale;

    /** Parts of I/Os that the next interval of a node owes. */
    final double[] carried;

    Kind(String name, Delay latency, int nodes, boolean canBeStale) {
      this.name = name;
      this.latency = latency;
      this.canBeStale = canBeStale;
      carried = new double[nodes];
    }
  }
}
