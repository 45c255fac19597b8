package dev.straingauge.analyzer.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.analyzer.fold.EventLog;
import dev.straingauge.analyzer.fold.RandomRun;
import dev.straingauge.event.Event;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.StepStarted;
import dev.straingauge.schemas.codec.Codec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When results become visible. */
class CommitsTest {

  private static final byte[] RUN = "test/20260101000000".getBytes(StandardCharsets.UTF_8);

  /** An interval in which a hundred events are many. */
  private static final Duration INTERVAL = Duration.ofMillis(1);

  private final Codec codec = new Codec();
  private final List<Event> events = RandomRun.events(1, 40, 200);
  private final MockProcessorContext<RunKey, byte[]> context = new MockProcessorContext<>();
  private final RunProcessor processor = new RunProcessor(INTERVAL);
  private int processed;

  @BeforeEach
  void start() {
    RunStore store =
        new RunStore(
            Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(RunStoreBuilder.NAME),
                    Serdes.Bytes(),
                    Serdes.ByteArray())
                .withLoggingDisabled()
                .build(),
            new OpenRuns());
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
    context.setRecordMetadata("events", 0, 0);
    processor.init(context);
  }

  private void process(int from, int to) {
    events.subList(from, to).forEach(this::process);
  }

  private void process(Event event) {
    processor.process(new Record<>(RUN, codec.encode(event), 0, new RecordHeaders()));
  }

  /** Whether a commit was asked for at the end of an interval. */
  private boolean commitsAfterInterval() {
    context.resetCommit();
    context.scheduledPunctuators().getFirst().getPunctuator().punctuate(0);
    return context.committed();
  }

  @Test
  void whatFewEventsGaveIsCommittedOnceAndAfterTheInterval() {
    process(0, 5);

    assertThat(commitsAfterInterval()).isTrue();
    assertThat(commitsAfterInterval()).isFalse();
  }

  @Test
  void whatTheEndOfManyGaveIsCommittedAsSoonAsTheyAreOver() {
    process(0, 110);
    context.resetCommit();

    assertThat(commitsAfterInterval()).as("many are coming").isFalse();
    assertThat(commitsAfterInterval()).as("no more are coming").isTrue();
  }

  @Test
  void theEndOfAPaneIsCommittedAtOnceButOnceInAnInterval() {
    EventLog log =
        EventLog.begin()
            .write(new OperationStarted(1L, "attach_pod", "churn", "v", EventLog.EPOCH, null))
            .at(EventLog.SECOND);
    assertThat(commits(log)).as("the first window").isTrue();
    assertThat(commitsAfterInterval()).isFalse();

    assertThat(
            commits(log.at(EventLog.SECOND * 3 / 2).write(new StepStarted("x", null, 1L, false))))
        .as("nothing to see")
        .isFalse();
    assertThat(commits(log.at(2 * EventLog.SECOND))).as("a pane").isTrue();
    assertThat(commits(log.at(3 * EventLog.SECOND))).as("once in an interval").isFalse();
    assertThat(commitsAfterInterval()).isTrue();
  }

  @Test
  void whatComesWithManyEventsWaits() {
    EventLog log =
        EventLog.begin()
            .write(new OperationStarted(1L, "attach_pod", "churn", "v", EventLog.EPOCH, null))
            .at(EventLog.SECOND);
    commits(log);
    commitsAfterInterval();
    for (int i = 0; i < 100; i++) {
      log.write(new StepStarted("step-" + i, null, 1L, false));
    }

    assertThat(commits(log.at(2 * EventLog.SECOND))).isFalse();
  }

  /** Whether a commit was asked for while what is new in {@code log} was processed. */
  private boolean commits(EventLog log) {
    context.resetCommit();
    for (; processed < log.events().size(); processed++) {
      process(log.events().get(processed));
    }
    return context.committed();
  }

  @Test
  void endOfRunIsCommittedAtOnce() {
    process(0, events.size() - 1);
    context.resetCommit();

    process(events.size() - 1, events.size());

    assertThat(context.committed()).isTrue();
  }
}
