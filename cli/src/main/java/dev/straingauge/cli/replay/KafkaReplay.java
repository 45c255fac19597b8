package dev.straingauge.cli.replay;

import dev.straingauge.archiver.chunk.EventPeek;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.event.Event;
import dev.straingauge.event.RunStarted;
import dev.straingauge.producer.run.RunCopy;
import dev.straingauge.producer.stage.Pace;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The events of an archived run into Kafka, under an id of their own, paced by their time (contract
 * D4). The archive is read while they are written. Not thread-safe.
 */
public final class KafkaReplay implements AutoCloseable {

  /**
   * A jump of the writers' time beyond this is no time to wait for: the analysis refuses it too.
   */
  private static final long LONGEST_JUMP_NANOS = Duration.ofHours(24).toNanos();

  private static final Duration STEP = Duration.ofMillis(100);

  private final RunArchive archive;
  private final Wanted wanted;
  private final Progress progress;
  private final long[] envelope = new long[4];
  private @Nullable RunCopy copy;
  private long firstTime;
  private long lastTime;
  private long begun;

  /**
   * What is wanted.
   *
   * @param testName first part of the new id
   * @param pace how fast the run's time passes
   * @param rules other rules; null: its own
   * @param kafka client properties
   * @param topicPrefix of all topics
   * @param clock for the new id
   */
  public record Wanted(
      String testName,
      Pace pace,
      @Nullable List<Rule> rules,
      Map<String, Object> kafka,
      String topicPrefix,
      InstantSource clock) {}

  /** Hears how far it is. */
  public interface Progress {

    /** The copy has its id. */
    void claimed(RunId run);

    /** Called often. */
    void at(long records, Duration ofRun);
  }

  private KafkaReplay(RunArchive archive, Wanted wanted, Progress progress) {
    this.archive = archive;
    this.wanted = wanted;
    this.progress = progress;
  }

  /**
   * What was written.
   *
   * @param run the new id
   * @param records how many
   */
  public record Copied(RunId run, long records) {}

  /**
   * Writes it; returns when Kafka has all of it.
   *
   * @param stopped whether to give up
   * @throws CancellationException if {@code stopped} said so: the copy has no end then
   * @throws Failure ARCHIVE_INCOMPLETE if the archived events do not begin with RunStarted
   * @throws dev.straingauge.producer.run.RunException if Kafka takes no more
   * @throws dev.straingauge.archiver.store.StoreException if a chunk cannot be read, or is not what
   *     was written
   */
  public static Copied write(
      RunArchive archive, Wanted wanted, Progress progress, BooleanSupplier stopped) {
    try (KafkaReplay replay = new KafkaReplay(archive, wanted, progress)) {
      archive.read(
          Topic.EVENTS,
          (branch, bytes, from, to) -> {
            if (stopped.getAsBoolean()) {
              throw new CancellationException("stopped");
            }
            replay.take(branch, bytes, from, to, stopped);
          });
      RunCopy whole = replay.copy;
      if (whole == null) {
        throw replay.noBeginning("it has no events");
      }
      whole.flush();
      return new Copied(whole.id(), whole.written());
    }
  }

  @Override
  public void close() {
    if (copy != null) {
      copy.close();
    }
  }

  private void take(int branch, byte[] bytes, int from, int to, BooleanSupplier stopped) {
    byte[] value = ArchivedEvents.value(branch, bytes, from, to);
    RunCopy open = copy;
    if (open == null) {
      begin(value);
      return;
    }
    String type = "";
    if (branch != TopicFormat.RAW) {
      type = EventPeek.body(bytes, from, to);
      EventPeek.envelope(bytes, from, to, envelope);
      await(open, envelope[3], stopped);
    }
    open.write(value, type);
    progress.at(open.written(), Duration.ofNanos(lastTime - firstTime));
  }

  private void begin(byte[] value) {
    Event first;
    try {
      first = new Codec().decodeEvent(value);
    } catch (MalformedRecordException e) {
      throw noBeginning(String.valueOf(e.getMessage()));
    }
    if (!(first.getBody() instanceof RunStarted)) {
      throw noBeginning("its first event is no RunStarted");
    }
    List<Rule> rules = wanted.rules();
    RunCopy claimed =
        RunCopy.claim(
            new RunCopy.Source(
                archive.manifest().archivedAs(),
                first,
                wanted.testName(),
                own -> rules == null ? own : RuleTrial.config(own, set -> set.with(rules))),
            wanted.kafka(),
            wanted.topicPrefix(),
            wanted.clock());
    copy = claimed;
    firstTime = first.getTime();
    lastTime = firstTime;
    begun = System.nanoTime();
    progress.claimed(claimed.id());
  }

  private Failure noBeginning(String why) {
    return Failure.of(
        ErrorId.ARCHIVE_INCOMPLETE,
        "replay run '%s': %s (expected its RunStarted first)"
            .formatted(archive.manifest().archivedAs(), why));
  }

  /** Waits until it is time for an event of that time. */
  private void await(RunCopy open, long time, BooleanSupplier stopped) {
    if (time <= lastTime || time - lastTime > LONGEST_JUMP_NANOS) {
      return;
    }
    lastTime = time;
    long due = begun + wanted.pace().wallNanos(time - firstTime);
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      if (stopped.getAsBoolean()) {
        throw new CancellationException("stopped");
      }
      progress.at(open.written(), Duration.ofNanos(lastTime - firstTime));
      try {
        Thread.sleep(Duration.ofNanos(Math.min(left, STEP.toNanos())));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted");
      }
    }
  }
}
