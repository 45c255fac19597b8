package dev.straingauge.benchmarks;

import dev.straingauge.event.ClusterFacts;
import dev.straingauge.event.Driver;
import dev.straingauge.event.Event;
import dev.straingauge.event.Failure;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.cluster.simulated.DriverProfiles;
import dev.straingauge.producer.cluster.simulated.SimulatedCluster;
import dev.straingauge.producer.plan.ScenarioFiles;
import dev.straingauge.producer.stage.Pace;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.producer.stage.Stage;
import dev.straingauge.producer.stage.TurnGuard;
import dev.straingauge.producer.stage.VirtualStage;
import dev.straingauge.schemas.config.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.specific.SpecificRecord;

/**
 * A small story on the simulated cluster with one kind of trouble: pods get volumes, and something
 * is done with them while a fault lasts.
 *
 * @param name of the trouble
 * @param fault as in a scenario file, without time and length; empty: none
 * @param seconds how long it lasts
 * @param plot what is done
 */
record IncidentStory(String name, String fault, int seconds, Plot plot) {

  static final long EPOCH = 1_767_225_600_000_000_000L;
  static final long SECOND = 1_000_000_000L;

  /** When the fault begins and the pods move. */
  private static final int TROUBLE = 120;

  private static final int PODS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(1);

  /** What is done when the trouble begins. */
  enum Plot {
    /** Nothing. */
    STAYS,
    /** Pods are replaced by others on other nodes. */
    MOVES,
    /** Others come, and the old ones stay. */
    IS_HELD,
    /** New pods with new claims come. */
    GROWS,
    /** What one pod writes another one reads, on shared volumes; once more after the trouble. */
    VERIFIES,
    /** The members of a StatefulSet with a preStop hook are restarted. */
    RESTARTS
  }

  /** Nothing goes wrong, and nothing moves. */
  static final List<IncidentStory> QUIET =
      List.of(
          new IncidentStory("fault-free", "", 300, Plot.STAYS),
          new IncidentStory("verified", "", 300, Plot.VERIFIES));

  static final String VERIFY = "verify_readwrite";
  private static final String STEP = "all";

  /** All kinds of trouble. */
  static final List<IncidentStory> ALL =
      List.of(
          new IncidentStory("handover", "", 300, Plot.MOVES),
          new IncidentStory("holder-stays", "", 300, Plot.IS_HELD),
          new IncidentStory("slow-detach", "kind: slow-detach, factor: 40", 900, Plot.MOVES),
          new IncidentStory("fail-detach", "kind: fail-detach", 480, Plot.MOVES),
          new IncidentStory("double-attach", "kind: double-attach", 60, Plot.MOVES),
          new IncidentStory("node-loss", "kind: node-loss, share: 30%", 1500, Plot.MOVES),
          new IncidentStory("out-of-service", "kind: out-of-service, share: 30%", 600, Plot.MOVES),
          new IncidentStory("slow-terminate", "kind: slow-terminate, factor: 60", 300, Plot.MOVES),
          new IncidentStory("slow-attach", "kind: slow-attach, factor: 50", 900, Plot.GROWS),
          new IncidentStory("fail-attach", "kind: fail-attach", 480, Plot.GROWS),
          new IncidentStory("lost-volume", "kind: lost-volume", 300, Plot.GROWS),
          new IncidentStory("fail-provision", "kind: fail-provision", 300, Plot.GROWS),
          new IncidentStory("fail-mount", "kind: fail-mount", 300, Plot.GROWS),
          new IncidentStory("stale-handle", "kind: stale-handle", 60, Plot.VERIFIES),
          new IncidentStory("restart", "", 300, Plot.RESTARTS),
          new IncidentStory("fail-prestop", "kind: fail-prestop", 300, Plot.RESTARTS));

  /** The log of the story. */
  List<Event> run(long seed) {
    Scenario scenario = scenario(seed);
    VirtualStage stage = new VirtualStage(seed, EPOCH, Pace.max(), TurnGuard.failing());
    Log log = new Log(stage);
    log.write(
        new RunStarted(
            "nonce",
            1,
            SECOND,
            0L,
            seed,
            name,
            "{}",
            "00000000",
            0L,
            new Driver("block", "1", List.of()),
            new ClusterFacts("simulated", "1", 8, "f"),
            "1",
            List.of(),
            null));
    SimulatedCluster cluster =
        new SimulatedCluster(
            scenario, DriverProfiles.of(scenario.target()), stage.timeline(), log::write);
    stage.run(strand -> play(strand, cluster, log));
    log.write(new WriterEnded(WriterOutcome.COMPLETED, 0L, 0L, List.of(), List.of(), 0L));
    return log.events;
  }

