package dev.straingauge.producer.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.config.Scenario.Entries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sets:} of our own form. */
class SetsTest {

  private static final String PLAN =
      """
      name: sets
      target: {driver: block}
      phases:
        - {name: a, duration: 1m, load: {shape: constant, rate: 1/s}, operations: {create_set: 1}}
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void hasDefaultsForEachKey() throws IOException {
    assertThat(load(PLAN).scenario().sets())
        .contains(
            new Scenario.Sets(
                3,
                "OrderedReady",
                "RollingUpdate",
                8L << 30,
                Duration.ofMinutes(5),
                "always",
                Duration.ofSeconds(40),
                new Entries(10, 1 << 20),
                new Entries(50, 10 << 10),
                new Entries(3, 5 << 20)));
  }

  @Test
  void readsEachKey() throws IOException {
    LoadedScenario loaded =
        load(
            PLAN
                + """
                sets:
                  replicas: 5
                  podManagement: Parallel
                  updateStrategy: OnDelete
                  volume: 1GiB
                  gracePeriod: 15m
                  preStop: alternate
                  preStopDuration: 1m
                  bulk: {count: 1, size: 2KiB}
                  frequent: {count: 3, size: 4KiB}
                  large: {count: 5, size: 6KiB}
                """);

    assertThat(loaded.scenario().sets())
        .contains(
            new Scenario.Sets(
                5,
                "Parallel",
                "OnDelete",
                1L << 30,
                Duration.ofMinutes(15),
                "alternate",
                Duration.ofMinutes(1),
                new Entries(1, 2 << 10),
                new Entries(3, 4 << 10),
                new Entries(5, 6 << 10)));
    assertThat(loaded.warnings()).isEmpty();
  }

  @Test
  void tellsAllThatIsWrong() {
    PlanException refused =
        catchThrowableOfType(
            PlanException.class,
            () ->
                load(
                    PLAN
                        + """
                        limits: {pods: 2}
                        sets:
                          replicas: 0
                          podManagement: Orderd
                          gracePeriod: 1500ms
                          preStop: sometimes
                          bulk: {count: 0, size: 1GB}
                        """));

    assertThat(refused.problems())
        .extracting(problem -> problem.path() + ": " + problem.message())
        .contains(
            "sets.replicas: 0 (expected ≥ 1)",
            "sets.podManagement: 'Orderd' is unknown (expected OrderedReady, Parallel)",
            "sets.gracePeriod: 1s500ms (expected whole seconds)",
            "sets.preStop: 'sometimes' is unknown (expected always, never, alternate)",
            "sets.bulk.count: 0 (expected ≥ 1)",
            "sets: 3 replicas, but limits are 2 pods and 500 volumes (expected room for one set)");
  }

  @Test
  void warnsOfAnUnknownKeyAHookThatIsCutAndOfSetsThatNobodyUses() throws IOException {
    assertThat(load(PLAN + "sets: {replicsa: 5, gracePeriod: 30s}").warnings())
        .extracting(warning -> warning.path() + ": " + warning.message())
        .contains(
            "sets: unknown key 'replicsa' ignored (did you mean 'replicas'?)",
            "sets.gracePeriod: the preStop hook takes 40s, the grace period is 30s: the hook is"
                + " cut");
    LoadedScenario unused = load(PLAN.replace("create_set", "create_pvc") + "sets: {replicas: 5}");
    assertThat(unused.scenario().sets()).isEmpty();
    assertThat(unused.warnings())
        .anySatisfy(
            warning -> assertThat(warning.message()).startsWith("no phase has an operation"));
  }

  @Test
  void givesEachMeasureATimeoutByTheGracePeriod() throws IOException {
    Scenario scenario =
        load(PLAN + "sets: {gracePeriod: 1m}\ntimeouts: {move_with_prestop: 2m}").scenario();

    assertThat(scenario.timeout("terminate_member")).contains(Duration.ofSeconds(70));
    assertThat(scenario.timeout("restart_member")).contains(Duration.ofMinutes(11));
    assertThat(scenario.timeout("move_with_prestop")).contains(Duration.ofMinutes(2));
    assertThat(scenario.timeout("put_bulk")).as("never drawn").isEmpty();
    assertThat(load(PLAN.replace("create_set", "create_pvc")).scenario().timeout("restart_member"))
        .as("plans without sets keep their hash")
        .isEmpty();
  }

  private LoadedScenario load(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("f.yaml"), yaml);
    return ScenarioFiles.load(file.toString(), List.of(), OptionalLong.empty());
  }
}
