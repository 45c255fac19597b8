package dev.straingauge.producer.run;

import dev.straingauge.event.CleanupDone;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.Event;
import dev.straingauge.event.OperationRecovered;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.event.WriterStarted;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Sweep;
import dev.straingauge.producer.journal.EventLog;
import dev.straingauge.producer.journal.JournalException;
import dev.straingauge.producer.journal.KafkaJournal;
import dev.straingauge.producer.journal.LogRecord;
import dev.straingauge.producer.journal.LogWriter;
import dev.straingauge.producer.journal.Place;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Ends a run whose producer died (contract §4, K1, K3, C2): begins a new incarnation of its writer,
 * reads the run up to there, and writes what the log says was left and counted. What the old
 * producer sends later is a zombie.
 */
public final class EndRun {

  /** Why objects of a dead simulated cluster are left. */
  public static final String LOST = "lost with the process";

  private static final String NOT_SCANNED = "not scanned";
  private static final Duration MARGIN = Duration.ofMinutes(10);

  /** A live writer beats once a second (contract §4). */
  private static final Duration QUIET = Duration.ofSeconds(3);

  private final RunId run;
  private final EventLog log;
  private final LogWriter writer;
  private final String host;
  private final Duration quiet;
  private final Runnable beforeBegin;
  private final @Nullable Sweep sweep;
  private final int partition;
  private final Codec codec = new Codec();
  private RunBooks books = new RunBooks();
  private long readTo;
  private long recovered;

  private EndRun(
      RunId run,
      EventLog log,
      LogWriter writer,
      String host,
      Duration quiet,
      Runnable beforeBegin,
      @Nullable Sweep sweep) {
    this.run = run;
    this.log = log;
    this.writer = writer;
    this.host = host;
    this.quiet = quiet;
    this.beforeBegin = beforeBegin;
    this.sweep = sweep;
    this.partition = log.partitionOf(run);
  }

  /**
   * Ends {@code run} after three seconds in which nobody wrote to it; nothing is written if it is
   * closed already.
   *
   * @param host written into WriterStarted
   * @throws RunException {@code run-unknown} (exit 2); {@code end-taken}, {@code run-alive}, {@code
   *     kafka-unreachable} or {@code kafka-gone} (exit 1)
   */
  public static EndOutcome end(
      RunId run, Map<String, Object> kafka, String topicPrefix, String host) {
    return end(run, kafka, topicPrefix, host, QUIET, () -> {}, null);
  }

  /**
   * The same, and removes what the run left in its cluster: nothing is removed as long as its
   * producer writes. Of a run that is closed already the log stays as it is.
   *
   * @throws RunException as {@link #end}, and {@code cluster-unreachable} and its kin
   */
  public static EndOutcome sweep(
      RunId run, Map<String, Object> kafka, String topicPrefix, String host, Sweep sweep) {
    try {
      return end(run, kafka, topicPrefix, host, QUIET, () -> {}, sweep);
    } catch (ClusterException e) {
      throw RealCluster.failed(e);
    }
  }

  /**
   * @param quiet how long nobody may have written
   * @param beforeBegin is called between that and beginning an incarnation
   * @param sweep removes what the run left; null: nobody does
   */
  static EndOutcome end(
      RunId run,
      Map<String, Object> kafka,
      String topicPrefix,
      String host,
      Duration quiet,
      Runnable beforeBegin,
      @Nullable Sweep sweep) {
    try (EventLog log = EventLog.open(kafka, Topic.EVENTS, topicPrefix);
        LogWriter writer = LogWriter.open(kafka, topicPrefix)) {
      return new EndRun(run, log, writer, host, quiet, beforeBegin, sweep).end();
    } catch (JournalException e) {
      throw new RunException(
          "kafka-gone", 1, "end run '%s': %s".formatted(run, e.getMessage()), List.of(), null, e);
    }
  }

  private EndOutcome end() {
    readFromTheBeginning();
    if (books.closedAs().isEmpty()) {
      watch();
    }
    Optional<KafkaJournal> journal = Optional.empty();
    while (journal.isEmpty() && books.closedAs().isEmpty()) {
      beforeBegin.run();
      journal = begin(books.incarnation() + 1, books.lastTimeNanos());
    }
    if (books.closedAs().isPresent()) {
      return closedBefore(books.closedAs().get());
    }
    return close(journal.orElseThrow());
  }

