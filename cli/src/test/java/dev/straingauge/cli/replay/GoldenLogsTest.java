package dev.straingauge.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.analyzer.fold.Fate;
import dev.straingauge.analyzer.fold.Outputs;
import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.archiver.chunk.ChunkBuilder;
import dev.straingauge.archiver.chunk.ChunkName;
import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.report.Manifest.ObjectFacts;
import dev.straingauge.archiver.report.Manifest.TopicFacts;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The analysis gives for the golden logs what it gave when they were archived. When that is meant
 * to change: docs/decisions/092-golden-logs.md.
 */
class GoldenLogsTest {

  private static final boolean RENEW = "1".equals(System.getenv("GOLDEN_RENEW"));

  @ParameterizedTest
  @ValueSource(strings = {"mixed", "stuck", "killed"})
  void comeOutWithTheSameHashes(String test) throws IOException {
    // Given
    RunArchive archive = Golden.open(test);

    // When
    FoldReplay.Outcome outcome = FoldReplay.of(archive);
    if (RENEW) {
      renew(archive, outcome);
      archive = Golden.open(test);
    }

    // Then
    Manifest manifest = archive.manifest();
    assertThat(manifest.analysisVersion())
        .as("analysisVersion rises with any change of outputs, and the golden logs with it")
        .isEqualTo(RunAnalysis.VERSION);
    assertThat(manifest.topics().get(Topic.EVENTS.shortName()))
        .extracting(TopicFacts::records)
        .isEqualTo(outcome.events());
    assertThat(manifest.hashes()).containsAllEntriesOf(outcome.hashes());
    assertThat(outcome.summary().getBooksBalanced()).isTrue();
  }

  /** Events stay; hashes, version, and the results that are kept become what they are now. */
  private static void renew(RunArchive archive, FoldReplay.Outcome outcome) throws IOException {
    Manifest old = archive.manifest();
    requireRaised(old.analysisVersion(), old.hashes(), outcome.hashes());
    Path folder = Golden.FOLDER.resolve(old.archivedAs().toString());
    Map<Topic, List<byte[]>> results = results(archive);
    List<ObjectFacts> objects = new ArrayList<>();
    for (ObjectFacts object : old.objects()) {
      Path file = folder.resolve(object.name());
      ChunkName chunk = ChunkName.parse(object.name()).orElse(null);
      if (chunk == null || chunk.topic() == Topic.EVENTS || !Files.exists(file)) {
        objects.add(object);
      } else {
        long last = Objects.requireNonNull(old.topics().get(chunk.topic().shortName())).last();
        byte[] content = content(chunk, results.getOrDefault(chunk.topic(), List.of()), last);
        Files.write(file, content);
        objects.add(new ObjectFacts(object.name(), content.length, RecordHash.sha256(content)));
      }
    }
    Map<String, TopicFacts> topics = new LinkedHashMap<>();
    old.topics()
        .forEach(
            (topic, facts) ->
                topics.put(
                    topic,
                    new TopicFacts(
                        facts.records(),
                        facts.first(),
                        facts.last(),
                        facts.chunks(),
                        outcome.hashes().getOrDefault(topic, facts.sha256()))));
    Manifest renewed =
        new Manifest(
            old.owner(),
            old.archivedAs(),
            old.complete(),
            old.reason(),
            RunAnalysis.VERSION,
            old.straingaugeVersion(),
            old.described(),
            outcome.summary().getVerdict().name(),
            topics,
            old.books(),
            objects);
    Files.write(folder.resolve("MANIFEST.json"), renewed.toJson());
  }

  /** The next renewal must not make a change good whose version nobody raised. */
  private static void requireRaised(
      int version, Map<String, String> then, Map<String, String> now) {
    boolean same = then.entrySet().containsAll(now.entrySet());
    if (!same && version == RunAnalysis.VERSION) {
      throw new IllegalStateException(
          "renew the golden logs: they are of version %d of the analysis, and its outputs are others now (expected RunAnalysis.VERSION raised first; after a renewal on the way, the golden logs as they are in the last commit)"
              .formatted(version));
    }
  }

  @Test
  void areNotRenewedWithAnotherOutputOfTheSameVersion() {
    Map<String, String> then = Map.of("slices", "aa", "events", "ee");

    assertThatCode(() -> requireRaised(RunAnalysis.VERSION, then, Map.of("slices", "aa")))
        .doesNotThrowAnyException();
    assertThatCode(() -> requireRaised(RunAnalysis.VERSION - 1, then, Map.of("slices", "bb")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> requireRaised(RunAnalysis.VERSION, then, Map.of("slices", "bb")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expected RunAnalysis.VERSION raised first");
  }

  private static Map<Topic, List<byte[]>> results(RunArchive archive) {
    Codec codec = new Codec();
    Map<Topic, List<byte[]>> results = new EnumMap<>(Topic.class);
    FoldReplay.show(
        archive,
        new Outputs() {
          @Override
          public void emit(Topic topic, SpecificRecord result) {
            results.computeIfAbsent(topic, one -> new ArrayList<>()).add(codec.encode(result));
          }

          @Override
          public void deadLetter(Fate fate, String detail) {
            // the golden runs keep none
          }
        });
    return results;
  }

  /** One chunk with all results of a topic; between the last two lie Kafka's own marks. */
  private static byte[] content(ChunkName name, List<byte[]> values, long last) {
    TopicFormat format = TopicFormat.of(name.topic());
    ChunkBuilder chunk = new ChunkBuilder(format, name);
    long offset = name.first();
    for (int i = 0; i < values.size(); i++) {
      byte[] value = values.get(i);
      boolean ends = i > 0 && i == values.size() - 1;
      chunk.add(value, format.branch(value), ends ? Math.max(offset, last) : offset++);
    }
    return chunk.finish();
  }
}
