package dev.straingauge.analyzer.fold;

import dev.straingauge.event.CleanupDone;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.ClusterFacts;
import dev.straingauge.event.Driver;
import dev.straingauge.event.Event;
import dev.straingauge.event.Failure;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.OutcomeCount;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.SkippedCount;
import dev.straingauge.event.StepStarted;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.event.WriterStarted;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes the log of a run as its writer would: numbered, stamped, with heartbeats at each second
 * and true books.
 */
public final class EventLog {

  /** 2026-01-01T00:00:00Z. */
  public static final long EPOCH = 1_767_225_600_000_000_000L;

  public static final long SECOND = 1_000_000_000L;

  private static final String CONFIG =
      "{\"analysis\":{\"operations\":[\"create_pvc\",\"attach_pod\",\"delete_pvc\"],\"scenarios\":[\"many_to_one\"]},\"plan\":{},\"rules\":[]}";

  private final List<Event> events = new ArrayList<>();
  private final Map<Outcome, Long> finished = new EnumMap<>(Outcome.class);
  private final TreeMap<String, Long> skipped = new TreeMap<>();
  private int incarnation = 1;
  private long sequence;
  private long time = EPOCH;
  private long started;
  private long ioCount;

  /** Begins a run without grace and with the configuration of the tests. */
  public static EventLog begin() {
    return begin(0, CONFIG, 1);
  }

  public static EventLog begin(long graceNanos, String config, int writers) {
    EventLog log = new EventLog();
    log.write(runStarted("nonce", graceNanos, config, writers));
    log.write(new WriterStarted("nonce", "host"));
    return log;
  }

  static RunStarted runStarted(String nonce, long graceNanos, String config, int writers) {
    return new RunStarted(
        nonce,
        writers,
        SECOND,
        graceNanos,
        1L,
        "scenario",
        config,
        "00000000",
        10 * SECOND,
        new Driver("driver", "1.0", List.of()),
        new ClusterFacts("simulated", "1", 3, "f"),
        "0.1.0",
        List.of(),
        null);
  }

  static String config() {
    return CONFIG;
  }

  /** What was written so far. */
  public List<Event> events() {
    return events;
  }

  Event last() {
    return events.getLast();
  }

  public long now() {
    return time;
  }

  /** Goes on to {@code offset} after the start, with a heartbeat at each second on the way. */
  public EventLog at(long offset) {
    long target = EPOCH + offset;
    for (long beat = (time / SECOND + 1) * SECOND; beat <= target; beat += SECOND) {
      time = beat;
      write(new Heartbeat(beat));
    }
    time = target;
    return this;
  }

  /** Goes on without a sign of life. */
  EventLog silentUntil(long offset) {
    time = EPOCH + offset;
    return this;
  }

  public EventLog write(SpecificRecord body) {
    events.add(new Event(0, incarnation, ++sequence, time, body));
    return this;
  }

  EventLog writeAs(int writer, SpecificRecord body) {
    events.add(new Event(writer, 0, 0L, time, body));
    return this;
  }

  EventLog lose(int records) {
    sequence += records;
    return this;
  }

  public EventLog restart() {
    incarnation++;
    sequence = 0;
    return write(new WriterStarted("nonce-" + incarnation, "host"));
  }

  EventLog step(String name) {
    return write(new StepStarted(name, 10L, 10 * SECOND, false));
  }

  /** An operation that was intended {@code lag} before now starts. */
  public OperationStarted start(long id, String operation, String step, long lag) {
    OperationStarted body =
        new OperationStarted(id, operation, step, "vol-" + id, time - lag, null);
    started++;
    write(body);
    return body;
  }

  EventLog skip(long id, String operation, String step, String reason) {
    skipped.merge(reason, 1L, Long::sum);
    return write(new OperationSkipped(id, operation, step, time, reason));
  }

  /** An operation ends now that was submitted {@code lag} after it was intended. */
  public EventLog finish(OperationStarted begun, long lag, Outcome outcome) {
    finished.merge(outcome, 1L, Long::sum);
    Failure failure = outcome == Outcome.FAILED ? new Failure("Refused", "500") : null;
    return write(
        new OperationFinished(
            begun.getOperationId(),
            begun.getOperation(),
            begun.getStep(),
            begun.getTarget(),
            begun.getIntendedStart(),
            null,
            begun.getIntendedStart() + lag,
            null,
            time,
            0L,
            10L,
            outcome == Outcome.FAILED ? 3 : 1,
            outcome,
            failure));
  }

  /** I/Os of one kind in [from, to), offsets from the start, all of the same service time. */
  EventLog io(
      String kind, String step, long from, long to, long count, long errors, long serviceNanos) {
    LatencySketch service = new LatencySketch();
    service.record(serviceNanos, count - errors);
    ioCount += count;
    return write(
        new IoInterval(
            "node-1",
            step,
            "node-1",
            kind,
            EPOCH + from,
            EPOCH + to,
            count,
            errors,
            4096 * (count - errors),
            bytes(service),
            null));
  }

  public EventLog cleanup(long left) {
    return write(
        new CleanupDone(List.of(new CleanupOfKind("Pod", 5L, 5L - left, left, List.of(), null))));
  }

  /** The writer's last record. */
  public EventLog end(WriterOutcome outcome) {
    List<OutcomeCount> outcomes = new ArrayList<>();
    for (Outcome one : Outcome.values()) {
      outcomes.add(new OutcomeCount(one, finished.getOrDefault(one, 0L)));
    }
    List<SkippedCount> reasons = new ArrayList<>();
    skipped.forEach((reason, count) -> reasons.add(new SkippedCount(reason, count)));
    long planned = started + skipped.values().stream().mapToLong(Long::longValue).sum();
    return write(new WriterEnded(outcome, planned, started, reasons, outcomes, ioCount));
  }

  static ByteBuffer bytes(@Nullable LatencySketch sketch) {
    return ByteBuffer.wrap((sketch == null ? new LatencySketch() : sketch).toBytes());
  }
}
