package dev.straingauge.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.report.Manifest.TopicFacts;
import dev.straingauge.schemas.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
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
      renew(archive.manifest(), outcome);
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

  /** Events stay, hashes and version become what they are now. */
  private static void renew(Manifest old, FoldReplay.Outcome outcome) throws IOException {
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
            old.objects());
    Path file = Golden.FOLDER.resolve(old.archivedAs() + "/MANIFEST.json");
    Files.write(file, renewed.toJson());
  }
}
