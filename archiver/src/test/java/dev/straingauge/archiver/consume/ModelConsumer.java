package dev.straingauge.archiver.consume;

import dev.straingauge.schemas.topic.Topic;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * A consumer of {@link ModelBroker}: as much of it as the archiver uses. Commits fail at times,
 * before or after they are there, and partitions go and come back.
 */
final class ModelConsumer {

  private static final String PREFIX = "t.";
  private static final List<Topic> TOPICS = List.of(Topic.values());

  /** Of one member: without rest nothing is ever finished, and that would be right. */
  private static final int MOST_REBALANCES = 3;

  private final ModelBroker broker;
  private final Random random;
  private final Runnable pulse;
  private final Committing commits;
  private final int member;
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Set<TopicPartition> paused = new HashSet<>();
  private @Nullable ConsumerRebalanceListener listener;
  private boolean assigned;
  private int rebalances;
  private @Nullable Topic slow;
  private int slowFor;
  private volatile boolean woken;

  /** A commit, as the process that asks for it survives it. */
  interface Committing {
    void commit(Runnable work);
  }

  private ModelConsumer(ModelBroker broker, Random random, Runnable pulse, Committing commits) {
    this.broker = broker;
    this.random = random;
    this.pulse = pulse;
    this.commits = commits;
    member = broker.join();
  }

  /**
   * @param pulse called at each poll; throws when the process is dead, waits while it is frozen
   * @param commits does the commits; may throw before or after
   */
  @SuppressWarnings("unchecked")
  static Consumer<byte[], byte[]> of(
      ModelBroker broker, Random random, Runnable pulse, Committing commits) {
    ModelConsumer model = new ModelConsumer(broker, random, pulse, commits);
    return (Consumer<byte[], byte[]>)
        Proxy.newProxyInstance(
            ModelConsumer.class.getClassLoader(),
            new Class<?>[] {Consumer.class},
            (proxy, method, args) -> model.answer(method, args == null ? new Object[0] : args));
  }

  @SuppressWarnings("unchecked")
  private @Nullable Object answer(Method method, Object[] args) {
    switch (method.getName()) {
      case "subscribe" -> listener = (ConsumerRebalanceListener) args[1];
      case "pause" -> paused.addAll((Collection<TopicPartition>) args[0]);
      case "resume" -> paused.removeAll((Collection<TopicPartition>) args[0]);
      case "seek" -> positions.put((TopicPartition) args[0], (Long) args[1]);
      case "wakeup" -> woken = true;
      case "close" -> positions.clear();
      case "commitSync" ->
          commits.commit(() -> commit((Map<TopicPartition, OffsetAndMetadata>) args[0]));
      default -> {
        return question(method.getName(), args);
      }
    }
    return null;
  }

  @SuppressWarnings("unchecked")
  private @Nullable Object question(String name, Object[] args) {
    return switch (name) {
      case "poll" -> poll();
      case "paused" -> Set.copyOf(paused);
      case "assignment" -> Set.copyOf(positions.keySet());
      case "partitionsFor" -> List.of();
      case "position" -> positions.get((TopicPartition) args[0]);
      case "committed" -> committed((Set<TopicPartition>) args[0]);
      case "endOffsets" -> ends((Collection<TopicPartition>) args[0]);
      case "toString" -> "member " + member;
      default -> throw new UnsupportedOperationException(name);
    };
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    pulse.run();
    if (woken) {
      throw new WakeupException();
    }
    fence();
    broker.advance();
    rebalance();
    slowDown();
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = new HashMap<>();
    for (TopicPartition at : List.copyOf(positions.keySet())) {
      if (!paused.contains(at) && topic(at) != slow) {
        List<ConsumerRecord<byte[], byte[]>> some = some(at);
        if (!some.isEmpty()) {
          found.put(at, some);
        }
      }
    }
    if (found.isEmpty()) {
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
    return new ConsumerRecords<>(found, Map.of());
  }

  /** Now and then one topic lags behind the others: most often the events, which are the most. */
  private void slowDown() {
    if (slowFor > 0) {
      slowFor--;
    } else if (random.nextInt(12) == 0) {
      slow = random.nextBoolean() ? Topic.EVENTS : TOPICS.get(random.nextInt(TOPICS.size()));
      slowFor = 1 + random.nextInt(40);
    } else {
      slow = null;
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> some(TopicPartition at) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    long offset = Math.max(position(at), broker.start(topic(at))); // earliest, when out of range
    int most = random.nextInt(80);
    for (int i = 0; i < most && offset < broker.end(topic(at)); i++, offset++) {
      ModelBroker.Entry entry = broker.at(topic(at), offset);
      if (entry != null && entry.value() != null) {
        records.add(new ConsumerRecord<>(at.topic(), 0, offset, entry.key(), entry.value()));
      }
    }
    positions.put(at, offset);
    return records;
  }

  private void rebalance() {
    ConsumerRebalanceListener listening = listener;
    if (listening == null) {
      return;
    }
    if (assigned && rebalances < MOST_REBALANCES && random.nextInt(60) == 0) {
      rebalances++;
      List<TopicPartition> all = List.copyOf(positions.keySet());
      listening.onPartitionsRevoked(all);
      positions.clear();
      paused.clear();
      assigned = false;
    }
    if (!assigned) {
      for (Topic topic : Topic.values()) {
        TopicPartition at = at(topic);
        OffsetAndMetadata known = broker.committed(at.toString());
        positions.put(at, known == null ? 0L : known.offset());
      }
      assigned = true;
      listening.onPartitionsAssigned(List.copyOf(positions.keySet()));
    }
  }

  private void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    fence();
    int fault = random.nextInt(12);
    if (fault == 0) {
      throw new CommitFailedException();
    }
    Map<String, OffsetAndMetadata> named = new HashMap<>();
    offsets.forEach((at, offset) -> named.put(at.toString(), offset));
    broker.commit(named);
    if (fault == 1) {
      throw new TimeoutException("the answer was lost");
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> asked) {
    Map<TopicPartition, OffsetAndMetadata> known = new HashMap<>();
    asked.forEach(at -> known.put(at, broker.committed(at.toString())));
    return known;
  }

  private Map<TopicPartition, Long> ends(Collection<TopicPartition> asked) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    asked.forEach(at -> ends.put(at, broker.end(topic(at))));
    return ends;
  }

  private void fence() {
    if (!broker.isOwner(member)) {
      throw new FencedInstanceIdException("a newer member came");
    }
  }

  private long position(TopicPartition at) {
    Long position = positions.get(at);
    if (position == null) {
      throw new IllegalStateException("no position for partition " + at);
    }
    return position;
  }

  /** The one partition of a topic. */
  static TopicPartition at(Topic topic) {
    return new TopicPartition(topic.name(PREFIX), 0);
  }

  private static Topic topic(TopicPartition at) {
    for (Topic topic : Topic.values()) {
      if (topic.name(PREFIX).equals(at.topic())) {
        return topic;
      }
    }
    throw new IllegalArgumentException(at.toString());
  }
}
