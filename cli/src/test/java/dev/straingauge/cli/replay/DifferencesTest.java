package dev.straingauge.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.archiver.chunk.ChunkBuilder;
import dev.straingauge.archiver.chunk.ChunkName;
import dev.straingauge.archiver.chunk.ChunkReader;
import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.replay.WhatIf.Change;
import dev.straingauge.event.Slice;
import dev.straingauge.producer.plan.RuleFiles;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import dev.straingauge.schemas.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a replay says when the archive holds something else, and what other rules would say. */
class DifferencesTest {

  @TempDir Path temp;
  private Path run = Path.of("");

  @BeforeEach
  void copyTheLog() throws IOException {
    try (Stream<Path> files = Files.walk(Golden.FOLDER.resolve("mixed"))) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Path copy = temp.resolve(Golden.FOLDER.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    try (Stream<Path> runs = Files.list(temp.resolve("mixed"))) {
      run = runs.findFirst().orElseThrow();
    }
  }

  private Path chunk(Topic topic) throws IOException {
    String folder = topic == Topic.EVENTS ? "events" : "analysis/log/" + topic.shortName();
    try (Stream<Path> files = Files.list(run.resolve(folder))) {
      return files.findFirst().orElseThrow();
    }
  }

  /** Other records in a topic, with a manifest that vouches for them. */
  private RunArchive rewritten(Topic topic, UnaryOperator<List<byte[]>> change) throws IOException {
    Path file = chunk(topic);
    ChunkName name =
        ChunkName.parse(run.relativize(file).toString().replace('\\', '/')).orElseThrow();
    TopicFormat format = TopicFormat.of(topic);
    byte[] old = Files.readAllBytes(file);
    List<byte[]> values = new ArrayList<>();
    ChunkReader.read(
        name,
        old,
        (branch, bytes, from, to) -> {
          byte[] header = format.header(branch);
          byte[] value = Arrays.copyOf(header, header.length + to - from);
          System.arraycopy(bytes, from, value, header.length, to - from);
          values.add(value);
        });
    ChunkBuilder builder = new ChunkBuilder(format, name);
    long offset = name.first();
    RecordHash hash = new RecordHash();
    for (byte[] value : change.apply(values)) {
      builder.add(value, format.branch(value), offset++);
      hash.add(value);
    }
    byte[] fresh = builder.finish();
    Files.write(file, fresh);
    Path manifest = run.resolve("MANIFEST.json");
    RunArchive before = Golden.open(temp, "mixed");
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replace(
                "\"bytes\" : %d,\n    \"sha256\" : \"%s\""
                    .formatted(old.length, RecordHash.sha256(old)),
                "\"bytes\" : %d,\n    \"sha256\" : \"%s\""
                    .formatted(fresh.length, RecordHash.sha256(fresh)))
            .replace(
                String.valueOf(before.manifest().hashes().get(topic.shortName())), hash.hex()));
    return Golden.open(temp, "mixed");
  }

  @Test
  void showsTheFirstRecordThatDiffers() throws Exception {
    // Given
    Codec codec = new Codec();
    RunArchive archive =
        rewritten(
            Topic.SLICES,
            values -> {
              values.set(5, codec.encode(changed(codec, values.get(5))));
              values.set(9, values.get(8));
              return values;
            });

    // When
    List<FirstDifference> found = FirstDifference.of(archive, List.of(Topic.SLICES));

    // Then
    assertThat(found).hasSize(1);
    FirstDifference first = found.getFirst();
    assertThat(first.topic() + " " + first.index() + " " + first.type())
        .isEqualTo("slices 5 Slice");
    assertThat(first.at()).isPresent();
    assertThat(first.archived()).contains("\"bytes\": 987654321").hasSizeLessThan(250);
    assertThat(first.replayed()).contains("\"bytes\": ").doesNotContain("987654321");
  }

  private static Slice changed(Codec codec, byte[] value) {
    try {
      Slice slice = (Slice) codec.decode(value);
      slice.put("bytes", 987654321L);
      return slice;
    } catch (MalformedRecordException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void tellsARecordThatOnlyOneSideHas() throws IOException {
    // Given
    RunArchive archive = rewritten(Topic.ROLLING, values -> values.subList(0, values.size() - 2));

    // When
    FirstDifference first = FirstDifference.of(archive, List.of(Topic.ROLLING)).getFirst();

    // Then: two are missing; the archive ends where the analysis goes on
    assertThat(first.archived()).isNull();
    assertThat(first.replayed()).isNotNull();
  }

  @Test
  void findsNothingWhereNothingDiffers() {
    assertThat(FirstDifference.of(Golden.open("mixed"), Topic.RESULTS)).isEmpty();
  }

  @Test
  void cutsTextsAroundThePlaceWhereTheyPart() {
    String same = "x".repeat(500);
    List<String> cut = FirstDifference.cut(same + "a" + same, same + "b" + same);
    assertThat(cut.getFirst()).startsWith("…xxx").contains("a").hasSizeLessThan(210);
    assertThat(cut.getLast()).contains("b").endsWith("x…");
  }

  @Test
  void saysWhatOtherRulesWouldHaveSaid() {
    // When
    WhatIf found = WhatIf.of(Golden.open("mixed"), RuleFiles.load("efs").rules());

    // Then
    assertThat(found.was().getVerdict().name()).isEqualTo("FAIL");
    assertThat(found.would().getVerdict().name()).isEqualTo("NONE");
    assertThat(found.rules())
        .filteredOn(one -> one.change() == Change.REMOVED)
        .extracting(one -> one.shown().path("rule").asText())
        .containsExactly("attach-p50", "complete", "reads");
    assertThat(found.incidents()).isEmpty();
  }

  @Test
  void findsNoDifferenceInTheRulesThatTheRunHad() throws IOException {
    // Given
    Path own = temp.resolve("own.yaml");
    String scenario = Files.readString(Golden.FOLDER.resolve("mixed.yaml"));
    Files.writeString(own, scenario.substring(scenario.indexOf("thresholds:")));

    // When
    WhatIf found =
        WhatIf.of(Golden.open("mixed"), RuleFiles.load(own.toAbsolutePath().toString()).rules());

    // Then
    assertThat(found.rules()).isEmpty();
    assertThat(found.would().getVerdict()).isEqualTo(found.was().getVerdict());
  }

  @Test
  void stopsAtADamagedChunk() throws IOException {
    // Given
    Path chunk = chunk(Topic.EVENTS);
    byte[] bytes = Files.readAllBytes(chunk);
    bytes[bytes.length / 2] ^= 4;
    Files.write(chunk, bytes);

    // When, Then
    assertThatThrownBy(() -> FoldReplay.of(Golden.open(temp, "mixed")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(chunk.getFileName().toString())
        .hasMessageContaining("SHA-256");
  }

  @Test
  void saysThatALogHasNoBeginning() throws IOException {
    // Given
    RunArchive archive = rewritten(Topic.EVENTS, values -> values.subList(1, values.size()));

    // When, Then
    assertThatThrownBy(() -> FoldReplay.of(archive))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.id()).isEqualTo(ErrorId.ARCHIVE_INCOMPLETE))
        .hasMessageContaining("RunStarted");
  }
}
