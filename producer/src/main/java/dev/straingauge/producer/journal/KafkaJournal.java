package dev.straingauge.producer.journal;

import dev.straingauge.event.AbortRequested;
import dev.straingauge.event.CleanupDone;
import dev.straingauge.event.Event;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.RunClosed;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.StepEnded;
import dev.straingauge.event.StepStarted;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.event.WriterLost;
import dev.straingauge.event.WriterStarted;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.run.RunId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;

/**
 * The journal of one incarnation of one writer: numbering, stamping, encoding and handing over to
 * the Kafka producer are one step under one lock (contract I1), so the partition holds the sequence
 * 1, 2, 3 … in order and time never goes back. Thread-safe.
 */
public final class KafkaJournal implements Journal {

  /**
   * Largest value: with key, headers and the batch around it a record stays under 1 MiB (contract
   * E2).
   */
  public static final int MAX_VALUE_BYTES = 1024 * 1024 - 16 * 1024;

  private static final Map<Class<?>, Header> MARKS = marks();

  private final LogWriter log;
  private final byte[] key;
  private final int writer;
  private final int incarnation;
  private final LongSupplier clockNanos;
  private final Consumer<Event> seen;
  private final Codec codec = new Codec();
  private final Neighbours neighbours = new Neighbours();
  private final Callback onAck;
  private long sequence;
  private long lastTimeNanos = Long.MIN_VALUE;

  /**
   * @param log where records go
   * @param run whose events they are
   * @param writer 0 for the lead
   * @param incarnation 1 for the first life of the writer
   * @param clockNanos the stage's time, nanoseconds since 1970
   */
  public KafkaJournal(
      LogWriter log, RunId run, int writer, int incarnation, LongSupplier clockNanos) {
    this(log, run, writer, incarnation, clockNanos, event -> {});
  }

  /**
   * The same.
   *
   * @param seen is given each event that was handed over, in their order
   */
  public KafkaJournal(
      LogWriter log,
      RunId run,
      int writer,
      int incarnation,
      LongSupplier clockNanos,
      Consumer<Event> seen) {
    this.log = log;
    this.onAck = log.whenAcknowledged(neighbours::acknowledged);
    this.key = run.toString().getBytes(StandardCharsets.UTF_8);
    this.writer = writer;
    this.incarnation = incarnation;
    this.clockNanos = clockNanos;
    this.seen = seen;
  }

  /**
   * {@inheritDoc}
   *
   * @throws JournalException if the log takes no more; the writer has to end
   * @throws IllegalArgumentException if the event is larger than {@link #MAX_VALUE_BYTES} or does
   *     not fit its schema; no number is used
   */
  @Override
  public void write(SpecificRecord body) {
    Future<RecordMetadata> _ = send(body); // a failure is found by the next call, or by flush
  }

  /**
   * Whether a new operation has to wait because more than half of the send buffer is taken
   * (contract I3).
   */
  public boolean moreThanHalfFull() {
    return log.moreThanHalfFull();
  }

  /**
   * Writes one event and waits until the broker has it.
   *
   * @throws JournalException if it never does
   */
  public Place writeAndAwait(SpecificRecord body) {
    Future<RecordMetadata> sent = send(body);
    log.flush();
    return log.await(sent);
  }

  /** The sequence of the last event, 0 before the first. */
  public synchronized long lastSequence() {
    return sequence;
  }

  /** The incarnation whose events it writes. */
  public int incarnation() {
    return incarnation;
  }

  /**
   * Where others wrote between acknowledged records of this journal and {@link #neighboursReadTo}
   * was not told; own records are among them. Empty when this journal is alone in its partition.
   */
  public Optional<Stretch> neighbours() {
    return neighbours.unread();
  }

  /** All that others wrote before {@code offset} is known. */
  public void neighboursReadTo(long offset) {
    neighbours.readTo(offset);
  }

  private synchronized Future<RecordMetadata> send(SpecificRecord body) {
    long time = Math.max(lastTimeNanos, clockNanos.getAsLong());
    Event event = new Event(writer, incarnation, sequence + 1, time, body);
    byte[] value = codec.encode(event);
    if (value.length > MAX_VALUE_BYTES) {
      throw new IllegalArgumentException(
          "write a %s: %,d bytes (expected at most %,d)"
              .formatted(body.getSchema().getName(), value.length, MAX_VALUE_BYTES));
    }
    Future<RecordMetadata> sent = log.send(key, value, MARKS.get(body.getClass()), onAck);
    sequence++;
    lastTimeNanos = time;
    seen.accept(event);
    return sent;
  }

  /** The header of a mark of that name; empty for an event that is none (contract E2). */
  static Optional<Header> markNamed(String type) {
    return MARKS.entrySet().stream()
        .filter(mark -> mark.getKey().getSimpleName().equals(type))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static Map<Class<?>, Header> marks() {
    Map<Class<?>, Header> marks = new HashMap<>();
    List.of(
            RunStarted.class,
            WriterStarted.class,
            Heartbeat.class,
            StepStarted.class,
            StepEnded.class,
            AbortRequested.class,
            WriterEnded.class,
            CleanupDone.class,
            WriterLost.class,
            RunClosed.class)
        .forEach(type -> marks.put(type, LogWriter.mark(type.getSimpleName())));
    return marks;
  }
}
