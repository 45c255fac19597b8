package dev.straingauge.producer.run;

import dev.straingauge.event.Event;
import dev.straingauge.event.RunStarted;
import dev.straingauge.producer.journal.CopyJournal;
import dev.straingauge.producer.journal.JournalException;
import dev.straingauge.producer.journal.LogWriter;
import dev.straingauge.producer.journal.Place;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A run written into Kafka once more under an id of its own (contract D4): values, order and marks
 * stay, RunStarted tells whose replay it is. Claimed as any run is (contract R3). Not thread-safe.
 */
public final class RunCopy implements AutoCloseable {

  /** Name of the body that begins a run. */
  public static final String RUN_STARTED = RunStarted.class.getSimpleName();

  private final Source source;
  private final LogWriter log;
  private final Codec codec = new Codec();
  private final RunStarted archived;
  private final RunId run;
  private final CopyJournal journal;
  private String nonce = "";
  private long written = 1;

  /**
   * What is copied.
   *
   * @param run id of the run
   * @param started its first event
   * @param testName first part of the new id
   * @param config makes the configuration that RunStarted gets out of its own
   */
  public record Source(RunId run, Event started, String testName, UnaryOperator<String> config) {}

  private RunCopy(
      Source source,
      Map<String, Object> kafka,
      String topicPrefix,
      LogWriter log,
      InstantSource clock) {
    this.source = source;
    this.log = log;
    this.archived = RunStarted.newBuilder(started(source.started())).build();
    RunId candidate = RunId.of(source.testName(), clock.instant());
    CopyJournal wanted = new CopyJournal(log, candidate);
    while (!Claim.isFirst(candidate, claim(wanted), kafka, topicPrefix)) {
      candidate = candidate.next();
      wanted = new CopyJournal(log, candidate);
    }
    this.run = candidate;
    this.journal = wanted;
  }

  /**
   * Checks the topics and claims an id for the copy; its first record is written then.
   *
   * @throws RunException {@code kafka-gone} and others of the topics
   * @throws IllegalArgumentException if the first record is no RunStarted
   */
  public static RunCopy claim(
      Source source, Map<String, Object> kafka, String topicPrefix, InstantSource clock) {
    Preconditions.checkTopics(kafka, topicPrefix, Topic.DEFAULT_PARTITIONS);
    LogWriter log = null;
    try {
      log = LogWriter.open(kafka, topicPrefix);
      return new RunCopy(source, kafka, topicPrefix, log, clock);
    } catch (JournalException e) {
      if (log != null) {
        log.close();
      }
      throw gone("claim a run of '%s'".formatted(source.testName()), List.of(), e);
    } catch (RuntimeException e) {
      if (log != null) {
        log.close();
      }
      throw e;
    }
  }

  /** Its id. */
  public RunId id() {
    return run;
  }

  /** Records written, the first one included. */
  public long written() {
    return written;
  }

  /**
   * Writes the next record.
   *
   * @param value as it was in Kafka
   * @param type name of its body; empty when it is no event
   * @throws RunException {@code kafka-gone}
   */
  public void write(byte[] value, String type) {
    try {
      journal.write(type.equals(RUN_STARTED) ? doubled(value) : value, type);
      written++;
    } catch (JournalException e) {
      throw gone(e);
    }
  }

  /**
   * Waits until Kafka has all of it.
   *
   * @throws RunException {@code kafka-gone}
   */
  public void flush() {
    try {
      log.flush();
    } catch (JournalException e) {
      throw gone(e);
    }
  }

  /** For how long Kafka has taken nothing though records wait for it. */
  public Duration kafkaSilence() {
    return log.silence();
  }

  /** Gives up what is not acknowledged. */
  @Override
  public void close() {
    log.close();
  }

  private Place claim(CopyJournal wanted) {
    nonce = Nonces.next();
    return wanted.writeAndAwait(begun(source.started(), archived), RUN_STARTED);
  }

  /** RunStarted again: of the run itself, or of another that wanted its id. */
  private byte[] doubled(byte[] value) {
    Event event = decoded(value);
    RunStarted mark = started(event);
    return mark.getNonce().equals(archived.getNonce()) ? begun(event, mark) : value;
  }

  private byte[] begun(Event event, RunStarted was) {
    RunStarted mark = RunStarted.newBuilder(was).build();
    mark.put("nonce", nonce);
    mark.put("replayOf", source.run().toString());
    mark.put("config", source.config().apply(was.getConfig()));
    return codec.encode(
        new Event(
            event.getWriter(), event.getIncarnation(), event.getSequence(), event.getTime(), mark));
  }

  private RunStarted started(Event event) {
    if (event.getBody() instanceof RunStarted mark) {
      return mark;
    }
    throw new IllegalArgumentException(
        "replay run '%s': its first event is no RunStarted".formatted(source.run()));
  }

  private Event decoded(byte[] value) {
    try {
      return codec.decodeEvent(value);
    } catch (MalformedRecordException e) {
      throw new IllegalArgumentException(
          "replay run '%s': %s".formatted(source.run(), e.getMessage()), e);
    }
  }

  private RunException gone(JournalException e) {
    return gone(
        "replay run '%s' as '%s'".formatted(source.run(), run),
        List.of("%,d records were handed over; the log of the copy has no end".formatted(written)),
        e);
  }

  private static RunException gone(String what, List<String> facts, JournalException e) {
    return new RunException(
        "kafka-gone", 1, "%s: %s".formatted(what, e.getMessage()), facts, null, e);
  }
}
