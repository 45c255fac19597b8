package dev.straingauge.analyzer.ledger;

import static dev.straingauge.event.Change.ADDED;
import static dev.straingauge.event.Change.DELETED;
import static dev.straingauge.event.Change.LISTED;
import static dev.straingauge.event.Change.MODIFIED;

import dev.straingauge.event.Change;
import dev.straingauge.event.Event;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A seeded log in which anything may happen to few objects, sensible or not. */
public final class RandomCluster {

  private static final String[] NODES = {"n1", "n2", "n3"};
  private static final String[] STATES = {
    "pending", "mounted", "ready", "ready deleting", "failed"
  };
  private static final String[] EVENTS = {
    "FailedAttachVolume", "FailedMount", "FailedPreStopHook", "Unhealthy"
  };
  private static final String[] NOTES = {
    "Multi-Attach error for volume \"pv-c0\" Volume is already used by pod(s) p1",
    "Waiting for detach for volume \"pv-c1\" Volume is already exclusively attached to one node",
    "rpc error: code = NotFound desc = Volume x not found",
    "Stale file handle",
    ""
  };

  private RandomCluster() {}

  public static List<Event> events(long seed, int steps) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Cluster cluster = new Cluster().storageClass("Immediate").driver(true);
    double at = 0;
    for (int i = 0; i < steps; i++) {
      at += random.nextInt(4) == 0 ? random.nextInt(40) : random.nextDouble();
      step(cluster.at(at), random);
    }
    return cluster.at(at + 5).events();
  }

  private static void step(Cluster cluster, RandomGenerator random) {
    String claim = "c" + random.nextInt(4);
    String pod = "p" + random.nextInt(5);
    String node = NODES[random.nextInt(NODES.length)];
    Change change = change(random);
    switch (random.nextInt(14)) {
      case 0, 1 -> cluster.claim(change, claim, random.nextInt(4) == 0 ? null : "pv-" + claim);
      case 2 ->
          cluster.volume(
              change, "pv-" + claim, random.nextBoolean() ? "Bound" : "Released", "vol-" + claim);
      case 3, 4, 5, 6 ->
          cluster.podOf(
              change,
              pod,
              "uid-" + pod + random.nextInt(2),
              random.nextInt(3) == 0 ? null : node,
              STATES[random.nextInt(STATES.length)],
              claim);
      case 7, 8, 9, 10 ->
          cluster.attachment(
              change,
              "pv-" + claim,
              node,
              (random.nextBoolean() ? "attached " : "")
                  + (random.nextInt(3) == 0 ? "deleting" : ""),
              random.nextInt(5) == 0 ? NOTES[random.nextInt(NOTES.length)] : null,
              random.nextInt(5) == 0 ? "ThrottlingException: Rate exceeded" : null);
      case 11 -> cluster.node(node, random.nextInt(3) > 0);
      case 12 ->
          cluster.event(
              EVENTS[random.nextInt(EVENTS.length)],
              "Pod",
              pod,
              random.nextBoolean() ? "" : "uid-" + pod + "0",
              NOTES[random.nextInt(NOTES.length)]);
      default -> {
        int rare = random.nextInt(8);
        if (rare == 0) {
          cluster.restart();
        } else if (rare < 5) {
          cluster.gap(Gaps.KINDS.get(random.nextInt(Gaps.KINDS.size())));
        } else {
          cluster.csiNode(node, random.nextBoolean() ? "block.csi" : "other", random.nextInt(3));
        }
      }
    }
  }

  private static Change change(RandomGenerator random) {
    int draw = random.nextInt(10);
    return draw < 2 ? ADDED : draw < 7 ? MODIFIED : draw < 8 ? LISTED : DELETED;
  }
}
