package dev.straingauge.producer.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.event.Artifact;
import dev.straingauge.event.Event;
import dev.straingauge.event.Heartbeat;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.run.RunId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaJournalTest {

  private static final RunId RUN = RunId.parse("churn/20261121074512");

  private final AtomicLong clock = new AtomicLong(1_000);

  @Test
  void numbersFromOneAndStampsWithTheStagesTime() throws Exception {
    MockProducer<byte[], byte[]> producer = producer(true);
    KafkaJournal journal = journal(producer);

    journal.write(new Heartbeat(7L));
    clock.set(2_000);
    journal.write(started(3));

    assertThat(events(producer)).extracting(Event::getSequence).containsExactly(1L, 2L);
    assertThat(events(producer)).extracting(Event::getTime).containsExactly(1_000L, 2_000L);
    assertThat(events(producer)).extracting(Event::getIncarnation).containsExactly(4, 4);
    assertThat(journal.lastSequence()).isEqualTo(2);
  }

  @Test
  void keysByRunAndNamesMarksInAHeader() {
    MockProducer<byte[], byte[]> producer = producer(true);
    KafkaJournal journal = journal(producer);

    journal.write(new Heartbeat(7L));
    journal.write(started(3));

    ProducerRecord<byte[], byte[]> mark = producer.history().get(0);
    assertThat(new String(mark.key(), StandardCharsets.UTF_8)).isEqualTo("churn/20261121074512");
    assertThat(mark.topic()).isEqualTo("t.events");
    assertThat(mark.headers().lastHeader("mark").value())
        .isEqualTo("Heartbeat".getBytes(StandardCharsets.UTF_8));
    assertThat(producer.history().get(1).headers().toArray()).isEmpty();
  }

  @Test
  void timeNeverGoesBack() throws Exception {
    MockProducer<byte[], byte[]> producer = producer(true);
    KafkaJournal journal = journal(producer);

    journal.write(new Heartbeat(1L));
    clock.set(400);
    journal.write(new Heartbeat(2L));

    assertThat(events(producer)).extracting(Event::getTime).containsExactly(1_000L, 1_000L);
  }

  @Test
  void sendsNothingAfterARecordThatCouldNotBeDelivered() {
    MockProducer<byte[], byte[]> producer = producer(false);
    KafkaJournal journal = journal(producer);
    journal.write(new Heartbeat(1L));
    producer.errorNext(new TimeoutException("120000 ms has passed since batch creation"));

    assertThatThrownBy(() -> journal.write(new Heartbeat(2L)))
        .isInstanceOf(JournalException.class)
        .hasMessage("write to topic 't.events': 120000 ms has passed since batch creation")
        .hasCauseInstanceOf(TimeoutException.class);

    assertThat(producer.closed()).isTrue();
    assertThat(producer.history()).hasSize(1);
    assertThat(journal.lastSequence()).isEqualTo(1);
  }

  @Test
  void refusesAnEventThatIsTooLargeWithoutUsingANumber() throws Exception {
    MockProducer<byte[], byte[]> producer = producer(true);
    KafkaJournal journal = journal(producer);
    ByteBuffer content = ByteBuffer.allocate(1024 * 1024);

    assertThatThrownBy(
            () -> journal.write(new Artifact("big.json", "application/json", 0, 1, content)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write a Artifact: 1,048,6");
    journal.write(new Heartbeat(1L));

    assertThat(events(producer)).extracting(Event::getSequence).containsExactly(1L);
  }

  @Test
  void numbersInOneOrderFromManyThreads() throws Exception {
    MockProducer<byte[], byte[]> producer = producer(true);
    KafkaJournal journal = journal(producer);

    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        threads.execute(
            () -> {
              for (int n = 0; n < 1_000; n++) {
                clock.incrementAndGet();
                journal.write(new Heartbeat(1L));
              }
            });
      }
    }

    List<Event> events = events(producer);
    assertThat(events)
        .hasSize(4_000)
        .isSortedAccordingTo((a, b) -> Long.compare(a.getTime(), b.getTime()));
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).getSequence()).isEqualTo(i + 1);
    }
  }

  private KafkaJournal journal(MockProducer<byte[], byte[]> producer) {
    return new KafkaJournal(new LogWriter(producer, "t.events"), RUN, 0, 4, clock::get);
  }

  private static MockProducer<byte[], byte[]> producer(boolean autoComplete) {
    return new MockProducer<>(
        autoComplete, null, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static OperationStarted started(long id) {
    return new OperationStarted(id, "create_pvc", "create", "vol-3", 1_000L, null);
  }

  private static List<Event> events(MockProducer<byte[], byte[]> producer)
      throws MalformedRecordException {
    Codec codec = new Codec();
    List<Event> events = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : producer.history()) {
      events.add(codec.decodeEvent(record.value()));
    }
    return events;
  }
}
