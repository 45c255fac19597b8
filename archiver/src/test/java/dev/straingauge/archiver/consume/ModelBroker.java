package dev.straingauge.archiver.consume;

import dev.straingauge.archiver.TestRun;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * One partition number of all topics, as far as an archiver can see it: records that become visible
 * piece by piece, committed offsets, and who owns the group. Thread-safe.
 */
final class ModelBroker {

  /** A record, or a gap in the offsets such as a transaction's marker leaves. */
  @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
  record Entry(RunId run, byte @Nullable [] value) {
    byte[] key() {
      return run.toString().getBytes(StandardCharsets.UTF_8);
    }
  }

  private final Map<Topic, List<Entry>> log = new EnumMap<>(Topic.class);
  private final Map<Topic, Integer> visible = new EnumMap<>(Topic.class);
  private final Map<Topic, Integer> start = new EnumMap<>(Topic.class);
  private final Map<String, OffsetAndMetadata> committed = new HashMap<>();
  private final List<Topic> order = new ArrayList<>();
  private final Random random;
  private int shown;
  private int owner;

  ModelBroker(Random random) {
    this.random = random;
    for (Topic topic : Topic.values()) {
      log.put(topic, new ArrayList<>());
      visible.put(topic, 0);
      start.put(topic, 0);
    }
  }

  /** Interleaves the records of several runs, each in its own order. */
  void fill(Map<RunId, TestRun> runs) {
    Map<RunId, List<TestRun.Sent>> left = new HashMap<>();
    List<RunId> ids = new ArrayList<>(runs.keySet());
    runs.forEach(
        (id, run) -> {
          List<TestRun.Sent> all = new ArrayList<>(run.events());
          all.addAll(run.results());
          left.put(id, all);
        });
    while (!ids.isEmpty()) {
      RunId id = ids.get(random.nextInt(ids.size()));
      List<TestRun.Sent> rest = Objects.requireNonNull(left.get(id));
      int some = Math.min(rest.size(), 1 + random.nextInt(40));
      for (TestRun.Sent sent : rest.subList(0, some)) {
        if (random.nextInt(20) == 0) {
          of(sent.topic()).add(new Entry(id, null));
          order.add(sent.topic());
        }
        of(sent.topic()).add(new Entry(id, sent.value()));
        order.add(sent.topic());
      }
      rest.subList(0, some).clear();
      if (rest.isEmpty()) {
        ids.remove(id);
      }
    }
  }

  /** A new member of the group: whoever owned it is fenced. */
  synchronized int join() {
    return ++owner;
  }

  synchronized boolean isOwner(int member) {
    return owner == member;
  }

  /** Shows some more of the log. */
  synchronized void advance() {
    int more = random.nextInt(60);
    for (int i = 0; i < more && shown < order.size(); i++) {
      visible.merge(order.get(shown++), 1, Integer::sum);
    }
  }

  synchronized void showAll() {
    while (shown < order.size()) {
      visible.merge(order.get(shown++), 1, Integer::sum);
    }
  }

  /**
   * Retention takes some of what is visible and not committed, of some topics; of the results never
   * the last record of a run, without which it stays open.
   *
   * @return whether it took anything
   */
  synchronized boolean forget() {
    boolean took = false;
    for (Topic topic : Topic.values()) {
      OffsetAndMetadata position = committed(ModelConsumer.at(topic).toString());
      int from = Math.max(start(topic), position == null ? 0 : (int) position.offset());
      int most = Math.min((int) end(topic), firstLast(topic)) - from;
      if (most > 0 && random.nextInt(3) == 0) {
        start.put(topic, from + 1 + random.nextInt(most));
        took = true;
      }
    }
    return took;
  }

  /** Offset of the first record that is the last one of its run. */
  private int firstLast(Topic topic) {
    List<Entry> log = of(topic);
    Map<RunId, Integer> last = new HashMap<>();
    for (int i = 0; i < log.size(); i++) {
      if (log.get(i).value() != null) {
        last.put(log.get(i).run(), i);
      }
    }
    return last.values().stream().mapToInt(Integer::intValue).min().orElse(log.size());
  }

  /** Whether the first record of a run's events is gone. */
  synchronized boolean beginningGone(RunId run) {
    List<Entry> events = of(Topic.EVENTS);
    for (int i = 0; i < start(Topic.EVENTS); i++) {
      if (events.get(i).value() != null && events.get(i).run().equals(run)) {
        return true;
      }
    }
    return false;
  }

  /** Offset of the first record that is kept. */
  synchronized int start(Topic topic) {
    return Objects.requireNonNull(start.get(topic));
  }

  synchronized long end(Topic topic) {
    return Objects.requireNonNull(visible.get(topic));
  }

  /** The record at {@code offset}; null when there is none, or not yet. */
  synchronized @Nullable Entry at(Topic topic, long offset) {
    return offset < end(topic) ? of(topic).get((int) offset) : null;
  }

  synchronized @Nullable OffsetAndMetadata committed(String topicPartition) {
    return committed.get(topicPartition);
  }

  synchronized void commit(Map<String, OffsetAndMetadata> offsets) {
    committed.putAll(offsets);
  }

  private List<Entry> of(Topic topic) {
    return Objects.requireNonNull(log.get(topic));
  }
}
