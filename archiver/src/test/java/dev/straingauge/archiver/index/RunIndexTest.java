package dev.straingauge.archiver.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.archiver.MemoryStore;
import dev.straingauge.archiver.TestReports;
import dev.straingauge.archiver.metrics.RunMetrics;
import dev.straingauge.archiver.read.RunDeletion;
import dev.straingauge.archiver.read.RunEntry;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.schemas.run.RunId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunIndexTest {

  private static final String METRICS = "_index/metrics-1/soak/202611";
  private static final String LIST = "_index/list-1/soak/202611";

  private final TestReports archive = new TestReports();
  private final MemoryStore store = archive.store();
  private final RunIndex index = new RunIndex(store, new Keys(""), 2);

  /** What the runs themselves say. */
  private List<RunReading> readings() {
    return archive.runs().ids().stream().map(run -> RunReading.of(archive.runs(), run)).toList();
  }

  private List<String> readByReadings() {
    store.read();
    index.readings(run -> true);
    return store.read();
  }

  @BeforeEach
  void threeRuns() {
    archive.add(1, "1.3.2", TestReports.attach(3, 0.99));
    archive.add(
        2, "1.3.2", TestReports.operation("attach_pod", "{\"value\":null,\"above\":60}", 1));
    archive.add(3, "1.4.0", TestReports.attach(4, 1));
  }

  @Test
  void givesTheSameWithAndWithoutReadingTheRuns() {
    List<RunReading> fresh = index.readings(run -> true);
    List<RunEntry> list = index.list(run -> true);
    store.read();

    assertThat(index.readings(run -> true)).isEqualTo(fresh).isEqualTo(readings());
    assertThat(index.list(run -> true)).isEqualTo(list).isEqualTo(archive.runs().list());
    assertThat(fresh.getFirst().fit()).isPresent();
    assertThat(readByReadings()).containsExactly(METRICS);
  }

  @Test
  void isNotWrittenForAFewRuns() {
    new RunIndex(store, new Keys(""), 4).readings(run -> true);

    assertThat(store.list("_index/")).isEmpty();
  }

  @Test
  void seesRunsThatCameWereDeletedChangedOrAreNotFinished() {
    // Given
    index.readings(run -> true);
    index.list(run -> true);
    // When
    RunId gone = new RunId("soak", "20261121074501");
    RunDeletion.delete(store, new Keys(""), archive.runs().entry(gone), Instant.EPOCH);
    archive.add(2, "1.3.3", TestReports.attach(9, 1));
    archive.add(4, "1.4.0", TestReports.attach(5, 1));
    store.put("soak/20261121074505/metadata.json", Content.of("{}".getBytes(UTF_8)));
    store.read();
    // Then
    assertThat(index.readings(run -> true))
        .isEqualTo(readings())
        .extracting(RunReading::leftOut)
        .containsExactly("deleted", "", "", "", "no MANIFEST.json: it is not finished");
    assertThat(index.list(run -> true))
        .isEqualTo(archive.runs().list())
        .extracting(RunEntry::state)
        .containsExactly(
            RunEntry.State.DELETED,
            RunEntry.State.COMPLETE,
            RunEntry.State.COMPLETE,
            RunEntry.State.COMPLETE,
            RunEntry.State.UNFINISHED);
    assertThat(readByReadings())
        .doesNotContain("soak/20261121074502/MANIFEST.json", "soak/20261121074503/MANIFEST.json");
  }

  @Test
  void readsARunOfWhichOnlyTheManifestIsDamagedAsWithoutAnIndex() {
    index.list(run -> true);
    store.put("soak/20261121074502/MANIFEST.json", Content.of("{".getBytes(UTF_8)));

    assertThat(index.list(run -> true)).isEqualTo(archive.runs().list());
    assertThat(index.list(run -> true).get(1).state()).isEqualTo(RunEntry.State.DAMAGED);
  }

  @Test
  void doesWithoutWhateverIsNoIndexAndMakesItAnew() throws IOException {
    index.readings(run -> true);
    byte[] good = store.get(METRICS, 1 << 20).orElseThrow();
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      store.put(METRICS, Content.of(bad));
      assertThat(index.readings(run -> true)).isEqualTo(readings());
    }
    for (byte[] bad :
        List.of(new byte[0], new byte[] {1}, "{}".getBytes(UTF_8), cut(good), zeros())) {
      store.put(METRICS, Content.of(bad));
      assertThat(index.readings(run -> true)).isEqualTo(readings());
      assertThat(store.get(METRICS, 1 << 20).orElseThrow()).isEqualTo(good);
    }
  }

  private static byte[] cut(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length / 2);
  }

  private static byte[] zeros() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(new byte[64 << 20]);
    }
    return bytes.toByteArray();
  }

  @Test
  void takesNoShardOfAnotherTestOrMonth() {
    archive.put(new RunId("other", "20261121074501"), "1", true, "", Map.of());
    index.list(run -> true);
    byte[] soak = store.get(LIST, 1 << 20).orElseThrow();
    store.put("_index/list-1/other/202611", Content.of(soak));
    store.put("_index/list-1/soak/202610", Content.of(soak));

    assertThat(index.list(run -> true)).isEqualTo(archive.runs().list());
  }

  @Test
  void writersAtTheSameTimeLeaveAWholeIndex() {
    for (int second = 4; second < 40; second++) {
      archive.add(second, "1.4.0", TestReports.attach(second, 1));
    }
    List<RunReading> expected = readings();

    List<List<RunReading>> read =
        Parallel.map(List.of(1, 2, 3, 4, 5, 6, 7, 8), any -> index.readings(run -> true));

    assertThat(read).allMatch(expected::equals);
    assertThat(readByReadings()).containsExactly(METRICS);
  }

  @Test
  void forgetsRunsWhoseFolderIsGone() {
    index.list(run -> true);
    store.list("soak/20261121074501/").forEach(object -> store.delete(object.key()));
    archive.add(5, "1", TestReports.attach(1, 1));
    archive.add(6, "1", TestReports.attach(1, 1));

    index.list(run -> true);

    assertThat(
            Shard.unpack(new EntryForm(), "soak/202611", store.get(LIST, 1 << 20).orElseThrow())
                .orElseThrow()
                .entries())
        .hasSize(4)
        .doesNotContainKey(new RunId("soak", "20261121074501"));
  }

  @Test
  void leavesOutWhatIsTooLongToBeKept() {
    archive.put(new RunId("soak", "20261121074509"), "v".repeat(9_000), true, "", Map.of("a", "b"));

    assertThat(index.list(run -> true)).isEqualTo(archive.runs().list());
    assertThat(index.list(run -> true)).isEqualTo(archive.runs().list());
  }

  /**
   * What is kept is used by later versions of this programme: whoever changes what is derived of a
   * report, or how it is written, gives {@link MetricsForm} or {@link EntryForm} another name, and
   * then this test the new hashes.
   */
  @Test
  void keepsTheNameOfAFormAsLongAsWhatItKeepsIsTheSame() throws Exception {
    var metrics = new TreeMap<RunId, Shard.Kept<RunMetrics>>();
    index
        .readings(run -> true)
        .forEach(each -> metrics.put(each.run(), new Shard.Kept<>("v", each.fit().orElseThrow())));
    var entries = new TreeMap<RunId, Shard.Kept<RunEntry>>();
    index.list(run -> true).forEach(each -> entries.put(each.run(), new Shard.Kept<>("v", each)));

    assertThat(new MetricsForm().name() + " " + hash(new Shard<>(metrics), new MetricsForm()))
        .isEqualTo("metrics-1 0dac04254e01ab60");
    assertThat(new EntryForm().name() + " " + hash(new Shard<>(entries), new EntryForm()))
        .isEqualTo("list-1 42b9a6b47f9297ca");
  }

  private static <T> String hash(Shard<T> shard, Form<T> form) throws Exception {
    byte[] plain;
    try (var in = new GZIPInputStream(new ByteArrayInputStream(shard.pack(form, "soak/202611")))) {
      plain = in.readAllBytes();
    }
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(plain), 0, 8);
  }
}