  /** Ending a run whose producer lives would make zombies of all that it still measures. */
  private void watch() {
    long begunNanos = System.nanoTime();
    int incarnation = books.incarnation();
    long admitted = books.admitted();
    boolean last;
    do {
      last = System.nanoTime() - begunNanos >= quiet.toNanos();
      long end = last ? log.end(partition) : log.awaitEnd(partition, readTo);
      log.read(partition, readTo, end, this::accept);
      readTo = end;
      if (books.closedAs().isPresent()) {
        return;
      }
      if (books.incarnation() > incarnation) {
        throw taken(books.incarnation());
      }
      if (books.admitted() > admitted) {
        throw alive();
      }
    } while (!last);
  }

  private RunException alive() {
    return new RunException(
        "run-alive",
        1,
        "end run '%s': its producer is still writing (expected nothing for %d s)"
            .formatted(run, QUIET.toSeconds()),
        List.of("Ctrl-C or SIGTERM to the process that runs it ends it with its books"),
        null,
        null);
  }

  private RunException taken(int incarnation) {
    return new RunException(
        "end-taken",
        1,
        "end run '%s': another 'end' began incarnation %d first".formatted(run, incarnation),
        List.of(),
        null,
        null);
  }

  private void readFromTheBeginning() {
    readTo = log.end(partition);
    log.read(partition, log.offsetAt(partition, run.at().minus(MARGIN)), readTo, this::accept);
    if (books.runStarted().isEmpty()) {
      books = new RunBooks();
      log.read(partition, log.beginning(partition), readTo, this::accept);
    }
    if (books.runStarted().isEmpty()) {
      throw new RunException(
          "run-unknown",
          2,
          "end run '%s': no RunStarted of it on the broker".formatted(run),
          List.of(),
          null,
          null);
    }
  }

  /**
   * Empty when the run was closed in between, or the old producer wrote, so that this incarnation
   * begins before the last time read (contract I2). The latter happens once: what the old producer
   * writes from then on are zombies.
   */
  private Optional<KafkaJournal> begin(int incarnation, long timeNanos) {
    KafkaJournal journal = new KafkaJournal(writer, run, 0, incarnation, () -> timeNanos);
    Place own = journal.writeAndAwait(new WriterStarted(Nonces.next(), host));
    log.read(partition, readTo, own.offset(), this::accept);
    boolean overtaken = books.lastTimeNanos() > timeNanos;
    if (books.closedAs().isEmpty() && books.incarnation() >= incarnation) {
      throw taken(incarnation);
    }
    log.read(partition, own.offset(), own.offset() + 1, this::accept);
    readTo = own.offset() + 1;
    return overtaken || books.closedAs().isPresent() ? Optional.empty() : Optional.of(journal);
  }

  private EndOutcome closedBefore(String how) {
    if (sweep == null) {
      return new EndOutcome.AlreadyClosed(run, how, List.of());
    }
    List<Sweep.Found> found = sweep.find();
    return new EndOutcome.AlreadyClosed(
        run, how, books.swept(sweep.kinds(), found, sweep.remove()));
  }

  /** Finds, says in the log what it did not know of, removes. */
  private List<CleanupOfKind> swept(KafkaJournal journal, Sweep by) {
    List<Sweep.Found> found = by.find();
    Set<Long> told = new TreeSet<>();
    for (Sweep.Found each : found) {
      long operation = each.operation().orElse(-1);
      if (!books.isKnown(operation) && told.add(operation)) {
        journal.write(
            new OperationRecovered(
                operation, each.kind() + " " + each.name(), each.createdNanos()));
      }
    }
    recovered = told.size();
    return books.swept(by.kinds(), found, by.remove());
  }

  private EndOutcome close(KafkaJournal journal) {
    boolean simulated = books.runStarted().orElseThrow().getCluster().getKind().equals("simulated");
    List<CleanupOfKind> cleanup =
        sweep == null || simulated
            ? books.left(simulated ? LOST : NOT_SCANNED)
            : swept(journal, sweep);
    WriterEnded end = books.ended(WriterOutcome.CRASHED);
    journal.write(new CleanupDone(cleanup));
    journal.writeAndAwait(end);
    return new EndOutcome.Ended(
        run,
        books.incarnation(),
        end.getStarted(),
        end.getPlanned() - end.getStarted(),
        books.unfinished() + recovered,
        cleanup);
  }

  private void accept(LogRecord record) {
    if (!record.key().equals(run.toString())) {
      return;
    }
    try {
      Event event = codec.decodeEvent(record.value());
      books.accept(event);
    } catch (MalformedRecordException e) {
      // Not of the run's writers: the analysis counts it and keeps it (contract §5); it tells
      // nothing about the run.
    }
  }
}
