package dev.straingauge.cli.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.analyzer.AnalyzerService;
import dev.straingauge.analyzer.AnalyzerSettings;
import dev.straingauge.archiver.ArchivedRun;
import dev.straingauge.archiver.ArchiverService;
import dev.straingauge.archiver.ArchiverSettings;
import dev.straingauge.archiver.store.S3ObjectStore;
import dev.straingauge.archiver.store.S3Settings;
import dev.straingauge.cli.embedded.EmbeddedS3;
import dev.straingauge.producer.plan.ScenarioFiles;
import dev.straingauge.producer.run.ProducerRun;
import dev.straingauge.producer.run.RunRequest;
import dev.straingauge.producer.stage.Pace;
import dev.straingauge.schemas.topic.Topics;
import dev.straingauge.schemas.topic.TopicsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What has to hold on every broker: topics, and a whole run from the claim to the manifest with
 * equal hashes for equal seeds.
 */
abstract class BrokerContract {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PARTITIONS = 4;
  private static final String SCENARIO =
      """
      name: small
      target: {kind: storage, nodes: 3, driver: efs}
      seed: 7
      phases:
        - {name: churn, duration: 2m, load: {shape: constant, rate: 2/s}, operations: {create_pvc: 2, attach_pod: 2, delete_pod: 1, delete_pvc: 1}}
      limits: {volumes: 50, podsPerVolume: 5, pods: 80}
      """;

  @TempDir Path folder;

  abstract String bootstrapServers();

  @Test
  void findsItsTopicsAgainAndRefusesAnotherNumberOfPartitions() throws TopicsException {
    Topics.createAndCheck(kafka(), "again.", PARTITIONS, LIMIT);

    Topics.createAndCheck(kafka(), "again.", PARTITIONS, LIMIT);

    assertThatThrownBy(() -> Topics.createAndCheck(kafka(), "again.", PARTITIONS + 1, LIMIT))
        .isInstanceOf(TopicsException.class)
        .hasMessageContaining("4")
        .hasMessageContaining("5");
  }

  @Test
  void carriesRunsOfOneSeedFromClaimToManifestWithEqualHashes() throws Exception {
    Path scenario = Files.writeString(folder.resolve("small.yaml"), SCENARIO);
    Topics.createAndCheck(kafka(), "whole.", PARTITIONS, LIMIT);
    try (EmbeddedS3 s3 = EmbeddedS3.start(Files.createDirectories(folder.resolve("data")));
        S3ObjectStore store = storeOf(s3);
        AnalyzerService analyzer =
            new AnalyzerService(
                new AnalyzerSettings(
                    kafka(),
                    "whole.",
                    1,
                    folder.resolve("state"),
                    AnalyzerSettings.DEFAULT_COMMIT_INTERVAL));
        ArchiverService archiver =
            new ArchiverService(
                ArchiverSettings.of(
                    kafka(), "whole.", store, "", folder.resolve("temp"), "0.1.0-test"))) {
      store.createBucket();
      analyzer.start();
      archiver.start();
      analyzer.awaitRunning(LIMIT);
      assertThat(archiver.awaitRunning(LIMIT)).isTrue();

      ArchivedRun first = run(scenario, archiver);
      ArchivedRun second = run(scenario, archiver);

      assertThat(first.complete()).as(first.reason()).isTrue();
      assertThat(second.complete()).as(second.reason()).isTrue();
      assertThat(first.run()).isNotEqualTo(second.run());
      assertThat(new TreeMap<>(second.hashes())).isEqualTo(new TreeMap<>(first.hashes()));
    }
  }

  private ArchivedRun run(Path scenario, ArchiverService archiver) throws Exception {
    RunRequest request =
        new RunRequest(
            ScenarioFiles.load(scenario.toString(), List.of(), OptionalLong.empty()),
            "small",
            List.of(),
            Pace.max(),
            kafka(),
            "whole.",
            PARTITIONS,
            "0.1.0-test",
            InstantSource.system());
    try (ProducerRun run = ProducerRun.claim(request)) {
      assertThat(run.execute().ended().getStarted()).as("operations started").isPositive();
      return archiver.awaitArchived(run.id(), LIMIT);
    }
  }

  private S3ObjectStore storeOf(EmbeddedS3 s3) throws IOException {
    return new S3ObjectStore(
        S3Settings.of(
            s3.endpoint(),
            EmbeddedS3.BUCKET,
            new S3Settings.Credentials(s3.accessKey(), s3.secretKey())));
  }

  private Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", bootstrapServers());
  }
}
