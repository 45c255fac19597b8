package dev.straingauge.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.analyzer.AnalyzerService;
import dev.straingauge.analyzer.AnalyzerSettings;
import dev.straingauge.cli.embedded.EmbeddedKafka;
import dev.straingauge.cli.progress.Progress;
import dev.straingauge.cli.stack.ResultReader;
import dev.straingauge.event.AbortRequested;
import dev.straingauge.event.BreachEvent;
import dev.straingauge.event.WriterOutcome;
import dev.straingauge.producer.cluster.simulated.DriverProfile;
import dev.straingauge.producer.cluster.simulated.DriverProfiles;
import dev.straingauge.producer.cluster.simulated.SimulatedCluster;
import dev.straingauge.producer.plan.LoadedScenario;
import dev.straingauge.producer.plan.ScenarioFiles;
import dev.straingauge.producer.run.ProducerRun;
import dev.straingauge.producer.run.RunEngine;
import dev.straingauge.producer.run.RunOutcome;
import dev.straingauge.producer.run.RunRequest;
import dev.straingauge.producer.stage.LiveStage;
import dev.straingauge.producer.stage.Pace;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import dev.straingauge.schemas.topic.Topics;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadOnlyIT {

  private static final String PREFIX = "t.";

  @TempDir Path folder;

  /** The load here, the analysis elsewhere, time is real: breaches come over their topic. */
  @Test
  void isEndedByABreachThatTheAnalysisTells() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      // Given
      Map<String, Object> clients = Map.of("bootstrap.servers", kafka.bootstrapServers());
      Topics.createAndCheck(clients, PREFIX, Topic.DEFAULT_PARTITIONS, Duration.ofSeconds(20));
      RunRequest request = request(clients);
      List<String> said = new ArrayList<>();
      try (AnalyzerService analyzer = new AnalyzerService(settings(clients));
          ProducerRun run = ProducerRun.claim(request, LoadOnlyIT::live);
          ResultReader results = follow(request, run)) {
        analyzer.start();

        // When
        RunOutcome outcome = LoadOnly.execute(request, run, new Progress.NoProgress(), said::add);

        // Then
        List<BreachEvent> breaches = breaches(results);
        assertThat(outcome.ended().getOutcome()).isEqualTo(WriterOutcome.ABORTED);
        assertThat(outcome.aborted())
            .isEqualTo(new AbortRequested("rule enough", breaches.getFirst().getBreachId()));
        assertThat(outcome.ended().getStarted()).isLessThan(outcome.ended().getPlanned());
        assertThat(said)
            .containsExactly(
                "rule enough is breached and says abort: no new operations, then the run is ended");
      }
    }
  }

  private static List<BreachEvent> breaches(ResultReader results) {
    List<BreachEvent> breaches = new ArrayList<>();
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (breaches.isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      results.poll(Duration.ofMillis(50));
      breaches.addAll(results.takeBreaches());
    }
    return breaches;
  }

  private static ResultReader follow(RunRequest request, ProducerRun run) {
    return ResultReader.open(
        request.kafka(),
        PREFIX,
        run.id(),
        Topics.partitionOf(run.id(), Topic.DEFAULT_PARTITIONS),
        Duration.ofMinutes(1));
  }

  private static RunEngine live(Scenario scenario, RunId run) {
    LiveStage stage = new LiveStage(scenario.seed(), InstantSource.system());
    DriverProfile profile = DriverProfiles.of(scenario.target());
    return new RunEngine(
        stage,
        false,
        journal -> new SimulatedCluster(scenario, profile, stage.timeline(), journal));
  }

  private AnalyzerSettings settings(Map<String, Object> clients) {
    return new AnalyzerSettings(
        clients, PREFIX, 1, folder.resolve("streams"), Duration.ofMillis(100));
  }

  private RunRequest request(Map<String, Object> clients) throws Exception {
    Path file = folder.resolve("enough.yaml");
    try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/enough.yaml"))) {
      Files.write(file, in.readAllBytes());
    }
    LoadedScenario loaded = ScenarioFiles.load(file.toString(), List.of(), OptionalLong.empty());
    return new RunRequest(
        loaded,
        "enough",
        List.of(),
        Pace.max(),
        clients,
        PREFIX,
        Topic.DEFAULT_PARTITIONS,
        "test",
        InstantSource.system());
  }
}
