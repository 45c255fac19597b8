package dev.straingauge.producer.run;

import dev.straingauge.producer.journal.EventLog;
import dev.straingauge.producer.journal.JournalException;
import dev.straingauge.producer.journal.KafkaJournal;
import dev.straingauge.producer.journal.LogRecord;
import dev.straingauge.producer.journal.Stretch;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out that the run of a producer that slept was ended by another (contract C2). Whoever ends
 * it writes into the run's partition, so between two of the producer's own records; the offsets of
 * those say whether there is anything between them, and only that is read back. Thread-safe.
 */
final class TakeOverWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TakeOverWatch.class);
  private static final long PERIOD_SECONDS = 2;
  private static final Set<String> MARKS = Set.of("WriterStarted", "WriterEnded", "RunClosed");

  private final RunId run;
  private final KafkaJournal journal;
  private final Map<String, Object> kafka;
  private final String topicPrefix;
  private final Codec codec = new Codec();
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("take-over-watch").factory());
  private volatile @Nullable TakeOver found;

  TakeOverWatch(Claim claim, RunRequest request) {
    this.run = claim.run();
    this.journal = claim.journal();
    this.kafka = request.kafka();
    this.topicPrefix = request.topicPrefix();
  }

  /**
   * Looks every other second from now on, and calls {@code then} once if the run was taken over.
   */
  void begin(Runnable then) {
    Future<?> _ =
        looks.scheduleWithFixedDelay(
            () -> look(then), PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  /** What was found so far. */
  Optional<TakeOver> found() {
    return Optional.ofNullable(found);
  }

  /**
   * Whether somebody ended the run before the last acknowledged record of its producer.
   *
   * @throws JournalException if the log cannot be read
   */
  synchronized Optional<TakeOver> find() {
    if (found == null) {
      journal.neighbours().ifPresent(this::read);
    }
    return found();
  }

  /** Looks no more. */
  @Override
  public void close() {
    looks.shutdownNow();
  }

  private void look(Runnable then) {
    try {
      if (found == null && find().isPresent()) {
        looks.shutdown();
        then.run();
      }
    } catch (JournalException e) {
      // Load goes on while the broker does not answer (contract I3); the last look must succeed.
      log.atDebug().addKeyValue("runId", run).setCause(e).log("could not look for a take-over");
    }
  }

  private void read(Stretch stretch) {
    try (EventLog events = EventLog.open(kafka, Topic.EVENTS, topicPrefix)) {
      events.read(stretch.partition(), stretch.from(), stretch.to(), this::accept);
    }
    journal.neighboursReadTo(stretch.to());
  }

  private void accept(LogRecord record) {
    boolean ours = record.key().equals(run.toString());
    if (found != null || !ours || record.mark().filter(MARKS::contains).isEmpty()) {
      return;
    }
    try {
      found =
          TakeOver.by(codec.decodeEvent(record.value()), record.offset(), journal.incarnation())
              .orElse(null);
    } catch (MalformedRecordException e) {
      // Not of the run's writers: the analysis sets it aside.
    }
  }
}
