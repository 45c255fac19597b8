package dev.straingauge.producer.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.config.Scenario.Limits;
import dev.straingauge.schemas.config.Scenario.Load;
import dev.straingauge.schemas.config.Scenario.Parameter;
import dev.straingauge.schemas.config.Scenario.Phase;
import dev.straingauge.schemas.config.Scenario.PodTemplate;
import dev.straingauge.schemas.config.Scenario.Retries;
import dev.straingauge.schemas.config.Scenario.ScenarioRun;
import dev.straingauge.schemas.config.Scenario.StorageClass;
import dev.straingauge.schemas.config.Scenario.Target;
import dev.straingauge.schemas.config.Scenario.Timeout;
import dev.straingauge.schemas.config.Scenario.Weighted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EfsFormTest {

  private static final String TEST =
      """
      test:
        duration: 90
        namespace: load
        operation_interval: 0.5
      resource_limits: {max_pods_per_pvc: 3, max_pvcs: 4, total_max_pods: 1500}
      operation_weights:
        create_pvc: 1
        attach_pod: 2
        delete_pod: 3
        delete_pvc: 4
        verify_readwrite: 0
        run_specific_scenario: 5.5
      retries: {max_attempts: 2, retry_delay: 1.5, pvc_bind_timeout: 45}
      logging: {console_enabled: true, level: INFO}
      metrics: {collect_operation_durations: true}
      reporting: {json_report: true, report_directory: out}
      """;

  private static final String SCENARIOS =
      """
      scenarios:
        many_to_one: {enabled: true, min_pods: 2, max_pods: 3}
        one_to_one: {enabled: false, min_pairs: 4, max_pairs: 5}
        concurrent_pvc: {enabled: true, min_pvcs: 6, max_pvcs: 7}
        controller_crash:
          enabled: true
          recovery_timeout: 120
          controller_namespace: kube-system
          controller_pod_selector: "app=efs-csi-controller"
      """;

  private static final String STORAGE =
      """
      storage_class:
        name: other-sc
        mount_options: [tls]
        reclaim_policy: Retain
        volume_binding_mode: WaitForFirstConsumer
        parameters: {provisioningMode: efs-ap, basePath: /x, region:, directoryPerms: '0750'}
      """;

  private static final String POD =
      """
      pod_config:
        image: busybox
        command: [/bin/sh]
        node_selector: {a: b}
        readiness_probe: {initial_delay_seconds: 1, period_seconds: 2}
      """;

  private static final String DRIVER =
      """
      driver: {repository: r, namespace: kube-system, version: 2.0.1, filesystem_id: fs-1, install_method: helm}
      driver_resources: {controller: {log_level: 5}}
      """;

  @TempDir Path folder;

  @Test
  void fillsInAllDefaultsAndTakesKeysWithoutValueAsMissing() {
    LoadedScenario loaded =
        ScenarioFiles.loadText(
            """
            test:
              duration:
              operation_interval:
            resource_limits:
            operation_weights:
              create_pvc:
            scenarios:
              many_to_one:
            """,
            "efs.yaml");

    assertThat(loaded.warnings()).isEmpty();
    assertEquals(defaults(), loaded.scenario());
  }

  @Test
  void takesEveryKeyFromOneFile() {
    LoadedScenario loaded =
        ScenarioFiles.loadText(TEST + SCENARIOS + STORAGE + POD + DRIVER, "efs.yaml");

    assertEquals(everyKey(), loaded.scenario());
    assertThat(loaded.warnings())
        .extracting(Warning::toString)
        .containsExactly(
            "efs.yaml  warning: accepted, but without effect here: logging, metrics, reporting,"
                + " driver_resources, driver.repository, driver.namespace, driver.install_method,"
                + " pod_config.command, pod_config.node_selector,"
                + " scenarios.controller_crash.controller_namespace,"
                + " scenarios.controller_crash.controller_pod_selector",
            "efs.yaml:20  warning: scenarios.concurrent_pvc.max_pvcs: 6 or more volumes, but the"
                + " limit is 4: it is always skipped");
  }

  @Test
  void takesTheSameFromComponents() throws Exception {
    components(DRIVER, STORAGE, TEST, POD, SCENARIOS);

    LoadedScenario loaded = load();

    assertEquals(everyKey(), loaded.scenario());
    assertThat(loaded.effective().toString())
        .contains(
            "\"form\":\"efs\"",
            "{\"path\":\"test.duration\",\"value\":\"1m30s\",\"source\":\""
                + folder
                + "/test.yaml:2\"}");
  }

  @Test
  void takesADirectoryThatHasSomeOfTheFiles() throws Exception {
    Files.writeString(folder.resolve("storage.yaml"), "storage_class: {name: my-sc}\n");

    Scenario scenario = load().scenario();

    assertEquals("my-sc", scenario.target().storageClass().name());
    assertEquals(defaults().phases(), scenario.phases());
  }

  @Test
  void saysWhenTwoComponentsSetTheSameKey() throws Exception {
    components("driver: {version: 1.0.0}\n", "driver: {version: 2.0.0}\n", "", "", "");
    Files.delete(folder.resolve("test.yaml"));
    Files.delete(folder.resolve("pod.yaml"));
    Files.delete(folder.resolve("scenarios.yaml"));

    LoadedScenario loaded = load();

    assertEquals("2.0.0", loaded.scenario().target().driverVersion());
    assertThat(loaded.warnings())
        .extracting(Warning::text)
        .containsExactly(
            "driver.version: is set in " + folder + "/driver.yaml:1 too; this one counts");
  }

  @Test
  void namesTheFileOfEachProblemOfTheComponents() throws Exception {
    components(
        "driver: 7\n",
        "storage_class: {reclaim_policy: delete}\n",
        "test: {duration: -1}\n",
        "pod_config: []\n",
        "- x\n");

    PlanException e = catchThrowableOfType(PlanException.class, this::load);

    assertThat(e.problems())
        .extracting(Problem::toString)
        .containsExactly(
            folder + "/driver.yaml:1  driver: is the number 7 (expected a mapping)",
            folder + "/pod.yaml:1  pod_config: is a list (expected a mapping)",
            folder
                + "/scenarios.yaml:1  is no mapping of sections (expected like test: {duration:"
                + " 3000})",
            folder
                + "/storage.yaml:1  storage_class.reclaim_policy: 'delete' is unknown (expected"
                + " Delete, Retain) (did you mean 'Delete'?)",
            folder + "/test.yaml:1  test.duration: -1s (expected > 0)");
  }

  @Test
  void warnsOfScenarioRunsThatTheLimitsLeaveNoRoomFor() {
    LoadedScenario loaded =
        ScenarioFiles.loadText(
            """
            resource_limits: {max_pvcs: 15, max_pods_per_pvc: 12}
            scenarios:
              many_to_one: {min_pods: 10, max_pods: 20}
            """,
            "efs.yaml");

    assertThat(loaded.warnings())
        .extracting(Warning::toString)
        .contains(
            "efs.yaml:3  warning: scenarios.many_to_one.max_pods: up to 20 pods on one volume, but"
                + " the limit is 12: larger ones are skipped",
            "efs.yaml:3  warning: scenarios.concurrent_pvc.max_pvcs: 20 or more volumes, but the"
                + " limit is 15: it is always skipped");
  }

  @Test
  void findsAllProblemsAtOnceSortedByLine() {
    PlanException e =
        catchThrowableOfType(
            PlanException.class,
            () ->
                ScenarioFiles.loadText(
                    """
                    test:
                      duration: 50 minutess
                      operation_interval: 0
                    resource_limits: {max_pvcs: 0, max_pvc: 3}
                    operation_weights:
                      attach_pod: -5
                      create_pvc: .nan
                      atach_pod: 1
                    retries: {max_attempts: lots, pvc_bind_timeout: -3}
                    scenarios:
                      many_to_one:
                        min_pods: 20
                        max_pods: 10
                      concurrent_pvcs: {}
                    retires: {}
                    """,
                    "efs.yaml"));

    assertEquals("read scenario 'efs.yaml': 8 problems, 4 warnings", e.headline());
    assertThat(e.problems())
        .extracting(Problem::toString)
        .containsExactly(
            "efs.yaml:2  test.duration: '50 minutess' is no duration (expected like 50m or 1h30m)",
            "efs.yaml:3  test.operation_interval: 0s (expected ≥ 1ms)",
            "efs.yaml:4  resource_limits.max_pvcs: 0 (expected ≥ 1)",
            "efs.yaml:6  operation_weights.attach_pod: -5 (expected ≥ 0)",
            "efs.yaml:7  operation_weights.create_pvc: '.nan' is no number (expected like 2 or"
                + " 0.5)",
            "efs.yaml:9  retries.max_attempts: 'lots' is no whole number (expected like 3)",
            "efs.yaml:9  retries.pvc_bind_timeout: -3s (expected > 0)",
            "efs.yaml:12  scenarios.many_to_one.min_pods: 20 is above max_pods 10");
    assertThat(e.warnings())
        .extracting(Warning::toString)
        .containsExactly(
            "efs.yaml:4  warning: resource_limits: unknown key 'max_pvc' ignored (did you mean"
                + " 'max_pvcs'?)",
            "efs.yaml:8  warning: operation_weights: unknown key 'atach_pod' ignored (did you mean"
                + " 'attach_pod'?)",
            "efs.yaml:14  warning: scenarios: unknown key 'concurrent_pvcs' ignored (did you mean"
                + " 'concurrent_pvc'?)",
            "efs.yaml:15  warning: unknown key 'retires' ignored (did you mean 'retries'?)");
  }

  @Test
  void refusesWeightsThatAreAllZero() {
    PlanException e =
        catchThrowableOfType(
            PlanException.class,
            () ->
                ScenarioFiles.loadText(
                    "operation_weights: {create_pvc: 0, attach_pod: 0, delete_pod: 0, delete_pvc:"
                        + " 0, verify_readwrite: 0, run_specific_scenario: 0}\n",
                    "efs.yaml"));

    assertThat(e.problems())
        .extracting(Problem::toString)
        .containsExactly(
            "efs.yaml:1  operation_weights: the weights are all zero (expected at least one above"
                + " 0)");
  }

  @Test
  void takesOverrides() throws Exception {
    Path file = Files.writeString(folder.resolve("efs.yaml"), "resource_limits: {}\n");

    Scenario scenario =
        ScenarioFiles.load(
                file.toString(),
                List.of("test.duration=50m", "operation_weights.create_pvc=0", "target.nodes=40"),
                OptionalLong.of(5))
            .scenario();

    assertEquals(Duration.ofMinutes(50), scenario.phases().getLast().duration());
    assertEquals(
        new Weighted("create_pvc", 0), scenario.phases().getLast().operations().getFirst());
    assertEquals(40, scenario.target().nodes());
    assertEquals(5, scenario.seed());
  }

  private static Scenario defaults() {
    Load load = new Load.Constant(0.5);
    return new Scenario(
        "efs-orchestrator",
        new Target(
            "storage",
            30,
            "efs",
            "2.1.8",
            "efs-stress-test",
            new StorageClass(
                "efs-sc",
                "Delete",
                "Immediate",
                List.of("tls", "hard", "nfsvers=4.1"),
                List.of(
                    new Parameter("provisioningMode", "efs-ap"),
                    new Parameter("directoryPerms", "700"),
                    new Parameter("deleteAccessPointRootDir", "true"),
                    new Parameter("gidRangeStart", "1500"),
                    new Parameter("gidRangeEnd", "2000"))),
            new PodTemplate("alpine", seconds(5), seconds(5))),
        1,
        List.of(
            new Phase(
                "opening",
                seconds(300),
                false,
                new Load.Constant(1.0 / 30),
                List.of(),
                EfsForm.OPENING,
                Optional.empty()),
            new Phase(
                "random",
                seconds(3000),
                false,
                load,
                weights(25, 25, 20, 15, 15, 20),
                List.of(),
                Optional.empty())),
        new Limits(1000, 50, 3000),
        timeouts(
            30,
            600,
            "shared_volume_rw",
            "many_to_one",
            "one_to_one",
            "concurrent_pvc",
            "controller_crash"),
        new Retries(3, seconds(1)),
        List.of(
            new ScenarioRun("shared_volume_rw", 2, 2, Duration.ZERO),
            new ScenarioRun("many_to_one", 10, 20, Duration.ZERO),
            new ScenarioRun("one_to_one", 10, 20, Duration.ZERO),
            new ScenarioRun("concurrent_pvc", 20, 30, Duration.ZERO),
            new ScenarioRun("controller_crash", 1, 1, seconds(300))),
        List.of());
  }

  private static Scenario everyKey() {
    Load load = new Load.Constant(2);
    return new Scenario(
        "efs-orchestrator",
        new Target(
            "storage",
            15,
            "efs",
            "2.0.1",
            "load",
            new StorageClass(
                "other-sc",
                "Retain",
                "WaitForFirstConsumer",
                List.of("tls"),
                List.of(
                    new Parameter("provisioningMode", "efs-ap"),
                    new Parameter("basePath", "/x"),
                    new Parameter("directoryPerms", "0750"),
                    new Parameter("fileSystemId", "fs-1"))),
            new PodTemplate("busybox", seconds(1), seconds(2))),
        1,
        List.of(
            new Phase(
                "opening",
                seconds(300),
                false,
                new Load.Constant(1.0 / 30),
                List.of(),
                EfsForm.OPENING,
                Optional.empty()),
            new Phase(
                "random",
                seconds(90),
                false,
                load,
                weights(1, 2, 3, 4, 0, 5.5),
                List.of(),
                Optional.empty())),
        new Limits(4, 3, 1500),
        timeouts(45, 420, "shared_volume_rw", "many_to_one", "concurrent_pvc", "controller_crash"),
        new Retries(2, Duration.ofMillis(1500)),
        List.of(
            new ScenarioRun("shared_volume_rw", 2, 2, Duration.ZERO),
            new ScenarioRun("many_to_one", 2, 3, Duration.ZERO),
            new ScenarioRun("concurrent_pvc", 6, 7, Duration.ZERO),
            new ScenarioRun("controller_crash", 1, 1, seconds(120))),
        List.of());
  }

  private static List<Weighted> weights(double... weights) {
    return java.util.stream.IntStream.range(0, weights.length)
        .mapToObj(i -> new Weighted(Kinds.OPERATIONS.get(i), weights[i]))
        .toList();
  }

  private static List<Timeout> timeouts(int bind, int scenario, String... scenarios) {
    List<Timeout> timeouts =
        new java.util.ArrayList<>(
            List.of(
                new Timeout("create_pvc", seconds(bind)),
                new Timeout("attach_pod", seconds(60)),
                new Timeout("delete_pod", seconds(60)),
                new Timeout("delete_pvc", seconds(60)),
                new Timeout("verify_readwrite", seconds(60)),
                new Timeout("run_specific_scenario", seconds(scenario))));
    for (String kind : scenarios) {
      timeouts.add(new Timeout(kind, seconds(scenario)));
    }
    return timeouts;
  }

  private void components(String driver, String storage, String test, String pod, String scenarios)
      throws Exception {
    Files.writeString(folder.resolve("driver.yaml"), driver);
    Files.writeString(folder.resolve("storage.yaml"), storage);
    Files.writeString(folder.resolve("test.yaml"), test);
    Files.writeString(folder.resolve("pod.yaml"), pod);
    Files.writeString(folder.resolve("scenarios.yaml"), scenarios);
  }

  private LoadedScenario load() {
    return ScenarioFiles.load(folder.toString(), List.of(), OptionalLong.empty());
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
