package dev.straingauge.analyzer.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.analyzer.fold.Fate;
import dev.straingauge.analyzer.fold.Outputs;
import dev.straingauge.analyzer.fold.RandomRun;
import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.event.Event;
import dev.straingauge.schemas.topic.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunStoreTest {

  private static final String RUN = "test/20260101000000";

  private final Outputs ignored =
      new Outputs() {
        @Override
        public void emit(Topic topic, SpecificRecord result) {}

        @Override
        public void deadLetter(Fate fate, String detail) {}
      };
  private KeyValueStore<Bytes, byte[]> inner;
  private RunStore store;

  @BeforeEach
  void start() {
    inner =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore("runs"), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store = new RunStore(inner, new OpenRuns());
    store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
  }

  @Test
  void runsComeBackFromWhatWasFlushed() {
    List<Event> events = RandomRun.events(1, 5, 20);
    RunAnalysis run = RunAnalysis.open(events.getFirst(), ignored).orElseThrow();
    events.subList(1, 100).forEach(event -> run.accept(event, ignored));
    store.open(RUN, run);

    store.flushCache();
    store.clearCache();

    RunAnalysis found = Objects.requireNonNull(store.find(RUN));
    assertThat(found).isNotSameAs(run);
    assertThat(found.eventsRead()).isEqualTo(100);
    assertThat(found.watermark()).isEqualTo(run.watermark());
  }

  @Test
  void whatWasNotFlushedIsForgotten() {
    store.open(RUN, RunAnalysis.open(RandomRun.events(1, 5, 20).getFirst(), ignored).orElseThrow());

    store.clearCache();

    assertThat(store.find(RUN)).isNull();
  }

  @Test
  void openRunOfAnOlderAnalysisIsRefusedByNameAndKept() {
    // Given
    byte[] id = RUN.getBytes(StandardCharsets.UTF_8);
    byte[] facts =
        ByteBuffer.allocate(id.length + 7)
            .put((byte) 'r')
            .put(id)
            .put((byte) 0)
            .put((byte) 1)
            .putInt(0)
            .array();
    inner.put(Bytes.wrap(facts), ByteBuffer.allocate(4).putInt(RunAnalysis.VERSION - 1).array());

    // When, Then
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(store::load)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "go on with open runs: opened 'test/20260101000000' by analysis %d (expected analysis %d): finish them with the version that opened them"
                  .formatted(RunAnalysis.VERSION - 1, RunAnalysis.VERSION));
      store.clearCache();
    }
    assertThat(store.cells()).as("left for the version that opened it").isEqualTo(1);
  }

  @Test
  void lastTenThousandClosedRunsAreRemembered() {
    for (int i = 0; i <= ClosedRuns.REMEMBERED; i++) {
      store.close("run-" + i);
    }

    assertThat(store.wasClosed("run-0")).isFalse();
    assertThat(store.wasClosed("run-1")).isTrue();
    assertThat(store.wasClosed("run-10000")).isTrue();
    store.clearCache();
    assertThat(store.wasClosed("run-0")).isFalse();
    assertThat(store.wasClosed("run-1")).isTrue();
    store.close("run-more");
    assertThat(store.wasClosed("run-1")).isFalse();
    assertThat(store.cells()).isEqualTo(ClosedRuns.REMEMBERED);
  }
}
