package dev.straingauge.producer.run;

import dev.straingauge.event.WriterStarted;
import dev.straingauge.producer.cluster.Cluster;
import dev.straingauge.producer.journal.EventLog;
import dev.straingauge.producer.journal.KafkaJournal;
import dev.straingauge.producer.journal.LogWriter;
import dev.straingauge.producer.journal.Place;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A run id that is ours, with everything made for it (contract R3): RunStarted is in the log, no
 * record of that id was there in the ten minutes before it, and WriterStarted follows it.
 *
 * @param run the id
 * @param engine what the run executes on
 * @param journal where its events go
 * @param counting the same, counted
 * @param cluster the cluster under load
 */
record Claim(
    RunId run, RunEngine engine, KafkaJournal journal, CountingJournal counting, Cluster cluster) {

  private static final Duration LOOK_BACK = Duration.ofMinutes(10);

  /** Takes the second of the request's clock, or the first one after it that nobody has. */
  static Claim take(RunRequest request, RunEngine.Factory engines, LogWriter log) {
    RunId run = RunId.of(request.testName(), request.clock().instant());
    Claim claim = open(run, request, engines, log);
    while (!claim.isOurs(request)) {
      run = run.next();
      claim = open(run, request, engines, log);
    }
    claim.counting.write(new WriterStarted(Nonces.next(), Host.name()));
    log.flush();
    return claim;
  }

  private static Claim open(
      RunId run, RunRequest request, RunEngine.Factory engines, LogWriter log) {
    Scenario scenario = request.scenario().scenario();
    RunEngine engine = engines.open(scenario, run);
    KafkaJournal journal =
        new KafkaJournal(
            log, run, 0, 1, engine.stage().timeline()::nowNanos, engine.judge()::accept);
    CountingJournal counting =
        new CountingJournal(journal, engine.stage().timeline(), scenario.planned());
    return new Claim(run, engine, journal, counting, engine.cluster().apply(counting));
  }

  private boolean isOurs(RunRequest request) {
    Place own = journal.writeAndAwait(RunStarts.of(request, cluster));
    return isFirst(run, own, request.kafka(), request.topicPrefix());
  }

  /** Whether nobody wrote under that id in the ten minutes before its RunStarted at {@code own}. */
  static boolean isFirst(RunId run, Place own, Map<String, Object> kafka, String topicPrefix) {
    if (own.offset() == 0) {
      return true;
    }
    AtomicBoolean taken = new AtomicBoolean();
    try (EventLog log = EventLog.open(kafka, Topic.EVENTS, topicPrefix)) {
      Instant since = Instant.ofEpochMilli(own.appendMillis()).minus(LOOK_BACK);
      long from = Math.min(own.offset(), log.offsetAt(own.partition(), since));
      log.read(
          own.partition(),
          from,
          own.offset(),
          record -> {
            if (record.key().equals(run.toString())) {
              taken.set(true);
            }
          });
    }
    return !taken.get();
  }
}
