package dev.straingauge.cli.replay;

import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.event.Event;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.EventReader;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.topic.Topic;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events of an archived run in log order. They are read, checked and decoded on a thread of
 * their own, a bounded number of them ahead, and shown on the caller's.
 */
final class ArchivedEvents {

  private static final int BATCH = 1024;
  private static final int BATCHES = 32;
  private static final byte[] HEADER = TopicFormat.of(Topic.EVENTS).header(0);

  private final RunArchive run;
  private final BlockingQueue<Batch> queue = new ArrayBlockingQueue<>(BATCHES);
  private Batch batch = new Batch();

  /** Some of them. */
  private static final class Batch {
    private final @Nullable Event[] events = new @Nullable Event[BATCH];
    private int size;
    private boolean last;
    private @Nullable Throwable failure;
  }

  private ArchivedEvents(RunArchive run) {
    this.run = run;
  }

  /**
   * Shows them; null stands for a record that is no event.
   *
   * @throws dev.straingauge.archiver.store.StoreException if a chunk cannot be read, or is not what
   *     was written
   */
  static void forEach(RunArchive run, Consumer<@Nullable Event> each) {
    new ArchivedEvents(run).show(each);
  }

  /** Its value as it was in Kafka. */
  static byte[] value(int branch, byte[] bytes, int from, int to) {
    if (branch == TopicFormat.RAW) {
      return Arrays.copyOfRange(bytes, from, to);
    }
    byte[] value = Arrays.copyOf(HEADER, HEADER.length + to - from);
    System.arraycopy(bytes, from, value, HEADER.length, to - from);
    return value;
  }

  private void show(Consumer<@Nullable Event> each) {
    Thread reader = Thread.ofPlatform().daemon().name("replay-read").start(this::read);
    try {
      boolean more = true;
      while (more) {
        Batch next = queue.take();
        for (int i = 0; i < next.size; i++) {
          each.accept(next.events[i]);
        }
        rethrow(next.failure);
        more = !next.last;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while reading events");
    } finally {
      reader.interrupt();
    }
  }

  private static void rethrow(@Nullable Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
  }

  private void read() {
    Codec codec = new Codec();
    EventReader events = new EventReader(codec, RunAnalysis.facts(), RunAnalysis.reasons());
    try {
      run.read(
          Topic.EVENTS,
          (branch, bytes, from, to) -> add(decode(events, value(branch, bytes, from, to))));
      end(null);
    } catch (CancellationException e) {
      Thread.currentThread().interrupt(); // nobody reads on
    } catch (RuntimeException | Error e) {
      end(e);
    }
  }

  private static @Nullable Event decode(EventReader events, byte[] value) {
    try {
      return events.read(value);
    } catch (MalformedRecordException e) {
      return null;
    }
  }

  private void add(@Nullable Event event) {
    batch.events[batch.size++] = event;
    if (batch.size == BATCH) {
      flush();
      batch = new Batch();
    }
  }

  private void flush() {
    try {
      queue.put(batch);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("nobody reads on");
    }
  }

  /** What was read before a failure is shown as well. */
  private void end(@Nullable Throwable failure) {
    batch.last = true;
    batch.failure = failure;
    flush();
  }
}
