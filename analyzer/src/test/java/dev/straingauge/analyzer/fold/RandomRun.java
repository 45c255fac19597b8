package dev.straingauge.analyzer.fold;

import dev.straingauge.event.Change;
import dev.straingauge.event.CsiDriver;
import dev.straingauge.event.Event;
import dev.straingauge.event.FaultInjected;
import dev.straingauge.event.KubernetesEventSeen;
import dev.straingauge.event.LateEffect;
import dev.straingauge.event.Node;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.StepEnded;
import dev.straingauge.event.WatchGap;
import dev.straingauge.event.WriterOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A seeded log of a run with everything that a writer can say, in a realistic mix. */
public final class RandomRun {

  private static final String[] OPERATIONS = {
    "attach_pod", "create_pvc", "delete_pvc", "many_to_one"
  };
  private static final String[] KINDS = {"metadata", "read", "write"};

  private RandomRun() {}

  /** The events of a run of {@code seconds} with about {@code perSecond} operations a second. */
  public static List<Event> events(long seed, int seconds, int perSecond) {
    return events(seed, seconds, perSecond, 0);
  }

  /** The same, judged by some rules. */
  public static List<Event> judged(long seed, int seconds, int perSecond) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    return events(seed, seconds, perSecond, 0, RandomRules.config(RandomRules.set(random, 5)));
  }

  static List<Event> events(long seed, int seconds, int perSecond, long graceNanos) {
    return events(seed, seconds, perSecond, graceNanos, EventLog.config());
  }

  private static List<Event> events(
      long seed, int seconds, int perSecond, long graceNanos, String config) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    EventLog log = EventLog.begin(graceNanos, config, 1);
    List<OperationStarted> open = new ArrayList<>();
    Attachments attachments = new Attachments(log, seed);
    long id = 0;
    long offset = 0;
    String step = "create";
    log.step(step);
    long end = seconds * EventLog.SECOND;
    while (offset < end) {
      offset += 1 + random.nextLong(2 * EventLog.SECOND / (3L * perSecond));
      log.at(Math.min(offset, end));
      if (step.equals("create") && offset > end / 2) {
        log.write(new StepEnded(step));
        step = "churn";
        log.step(step);
      }
      int draw = random.nextInt(100);
      if (draw < 25) {
        String operation = OPERATIONS[random.nextInt(OPERATIONS.length)];
        open.add(
            log.start(
                id++,
                operation,
                step,
                random.nextInt(3) == 0 ? random.nextLong(EventLog.SECOND) : 0));
      } else if (draw < 50 && !open.isEmpty()) {
        OperationStarted begun = open.remove(random.nextInt(open.size()));
        log.finish(begun, 0, outcome(random));
      } else if (draw < 53) {
        log.skip(
            id++,
            OPERATIONS[random.nextInt(OPERATIONS.length)],
            step,
            random.nextBoolean() ? "limit-pods" : "no-target");
      } else if (draw < 58) {
        io(log, random, step, offset, end, graceNanos);
      } else if (draw < 59) {
        rare(log, random, step);
      } else if (draw < 75) {
        attachments.next();
      } else if (draw < 90) {
        log.write(
            new ObjectChanged(
                "Node",
                null,
                "node-1",
                "uid",
                "" + draw,
                Change.MODIFIED,
                null,
                new Node(true, false, List.of(), List.of())));
      } else {
        log.write(
            new KubernetesEventSeen(
                "uid",
                "FailedMount",
                "Warning",
                "text",
                "Pod",
                "ns",
                "pod-1",
                "",
                "kubelet",
                1,
                null));
      }
    }
    for (OperationStarted begun : open) {
      log.finish(begun, 0, Outcome.TIMED_OUT);
    }
    return log.cleanup(0).end(WriterOutcome.COMPLETED).events();
  }

  private static Outcome outcome(RandomGenerator random) {
    int draw = random.nextInt(10);
    return draw < 8 ? Outcome.SUCCEEDED : draw < 9 ? Outcome.FAILED : Outcome.TIMED_OUT;
  }

  /** With a grace, an interval may end a while ago: some are late. */
  private static void io(
      EventLog log, RandomGenerator random, String step, long offset, long end, long grace) {
    long now = Math.min(offset, end);
    long to = Math.max(1, now - (grace == 0 ? 0 : random.nextLong(2 * grace)));
    long count = random.nextInt(50);
    long errors = count == 0 ? 0 : random.nextInt(4) == 0 ? random.nextLong(count) : 0;
    log.io(
        KINDS[random.nextInt(KINDS.length)],
        step,
        Math.max(0, to - 1000),
        to,
        count,
        errors,
        1 + random.nextLong(10_000_000));
  }

  private static void rare(EventLog log, RandomGenerator random, String step) {
    switch (random.nextInt(4)) {
      case 0 ->
          log.write(
              new FaultInjected(
                  "slow-mount", "node-1", log.now(), log.now() + 5 * EventLog.SECOND));
      case 1 -> log.write(new WatchGap("Pod", log.now(), log.now()));
      case 2 ->
          log.write(
              new ObjectChanged(
                  "CSIDriver",
                  null,
                  "efs.csi.aws.com",
                  "uid",
                  "1",
                  Change.MODIFIED,
                  null,
                  new CsiDriver("2." + random.nextInt(3), true, List.of())));
      default -> log.write(new LateEffect(1L, "attach_pod", step));
    }
  }
}
