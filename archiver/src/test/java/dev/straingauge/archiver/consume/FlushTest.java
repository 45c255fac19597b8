package dev.straingauge.archiver.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.archiver.MemoryStore;
import dev.straingauge.archiver.TestRun;
import dev.straingauge.archiver.chunk.ChunkFacts;
import dev.straingauge.archiver.chunk.ChunkName;
import dev.straingauge.archiver.chunk.ChunkReader;
import dev.straingauge.archiver.chunk.OlderRecords;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.StoredObject;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Adopting chunks that another life wrote: nothing is lost, nothing is there twice. */
class FlushTest {

  private static final RunId RUN = TestRun.id("flush", 1);
  private static final byte[] KEY = RUN.toString().getBytes(StandardCharsets.UTF_8);
  private static final Keys KEYS = new Keys("");

  private final MemoryStore store = new MemoryStore();
  private final List<TestRun.Sent> events = TestRun.of("n", 40, 0).events();
  private final ArchiverCounters counters = new ArchiverCounters();
  private final Flush flush = new Flush(store, KEYS, new StoreRetry(), counters);

  /** An archiver of its own, which knows nothing of the others but the store. */
  private PartitionRuns life(boolean takesOver) {
    PartitionRuns partition = new PartitionRuns(3, 1 << 20);
    if (takesOver) {
      claims().takeOver(partition);
    }
    return partition;
  }

  private Claims claims() {
    return new Claims(store, KEYS, "cluster", 1 << 20, new StoreRetry());
  }

  private void take(PartitionRuns partition, int from, int to) {
    for (int i = from; i < to; i++) {
      partition.take(Topic.EVENTS, KEY, events.get(i).value(), i * 2L, 0);
    }
    for (OpenRun run : partition.unclaimed()) {
      assertThat(claims().claim(run, 3)).isTrue();
    }
  }

  /** First, last and count of every chunk; each record once, in order. */
  private List<String> chunks() {
    return ChunkName.listed(store, RUN + "/", 3).stream()
        .map(
            name -> {
              ChunkFacts facts =
                  ChunkReader.facts(name, store.get(RUN + "/" + name, 1 << 20).orElseThrow());
              return facts.first() + "-" + facts.last() + ":" + facts.count();
            })
        .toList();
  }

  @Test
  void readsAgainFromTheEndOfAShorterChunk() {
    // Given
    PartitionRuns first = life(false);
    take(first, 0, 10);
    assertThat(flush.write(first)).isEmpty();
    PartitionRuns second = life(false);
    take(second, 0, 25);
    // When
    Map<Topic, Long> rewind = flush.write(second);
    // Then
    assertThat(rewind).containsExactly(Map.entry(Topic.EVENTS, 19L));
    take(second, 0, 25);
    assertThat(flush.write(second)).isEmpty();
    assertThat(chunks()).containsExactly("0-18:10", "20-48:15");
  }

  @Test
  void skipsWhatALongerChunkHolds() {
    // Given
    PartitionRuns first = life(false);
    take(first, 0, 25);
    flush.write(first);
    PartitionRuns second = life(false);
    take(second, 0, 10);
    // When
    Map<Topic, Long> rewind = flush.write(second);
    // Then
    assertThat(rewind).isEmpty();
    take(second, 10, 40);
    flush.write(second);
    assertThat(chunks()).containsExactly("0-48:25", "50-78:15");
  }

  @Test
  void takesOverWhatWasWrittenAndNotCommitted() {
    // Given
    PartitionRuns first = life(false);
    take(first, 0, 10);
    flush.write(first);
    // When
    PartitionRuns second = life(true);
    take(second, 0, 40);
    // Then
    assertThat(flush.write(second)).isEmpty();
    assertThat(chunks()).containsExactly("0-18:10", "20-78:30");
    assertThat(counters.records()).isEqualTo(40);
  }

  @Test
  void dropsRecordsOfAClosedRun() {
    PartitionRuns partition = life(false);
    take(partition, 0, 10);
    flush.write(partition);
    partition.close(RUN);
    take(partition, 0, 20);
    assertThat(partition.runs()).isEmpty();
    assertThat(partition.setAside()).isEqualTo(20);
  }

  @Test
  void takesNothingBeforeRunStarted() {
    PartitionRuns partition = life(false);
    take(partition, 1, 10);
    assertThat(partition.runs()).isEmpty();
    take(partition, 0, 10);
    flush.write(partition);
    assertThat(chunks()).containsExactly("0-18:10");
  }

  @Test
  void holdsResultsThatComeBeforeTheirRunStarted() {
    // Given
    PartitionRuns partition = life(false);
    TestRun.Sent slice =
        TestRun.of("n", 3, 0).results().stream()
            .filter(s -> s.topic() == Topic.SLICES)
            .findFirst()
            .orElseThrow();
    partition.take(Topic.SLICES, KEY, slice.value(), 7, 0);
    flush.write(partition);
    assertThat(store.list("")).isEmpty();
    // When
    take(partition, 0, 5);
    flush.write(partition);
    // Then
    assertThat(chunks()).containsExactly("0-8:5", "7-7:1");
    assertThat(store.list("_open/").stream().map(StoredObject::key))
        .containsExactly("_open/cluster/3/flush.20261121074501");
  }

  @Test
  void startsANewChunkWhereTheWritersVersionChanges() throws Exception {
    // Given: a producer of release 0.1, replaced in the middle
    OlderRecords release = OlderRecords.release01();
    PartitionRuns partition = life(false);
    for (int i = 0; i < 40; i++) {
      byte[] value = events.get(i).value();
      partition.take(Topic.EVENTS, KEY, i < 25 ? release.value(value) : value, i * 2L, 0);
    }
    assertThat(claims().claim(partition.unclaimed().getFirst(), 3)).isTrue();

    // When
    flush.write(partition);

    // Then
    assertThat(chunks()).containsExactly("0-48:25", "50-78:15");
    List<byte[]> read = new ArrayList<>();
    for (ChunkName name : ChunkName.listed(store, RUN + "/", 3)) {
      ChunkReader.read(
          name,
          store.get(RUN + "/" + name, 1 << 20).orElseThrow(),
          (branch, bytes, from, to) -> read.add(Arrays.copyOfRange(bytes, from, to)));
    }
    assertThat(read)
        .usingElementComparator(Arrays::compare)
        .isEqualTo(
            events.stream()
                .limit(40)
                .map(e -> Arrays.copyOfRange(e.value(), Codec.HEADER_BYTES, e.value().length))
                .toList());
  }

  @Test
  void doesNotClaimARunThatIsFinished() {
    PartitionRuns first = life(false);
    take(first, 0, 10);
    store.put(RUN + "/MANIFEST.json", Content.of(new byte[] {'{', '}'}));
    PartitionRuns second = life(false);
    second.take(Topic.EVENTS, KEY, events.getFirst().value(), 0, 0);
    assertThat(claims().claim(second.unclaimed().getFirst(), 3)).isFalse();
    assertThat(store.list("_open/")).isEmpty();
  }
}
