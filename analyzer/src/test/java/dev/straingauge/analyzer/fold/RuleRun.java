package dev.straingauge.analyzer.fold;

import dev.straingauge.event.Event;
import dev.straingauge.event.Label;
import dev.straingauge.event.Measurement;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.StepEnded;
import dev.straingauge.event.StepStarted;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.schemas.config.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A seeded run in three phases, the first a warm-up: bursts, silences, times of 1, 2, 4 and 8 s,
 * failures and time-outs.
 */
final class RuleRun {

  private static final String[] OPERATIONS = {"attach_pod", "create_pvc", "delete_pvc"};
  private static final long END = 45_500_000_000L;

  private RuleRun() {}

  static List<Event> events(RandomGenerator random, RuleSet rules) {
    EventLog log = EventLog.begin(0, RandomRules.config(rules), 1);
    List<OperationStarted> open = new ArrayList<>();
    long id = 0;
    String step = begin(log, "warm", true);
    long offset = 0;
    while (offset < END) {
      offset += 1 + random.nextLong(EventLog.SECOND);
      if (random.nextInt(25) == 0) {
        offset += random.nextLong(12 * EventLog.SECOND);
      }
      offset = Math.min(offset, END);
      log.at(offset);
      if (step.equals("warm") && offset > END / 6) {
        step = next(log, step, "one");
      } else if (step.equals("one") && offset > END / 2) {
        step = next(log, step, "two");
      }
      for (int i = random.nextInt(4); i > 0; i--) {
        open.add(log.start(id++, OPERATIONS[random.nextInt(3)], step, 0));
      }
      for (int i = random.nextInt(4); i > 0 && !open.isEmpty(); i--) {
        finish(log, open.remove(random.nextInt(open.size())), random);
      }
      if (random.nextInt(3) == 0) {
        log.write(
            new Measurement(
                "cpu",
                List.of(new Label("container", random.nextBoolean() ? "a" : "b")),
                Math.max(EventLog.EPOCH, log.now() - random.nextLong(EventLog.SECOND)),
                random.nextInt(10) / 10.0,
                "cores"));
      }
    }
    for (OperationStarted begun : open) {
      finish(log, begun, random);
    }
    return log.cleanup(0).end(WriterOutcome.COMPLETED).events();
  }

  private static void finish(EventLog log, OperationStarted begun, RandomGenerator random) {
    long took = (1L << random.nextInt(4)) * EventLog.SECOND;
    OperationStarted ended =
        new OperationStarted(
            begun.getOperationId(),
            begun.getOperation(),
            begun.getStep(),
            begun.getTarget(),
            log.now() - took,
            null);
    log.finish(
        ended,
        random.nextInt(2) * took / 2,
        switch (random.nextInt(8)) {
          case 0 -> Outcome.FAILED;
          case 1 -> Outcome.TIMED_OUT;
          default -> Outcome.SUCCEEDED;
        });
  }

  private static String next(EventLog log, String step, String next) {
    log.write(new StepEnded(step));
    return begin(log, next, false);
  }

  private static String begin(EventLog log, String step, boolean warmUp) {
    log.write(new StepStarted(step, 10L, END / 3, warmUp));
    return step;
  }
}