  private void play(Stage strand, SimulatedCluster cluster, Log log) {
    long id = 0;
    strand.await(cluster.setUp());
    if (plot == Plot.RESTARTS) {
      submit(strand, cluster, new Intent.CreateSet(++id, "db", true));
    } else {
      for (int i = 0; i < PODS; i++) {
        submit(strand, cluster, new Intent.CreateClaim(++id, "vol-" + i, 1L << 30));
        submit(strand, cluster, new Intent.CreatePod(++id, "old-" + i, List.of("vol-" + i)));
        if (plot == Plot.VERIFIES) {
          submit(strand, cluster, new Intent.CreatePod(++id, "mate-" + i, List.of("vol-" + i)));
        }
      }
    }
    sleep(strand, TROUBLE);
    for (int i = 0; i < PODS; i++) {
      sleep(strand, TROUBLE + 3 + 2 * i);
      id = trouble(strand, cluster, log, i, id);
    }
    if (plot == Plot.VERIFIES) {
      sleep(strand, TROUBLE + seconds + 10);
      verify(strand, cluster, log, 0, ++id);
    }
    sleep(strand, TROUBLE + seconds + 300);
  }

  private long trouble(Stage strand, SimulatedCluster cluster, Log log, int i, long last) {
    long id = last;
    switch (plot) {
      case STAYS -> {}
      case MOVES, IS_HELD -> {
        submit(strand, cluster, new Intent.CreatePod(++id, "new-" + i, List.of("vol-" + i)));
        if (plot == Plot.MOVES) {
          submit(strand, cluster, new Intent.DeletePod(++id, "old-" + i));
        }
      }
      case GROWS -> {
        submit(strand, cluster, new Intent.CreateClaim(++id, "more-" + i, 1L << 30));
        submit(strand, cluster, new Intent.CreatePod(++id, "more-" + i, List.of("more-" + i)));
      }
      case VERIFIES -> verify(strand, cluster, log, i, ++id);
      case RESTARTS -> {
        if (i == 0) {
          submit(
              strand,
              cluster,
              new Intent.UpdateSet(++id, "db", Intent.Template.ANNOTATION, "restart", 0));
        }
      }
    }
    return id;
  }

  /** As the scenarios' operation does it. */
  private static void verify(Stage strand, SimulatedCluster cluster, Log log, int i, long id) {
    long begun = log.now();
    String claim = "vol-" + i;
    log.write(new OperationStarted(id, VERIFY, STEP, claim, begun, null));
    submit(strand, cluster, new Intent.VerifyReadWrite(id, STEP, claim, "old-" + i, "mate-" + i));
    Failure failure = null;
    try {
      strand.await(cluster.effect(id));
    } catch (ClusterException e) {
      failure = new Failure(e.reason(), e.code());
    }
    Outcome outcome = failure == null ? Outcome.SUCCEEDED : Outcome.FAILED;
    log.write(
        new OperationFinished(
            id, VERIFY, STEP, claim, begun, null, begun, begun, log.now(), 0L, 0L, 1, outcome,
            failure));
  }

  private static void submit(Stage strand, SimulatedCluster cluster, Intent intent) {
    Promise<?> accepted = cluster.submit(intent);
    try {
      Optional<?> done = strand.await(accepted, LIMIT);
      if (done.isEmpty()) {
        throw new IllegalStateException("submit %s: no answer within 1 s".formatted(intent));
      }
    } catch (ClusterException e) {
      throw new IllegalStateException("submit %s: refused".formatted(intent), e);
    }
  }

  private static void sleep(Stage strand, int second) {
    strand.sleepUntil(Instant.ofEpochSecond(EPOCH / SECOND + second));
  }

  private Scenario scenario(long seed) {
    String faults =
        fault.isEmpty() ? "[]" : "[{at: %ds, for: %ds, %s}]".formatted(TROUBLE - 1, seconds, fault);
    String text =
        """
        name: incidents
        target:
          kind: storage
          nodes: 8
          driver: %s
          storageClass: {name: fast, reclaimPolicy: Delete, volumeBindingMode: Immediate}
          pod: {image: "busybox:1", readinessInitialDelay: 0s, readinessPeriod: 1s}
        phases:
          - {name: all, duration: 1h, load: {shape: constant, rate: 1/s}, operations: {create_set: 1}}
        sets: {replicas: 3, gracePeriod: 1m, preStopDuration: 5s}
        limits: {volumes: 100, podsPerVolume: 5, pods: 100}
        faults: %s
        """
            .formatted(plot == Plot.VERIFIES ? "efs" : "block", faults);
    try {
      Path file = Files.createTempFile("incidents", ".yaml");
      try {
        Files.writeString(file, text);
        return ScenarioFiles.load(file.toString(), List.of(), OptionalLong.of(seed)).scenario();
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Numbers and stamps what is written, with a heartbeat each second. */
  private static final class Log {
    private final VirtualStage stage;
    private final List<Event> events = new ArrayList<>();
    private long beat = EPOCH;

    private Log(VirtualStage stage) {
      this.stage = stage;
    }

    private long now() {
      return stage.nowNanos();
    }

    private void write(SpecificRecord body) {
      long now = stage.nowNanos();
      for (; beat + SECOND <= now; beat += SECOND) {
        add(beat + SECOND, new Heartbeat(beat + SECOND));
      }
      add(now, body);
    }

    private void add(long time, SpecificRecord body) {
      events.add(new Event(0, 1, events.size() + 1L, time, body));
    }
  }
}
