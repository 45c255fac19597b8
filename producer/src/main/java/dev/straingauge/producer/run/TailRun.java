package dev.straingauge.producer.run;

import dev.straingauge.producer.journal.EventJson;
import dev.straingauge.producer.journal.EventLog;
import dev.straingauge.producer.journal.JournalException;
import dev.straingauge.producer.journal.LogRecord;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads the events of a run as JSON lines. */
public final class TailRun {

  private static final Duration MARGIN = Duration.ofMinutes(10);

  private TailRun() {}

  /**
   * Gives every record of the run to {@code lines}, in log order.
   *
   * @param follow goes on until WriterEnded or RunClosed, or an interrupt; else ends where the log
   *     ends now
   * @return how many records there were
   * @throws RunException {@code run-unknown} (exit 2) when there is none and {@code follow} is off;
   *     {@code kafka-unreachable} (exit 1)
   */
  public static long tail(
      RunId run,
      Map<String, Object> kafka,
      String topicPrefix,
      boolean follow,
      Consumer<String> lines) {
    try (EventLog log = EventLog.open(kafka, Topic.EVENTS, topicPrefix)) {
      int partition = log.partitionOf(run);
      Reader reader = new Reader(run.toString(), lines);
      long from = log.offsetAt(partition, run.at().minus(MARGIN));
      long end = log.end(partition);
      log.read(partition, from, end, reader);
      if (reader.count == 0) {
        log.read(partition, log.beginning(partition), from, reader);
      }
      while (follow && !reader.closed && !Thread.currentThread().isInterrupted()) {
        from = end;
        end = log.awaitEnd(partition, from);
        log.read(partition, from, end, reader);
      }
      if (reader.count == 0) {
        throw new RunException(
            "run-unknown",
            2,
            "tail run '%s': no record of it on the broker".formatted(run),
            List.of(),
            null,
            null);
      }
      return reader.count;
    } catch (JournalException e) {
      throw new RunException(
          "kafka-unreachable",
          1,
          "tail run '%s': %s".formatted(run, e.getMessage()),
          List.of(),
          null,
          e);
    }
  }

  private static final class Reader implements Consumer<LogRecord> {
    private final String key;
    private final Consumer<String> lines;
    private final EventJson json = new EventJson();
    private long count;
    private boolean closed;

    Reader(String key, Consumer<String> lines) {
      this.key = key;
      this.lines = lines;
    }

    @Override
    public void accept(LogRecord record) {
      if (record.key().equals(key)) {
        count++;
        closed |=
            record
                .mark()
                .filter(mark -> mark.equals("WriterEnded") || mark.equals("RunClosed"))
                .isPresent();
        lines.accept(json.line(record));
      }
    }
  }
}
