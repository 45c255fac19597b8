package dev.straingauge.benchmarks;

import dev.straingauge.event.Change;
import dev.straingauge.event.Claim;
import dev.straingauge.event.CleanupDone;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.ClusterFacts;
import dev.straingauge.event.Driver;
import dev.straingauge.event.Event;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.KubernetesEventSeen;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.OutcomeCount;
import dev.straingauge.event.Pod;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.StepStarted;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.producer.plan.RuleFiles;
import dev.straingauge.schemas.config.RuleSet;
import dev.straingauge.schemas.config.RuleSets;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.avro.specific.SpecificRecord;

/**
 * The log of one run in a realistic mix: per operation its start, its end, eleven changes of
 * objects and two Kubernetes Events; a heartbeat each second; I/O of three kinds on two nodes each
 * second. 28 operations a second, so a simulated hour has 100,000 operations and 1.5 M records.
 */
final class AnalyzerLoad {

  private static final long EPOCH = 1_767_225_600_000_000_000L;
  private static final long SECOND = 1_000_000_000L;

  /** 28 operations a second, each with 15 records. */
  private static final long EVENTS_PER_SECOND = 28 * 15;

  private static final List<String> OPERATIONS =
      List.of(
          "create_pvc",
          "attach_pod",
          "delete_pod",
          "delete_pvc",
          "verify_readwrite",
          "many_to_one");
  private static final String CONFIG =
      "{\"analysis\":{\"operations\":[\"create_pvc\",\"attach_pod\",\"delete_pod\",\"delete_pvc\",\"verify_readwrite\"],\"scenarios\":[\"many_to_one\"]},\"plan\":{},\"rules\":"
          + RuleSets.rules(RuleSet.NONE.with(RuleFiles.load("block").rules()))
          + "}";

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
  private final Consumer<Event> log;
  private final ArrayDeque<OperationStarted> open = new ArrayDeque<>();
  private final ByteBuffer service;

  /** Between two events, nanoseconds. */
  private final long step;

  /** How many succeeded and timed out. */
  private final long[] finished = new long[2];

  private long sequence;
  private long time;
  private long started;
  private long ioCount;

  private AnalyzerLoad(long begin, long eventsPerSecond, Consumer<Event> log) {
    this.log = log;
    this.time = begin;
    this.step = SECOND / eventsPerSecond;
    LatencySketch sketch = new LatencySketch();
    for (int i = 0; i < 100; i++) {
      sketch.record(100_000 + random.nextLong(10_000_000));
    }
    service = ByteBuffer.wrap(sketch.toBytes());
  }

  /** Gives about {@code events} events to {@code log}; returns how many. */
  static long write(long events, Consumer<Event> log) {
    return write(EPOCH, EVENTS_PER_SECOND, events, log);
  }

  /**
   * The same mix from {@code begin} on, in nanoseconds since 1970, with as many events a second,
   * from 500 to 1 M.
   */
  static long write(long begin, long eventsPerSecond, long events, Consumer<Event> log) {
    AnalyzerLoad load = new AnalyzerLoad(begin, eventsPerSecond, log);
    load.begin();
    while (load.sequence < events - 100) {
      load.next();
    }
    load.end();
    return load.sequence;
  }

  private void begin() {
    write(
        new RunStarted(
            "nonce",
            1,
            SECOND,
            0L,
            1L,
            "load",
            CONFIG,
            "00000000",
            3600 * SECOND,
            new Driver("efs", "2.1.8", List.of()),
            new ClusterFacts("simulated", "1", 20, "f"),
            "0.1.0",
            List.of(),
            null));
    write(new StepStarted("churn", null, 3600 * SECOND, false));
  }

  private void next() {
    long before = time / SECOND;
    time += step;
    if (time / SECOND > before) {
      second();
    }
    switch ((int) (sequence % 15)) {
      case 0 -> start();
      case 7 -> finish();
      case 3, 11 ->
          write(
              new KubernetesEventSeen(
                  "5d38f72a-2a86-48ec-c822-" + sequence,
                  "ProvisioningSucceeded",
                  "Normal",
                  "Successfully provisioned volume pvc-" + started,
                  "PersistentVolumeClaim",
                  "efs-stress",
                  "vol-" + started,
                  "uid-" + started,
                  "efs.csi.aws.com",
                  1,
                  time));
      case 1, 4, 9, 13 -> write(claim());
      default -> write(pod());
    }
  }

  private void second() {
    write(new Heartbeat(time));
    for (String kind : List.of("metadata", "read", "write")) {
      for (String node : List.of("node-1", "node-2")) {
        ioCount += 100;
        write(
            new IoInterval(
                node,
                "churn",
                node,
                kind,
                time - SECOND / 2,
                time,
                100L,
                0L,
                409_600L,
                service.duplicate(),
                null));
      }
    }
  }

  private void start() {
    String operation = OPERATIONS.get((int) (started % OPERATIONS.size()));
    OperationStarted begun =
        new OperationStarted(started, operation, "churn", "vol-" + started % 500, time, null);
    started++;
    open.add(begun);
    write(begun);
  }

  private void finish() {
    if (open.size() < 100) {
      write(pod());
    } else {
      finish(open.remove(), random.nextInt(50) == 0 ? Outcome.TIMED_OUT : Outcome.SUCCEEDED);
    }
  }

  private void finish(OperationStarted begun, Outcome outcome) {
    write(
        new OperationFinished(
            begun.getOperationId(),
            begun.getOperation(),
            begun.getStep(),
            begun.getTarget(),
            begun.getIntendedStart(),
            null,
            begun.getIntendedStart(),
            null,
            time - random.nextLong(step),
            0L,
            0L,
            1,
            outcome,
            null));
    finished[outcome == Outcome.SUCCEEDED ? 0 : 1]++;
  }

  private void end() {
    time += SECOND;
    while (!open.isEmpty()) {
      finish(open.remove(), Outcome.TIMED_OUT);
    }
    write(
        new CleanupDone(List.of(new CleanupOfKind("Pod", started, started, 0L, List.of(), null))));
    write(
        new WriterEnded(
            WriterOutcome.COMPLETED,
            started,
            started,
            List.of(),
            List.of(
                new OutcomeCount(Outcome.SUCCEEDED, finished[0]),
                new OutcomeCount(Outcome.FAILED, 0L),
                new OutcomeCount(Outcome.TIMED_OUT, finished[1])),
            ioCount));
  }

  private ObjectChanged claim() {
    return new ObjectChanged(
        "PersistentVolumeClaim",
        "efs-stress",
        "vol-" + started % 500,
        "uid-" + started,
        Long.toString(sequence),
        Change.MODIFIED,
        time,
        new Claim(
            "Bound", "pvc-" + started, "efs-sc", List.of("RWX"), 1L << 30, false, 1L << 30, null));
  }

  private ObjectChanged pod() {
    return new ObjectChanged(
        "Pod",
        "efs-stress",
        "pod-" + started % 800,
        "uid-" + started,
        Long.toString(sequence),
        Change.MODIFIED,
        time,
        new Pod(
            "Running",
            "node-" + started % 20,
            true,
            true,
            List.of("vol-" + started % 500),
            null,
            false,
            null,
            null));
  }

  private void write(SpecificRecord body) {
    log.accept(new Event(0, 1, ++sequence, time, body));
  }
}
