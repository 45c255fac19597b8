package dev.straingauge.archiver.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.archiver.TestRun;
import dev.straingauge.archiver.chunk.ChunkName;
import dev.straingauge.archiver.chunk.OlderRecords;
import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A run of which an older version wrote the first half of the events. */
class OlderRunTest extends RunFinisherFixture {

  private static final String OPERATIONS =
      "SELECT id, outcome, completed_offset_seconds, limited_nanos FROM FILE ORDER BY id";

  @Test
  void isFinishedCheckedAndReadAsOneOfThisVersion() throws Exception {
    // Given
    archive(TestRun.of("n", 30, 0));
    finish();
    List<String> expected = rows("operations.parquet", OPERATIONS);
    id = TestRun.id("finish", 2);
    TestRun run = TestRun.of("n", 30, 0);
    archive(run);
    OlderRecords release = OlderRecords.release01();
    List<byte[]> values = new ArrayList<>(run.events().stream().map(TestRun.Sent::value).toList());
    replace(Topic.EVENTS, values.subList(20, values.size()));
    for (int i = 0; i < 20; i++) {
      values.set(i, release.value(values.get(i)));
    }
    ChunkName name = new ChunkName(Topic.EVENTS, 3, 7, false);
    store.putIfAbsent(
        "lab/" + id + "/" + name,
        Content.of(release.chunk(name, values.subList(0, 20))),
        new TreeMap<>());

    // When
    Manifest manifest = finish();

    // Then
    assertThat(manifest.complete()).as(manifest.reason()).isTrue();
    RecordHash hash = new RecordHash();
    values.stream().skip(2).forEach(hash::add); // without the two marks of a start
    assertThat(manifest.hashes()).containsEntry("events", hash.hex());
    assertThat(rows("operations.parquet", OPERATIONS)).isEqualTo(expected);
    RunArchive archive = new Runs(store, new Keys("lab")).open(id).orElseThrow();
    assertThat(archive.examine(RunCheck::of).findings()).isEmpty();
  }
}
