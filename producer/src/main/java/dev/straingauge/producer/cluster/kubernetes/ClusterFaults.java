package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.event.FaultInjected;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.stage.Timeline;
import dev.straingauge.schemas.config.Scenario.Fault;
import io.fabric8.kubernetes.api.model.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scenario's faults on a real cluster, by the run's time, each in a thread of its own and
 * labelled in the journal when it is over. What was done to nodes is taken back at the fault's end,
 * at the latest at the run's.
 */
final class ClusterFaults {

  static final String CORDON = "node-cordon";
  static final String TAINT = "node-taint";
  static final String DRAIN = "node-drain";

  /** Those that the API alone can bring about. */
  static final List<String> POSSIBLE = List.of(ControllerCrash.FAULT, CORDON, TAINT, DRAIN);

  private static final Logger log = LoggerFactory.getLogger(ClusterFaults.class);
  private static final Duration LAST = Duration.ofSeconds(30);

  private final List<Fault> faults;
  private final long seed;
  private final NodeMarks marks;
  private final ObjectRequests requests;
  private final ControllerCrash controller;
  private final Observed observed;
  private final Timeline timeline;
  private final List<Thread> atWork = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch ending = new CountDownLatch(1);

  /**
   * @param faults of {@link #POSSIBLE} kinds, all of them allowed
   * @param seed chooses nodes
   */
  ClusterFaults(
      List<Fault> faults,
      long seed,
      NodeMarks marks,
      ObjectRequests requests,
      ControllerCrash controller,
      Observed observed,
      Timeline timeline) {
    this.faults = List.copyOf(faults);
    this.seed = seed;
    this.marks = marks;
    this.requests = requests;
    this.controller = controller;
    this.observed = observed;
    this.timeline = timeline;
  }

  /** The run begins now. In the stage's turn. */
  void begin() {
    for (int i = 0; i < faults.size(); i++) {
      Fault fault = faults.get(i);
      Random random = new Random(seed + i);
      timeline.at(
          timeline.nowNanos() + fault.at().toNanos(),
          () -> {
            if (ending.getCount() > 0) {
              atWork.add(
                  Thread.ofVirtual()
                      .name("fault-" + fault.kind())
                      .start(() -> bring(fault, random)));
            }
          });
    }
  }

  /** No fault any more; what lasts is taken back. Blocks. */
  void end() {
    ending.countDown();
    try {
      for (Thread each : List.copyOf(atWork)) {
        each.join(LAST);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void bring(Fault fault, Random random) {
    try {
      if (fault.kind().equals(ControllerCrash.FAULT)) {
        crash(fault);
      } else {
        onNodes(fault, random);
      }
    } catch (ClusterException e) {
      log.atWarn()
          .addKeyValue("fault", fault.kind())
          .addKeyValue("error", e.getMessage())
          .log("fault");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As long as the fault lasts, a controller that is back crashes again. */
  private void crash(Fault fault) throws InterruptedException {
    long until = System.nanoTime() + fault.duration().toNanos();
    boolean goesOn = true;
    while (goesOn && System.nanoTime() < until) {
      CountDownLatch recovered = new CountDownLatch(1);
      controller.crash(recovered::countDown);
      while (goesOn && !recovered.await(1, TimeUnit.SECONDS)) {
        goesOn = ending.getCount() > 0;
      }
    }
  }

  private void onNodes(Fault fault, Random random) throws InterruptedException {
    List<String> nodes = choose(fault.share(), random);
    List<String> hit = new ArrayList<>();
    long from = timeline.nowNanos();
    try {
      for (String node : nodes) {
        if (fault.kind().equals(TAINT) ? marks.taint(node) : marks.cordon(node)) {
          observed.made(NodeMarks.KIND);
          hit.add(node);
        }
      }
      if (fault.kind().equals(DRAIN)) {
        hit.forEach(this::evict);
      }
      ending.await(fault.duration().toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      for (String node : hit) {
        undo(node);
        observed.write(new FaultInjected(fault.kind(), node, from, timeline.nowNanos()));
      }
    }
  }

  /** The run's pods on it are deleted; those of others stay. */
  private void evict(String node) {
    observed.alive(Watches.POD).stream()
        .filter(pod -> node.equals(((dev.straingauge.event.Pod) pod.facts()).getNode()))
        .forEach(
            pod ->
                requests.delete(
                    "Pod '%s'".formatted(pod.clusterName()),
                    "/api/v1/namespaces/%s/pods/%s".formatted(pod.namespace(), pod.clusterName()),
                    pod.uid(),
                    0));
  }

  /** What cannot be taken back now, the run's clean-up takes back. */
  private void undo(String node) {
    try {
      marks.undo(node);
    } catch (ClusterException e) {
      log.atWarn()
          .addKeyValue("node", node)
          .addKeyValue("error", e.getMessage())
          .log("not undone yet");
    }
  }

  /** A share of the nodes, at least one; of those with pods of the run, if there are any. */
  private List<String> choose(double share, Random random) {
    Set<String> loaded = new HashSet<>();
    observed
        .alive(Watches.POD)
        .forEach(
            pod -> {
              String node = ((dev.straingauge.event.Pod) pod.facts()).getNode();
              if (node != null) {
                loaded.add(node);
              }
            });
    List<Node> free = marks.free();
    List<String> all =
        new ArrayList<>(free.stream().map(node -> node.getMetadata().getName()).sorted().toList());
    List<String> under = new ArrayList<>(all.stream().filter(loaded::contains).toList());
    List<String> from = under.isEmpty() ? all : under;
    Collections.shuffle(from, random);
    int count = Math.max(1, (int) Math.round(share * from.size()));
    return from.subList(0, Math.min(count, from.size()));
  }
}
