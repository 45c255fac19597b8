package dev.straingauge.producer.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.straingauge.producer.plan.yaml.Reading;
import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.YamlReader;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.config.Scenario.Fault;
import dev.straingauge.schemas.config.Scenario.IoLoad;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NativeFormTest {

  private static final String OF_SETS =
      " create_set, restart_by_annotation, rollout_restart, restart_by_environment,"
          + " restart_by_image, restart_by_partition, rollback_by_partition, delete_member,"
          + " put_bulk, put_frequent, put_large)";

  static final String SMALLEST =
      """
      name: smallest
      phases:
        - name: only
          duration: 1m
          load: {shape: constant, rate: 1/s}
          operations: {create_pvc: 1}
      """;

  private static final String EVERY_KEY =
      """
      name: every-key
      target:
        kind: storage
        nodes: 7
        driver: efs@3.0.0
        namespace: load
        storageClass:
          name: fast
          reclaimPolicy: Retain
          volumeBindingMode: WaitForFirstConsumer
          mountOptions: [noatime]
          parameters: {region: eu-1, perms: '0700', empty: }
        pod: {image: busybox, readinessInitialDelay: 2s, readinessPeriod: 3s}
        accessMode: RWO
      seed: 42
      phases:
        - {name: a, duration: 90s, warmUp: true, load: {shape: constant, rate: 30/m}, sequence: [create_pvc, delete_pvc]}
        - {name: b, duration: 1m, load: {shape: ramp, from: 0/s, to: 2/s}, operations: {attach_pod: 3, delete_pod: 0}}
        - {name: c, duration: 1m, load: {shape: steps, from: 1/s, to: 9/s, steps: 4}, operations: {delete_pvc: 0.5}}
        - {name: d, duration: 1m, load: {shape: burst, size: 5, every: 10s}, operations: {verify_readwrite: 1}}
        - {name: e, duration: 1m, load: {shape: poisson, rate: 3/s}, operations: {run_specific_scenario: 1}}
        - name: f
          duration: 1h
          load: {shape: closed, workers: 8, think: 500ms}
          operations: {verify_readwrite: 1}
          io: {read: 200/s, write: 100/s, metadata: 60/m, size: 8KiB}
      limits: {volumes: 11, podsPerVolume: 12, pods: 13}
      timeouts:
        create_pvc: 1s
        attach_pod: 2s
        delete_pod: 3s
        delete_pvc: 4s
        verify_readwrite: 5s
        run_specific_scenario: 6s
        many_to_one: 7s
      retries: {attempts: 5, delay: 250ms}
      scenarios:
        shared_volume_rw: {enabled: false}
        many_to_one: {min: 3, max: 4}
        one_to_one: {enabled: yes, min: 5, max: 6}
        concurrent_pvc: {enabled: false, min: 7, max: 8}
        controller_crash: {recoveryTimeout: 9s}
      faults:
        - {at: 0s, kind: controller-crash, for: 20s}
        - {at: 2m, kind: slow-mount, for: 1m, share: 5%, factor: 2.5}
        - {at: 3m, kind: slow-provision, for: 1m}
        - {at: 4m, kind: never-ready, for: 1m, share: 0.25}
        - {at: 5m, kind: fail-mount, for: 1m}
        - {at: 6m, kind: fail-provision, for: 1m}
        - {at: 7m, kind: stale-handle, for: 1m}
      """;

  @Test
  void fillsInAllDefaults() throws Exception {
    Scenario scenario = read(SMALLEST);

    assertEquals(
        new Scenario(
            "smallest",
            new Target(
                "storage",
                20,
                "efs",
                "2.1.8",
                "straingauge",
                new StorageClass("efs-sc", "Delete", "Immediate", List.of(), List.of()),
                new PodTemplate("alpine", seconds(5), seconds(5))),
            1,
            List.of(
                new Phase(
                    "only",
                    seconds(60),
                    false,
                    new Load.Constant(1),
                    List.of(new Weighted("create_pvc", 1)),
                    List.of(),
                    Optional.empty())),
            new Limits(500, 20, 1000),
            List.of(
                new Timeout("create_pvc", seconds(60)),
                new Timeout("attach_pod", seconds(120)),
                new Timeout("delete_pod", seconds(120)),
                new Timeout("delete_pvc", seconds(120)),
                new Timeout("verify_readwrite", seconds(30)),
                new Timeout("run_specific_scenario", seconds(600)),
                new Timeout("shared_volume_rw", seconds(600)),
                new Timeout("many_to_one", seconds(600)),
                new Timeout("one_to_one", seconds(600)),
                new Timeout("concurrent_pvc", seconds(600)),
                new Timeout("controller_crash", seconds(600))),
            new Retries(3, seconds(1)),
            List.of(
                new ScenarioRun("shared_volume_rw", 2, 2, Duration.ZERO),
                new ScenarioRun("many_to_one", 10, 20, Duration.ZERO),
                new ScenarioRun("one_to_one", 10, 20, Duration.ZERO),
                new ScenarioRun("concurrent_pvc", 20, 30, Duration.ZERO),
                new ScenarioRun("controller_crash", 1, 1, seconds(300))),
            List.of()),
        scenario);
  }

  @Test
  void takesEveryKey() throws Exception {
    Scenario scenario = read(EVERY_KEY);

    assertEquals(
        new Scenario(
            "every-key",
            new Target(
                "storage",
                7,
                "efs",
                "3.0.0",
                "load",
                new StorageClass(
                    "fast",
                    "Retain",
                    "WaitForFirstConsumer",
                    List.of("noatime"),
                    List.of(new Parameter("region", "eu-1"), new Parameter("perms", "0700"))),
                new PodTemplate("busybox", seconds(2), seconds(3)),
                "RWO"),
            42,
            List.of(
                new Phase(
                    "a",
                    seconds(90),
                    true,
                    new Load.Constant(0.5),
                    List.of(),
                    List.of("create_pvc", "delete_pvc"),
                    Optional.empty()),
                phase(
                    "b",
                    new Load.Ramp(0, 2),
                    new Weighted("attach_pod", 3),
                    new Weighted("delete_pod", 0)),
                phase("c", new Load.Steps(1, 9, 4), new Weighted("delete_pvc", 0.5)),
                phase("d", new Load.Burst(5, seconds(10)), new Weighted("verify_readwrite", 1)),
                phase("e", new Load.Poisson(3), new Weighted("run_specific_scenario", 1)),
                new Phase(
                    "f",
                    Duration.ofHours(1),
                    false,
                    new Load.Closed(8, Duration.ofMillis(500)),
                    List.of(new Weighted("verify_readwrite", 1)),
                    List.of(),
                    Optional.of(new IoLoad(200, 100, 1, 8192)))),
            new Limits(11, 12, 13),
            List.of(
                new Timeout("create_pvc", seconds(1)),
                new Timeout("attach_pod", seconds(2)),
                new Timeout("delete_pod", seconds(3)),
                new Timeout("delete_pvc", seconds(4)),
                new Timeout("verify_readwrite", seconds(5)),
                new Timeout("run_specific_scenario", seconds(6)),
                new Timeout("many_to_one", seconds(7)),
                new Timeout("one_to_one", seconds(6)),
                new Timeout("controller_crash", seconds(6))),
            new Retries(5, Duration.ofMillis(250)),
            List.of(
                new ScenarioRun("many_to_one", 3, 4, Duration.ZERO),
                new ScenarioRun("one_to_one", 5, 6, Duration.ZERO),
                new ScenarioRun("controller_crash", 1, 1, seconds(9))),
            List.of(
                new Fault(Duration.ZERO, "controller-crash", seconds(20), 1, 1),
                new Fault(seconds(120), "slow-mount", seconds(60), 0.05, 2.5),
                new Fault(seconds(180), "slow-provision", seconds(60), 1, 10),
                new Fault(seconds(240), "never-ready", seconds(60), 0.25, 1),
                new Fault(seconds(300), "fail-mount", seconds(60), 1, 1),
                new Fault(seconds(360), "fail-provision", seconds(60), 1, 1),
                new Fault(seconds(420), "stale-handle", seconds(60), 1, 1))),
        scenario);
  }

  @Test
  void takesTheStorageClassByNameAlone() throws Exception {
    Scenario scenario = read(SMALLEST + "target: {driver: efs, storageClass: other}\n");

    assertEquals(
        new StorageClass("other", "Delete", "Immediate", List.of(), List.of()),
        scenario.target().storageClass());
  }

  @Test
  void findsAllProblemsAtOnceSortedByLine() {
    String text =
        """
        name: -bad-
        target: {kind: mesh, nodes: 0, driver: blok@1.4.0, storageClas: x}
        seed: much
        phases:
          - name: a
            duration: 50 minutess
            load: {shape: constant, rate: -1/s}
            operations: {create_pvc: -5, atach_pod: 1}
          - name: a
            duration: -5m
            load: {shape: closed, workers: 0, think: 99999999999d}
            operations: {create_pvc: 0, attach_pod: 0}
          - name: c
            duration: 0s
            load: {shape: sawtooth}
            sequence: [create_pvc, destroy]
            operations: {create_pvc: .nan}
            io: {read: 0/s, size: 4 KiBi}
        limits: {volumes: 1.5, pods: 3000000000}
        timeouts: {create_pvc: 0s, attach_pods: 2m}
        retries: {attempts: 0}
        scenarios: {many_to_one: {min: 20, max: 10, enabled: perhaps}}
        faults:
          - {at: 6h, kind: controler-crash, for: 0s}
          - {kind: never-ready, share: 500%, for: 1m}
          - {at: 1s, kind: slow-mount, for: 1s, factor: 0.5}
        thresholds: [{id: x}]
        retires: {}
        """;

    PlanException e = catchThrowableOfType(PlanException.class, () -> load(text));

    assertEquals("config-invalid", e.id());
    assertThat(e.problems())
        .extracting(Problem::toString)
        .containsExactly(
            "f.yaml:1  name: '-bad-' is no test name (expected 1 to 40 letters, digits, '-' and"
                + " '_', the first and last a letter or digit)",
            "f.yaml:2  target.kind: 'mesh' is not supported by this version (expected storage)",
            "f.yaml:2  target.nodes: 0 (expected ≥ 1)",
            "f.yaml:2  target.driver: no driver profile 'blok' (expected efs, block, or a file"
                + " NAME.yaml) (did you mean 'block'?)",
            "f.yaml:3  seed: 'much' is no whole number (expected like 1)",
            "f.yaml:6  phases[0].duration: '50 minutess' is no duration (expected like 50m or"
                + " 1h30m)",
            "f.yaml:7  phases[0].load.rate: -1/s (expected ≥ 0)",
            "f.yaml:8  phases[0].operations.create_pvc: -5 (expected ≥ 0)",
            "f.yaml:8  phases[0].operations.atach_pod: unknown operation 'atach_pod' (expected"
                + " create_pvc, attach_pod, delete_pod, delete_pvc, verify_readwrite,"
                + " run_specific_scenario, expand_pvc, create_snapshot, delete_snapshot,"
                + OF_SETS
                + " (did you"
                + " mean 'attach_pod'?)",
            "f.yaml:9  phases[1].name: 'a' is the name of an earlier phase too (expected unique"
                + " names)",
            "f.yaml:10  phases[1].duration: -5m (expected > 0)",
            "f.yaml:11  phases[1].load.workers: 0 (expected ≥ 1)",
            "f.yaml:11  phases[1].load.think: '99999999999d' is too long (expected at most"
                + " 106751d)",
            "f.yaml:12  phases[1].operations: the weights are all zero (expected at least one above"
                + " 0)",
            "f.yaml:13  phases[2]: has operations and a sequence (expected one of them)",
            "f.yaml:14  phases[2].duration: 0s (expected > 0)",
            "f.yaml:15  phases[2].load.shape: 'sawtooth' is unknown (expected constant, ramp,"
                + " steps, burst, poisson, closed)",
            "f.yaml:16  phases[2].sequence: unknown operation 'destroy' (expected create_pvc,"
                + " attach_pod, delete_pod, delete_pvc, verify_readwrite, run_specific_scenario,"
                + " expand_pvc, create_snapshot, delete_snapshot,"
                + OF_SETS,
            "f.yaml:17  phases[2].operations.create_pvc: '.nan' is no number (expected like 2 or"
                + " 0.5)",
            "f.yaml:18  phases[2].io.size: '4 KiBi' is no size (expected like 4KiB or 1MiB)",
            "f.yaml:18  phases[2].io: read, write and metadata are all 0 (expected at least one"
                + " above 0)",
            "f.yaml:19  limits.volumes: '1.5' is no whole number (expected like 500)",
            "f.yaml:19  limits.pods: 3000000000 (expected ≤ 1000000)",
            "f.yaml:20  timeouts.create_pvc: 0s (expected > 0)",
            "f.yaml:21  retries.attempts: 0 (expected ≥ 1)",
            "f.yaml:22  scenarios.many_to_one.enabled: 'perhaps' is no boolean (expected true or"
                + " false)",
            "f.yaml:22  scenarios.many_to_one.min: 20 is above max 10",
            "f.yaml:24  faults[0].at: 6h is not before the end of the plan (expected < 3m)",
            "f.yaml:24  faults[0].kind: 'controler-crash' is unknown (expected controller-crash,"
                + " slow-provision, fail-provision, slow-mount, fail-mount, never-ready,"
                + " stale-handle, slow-attach, fail-attach, slow-detach, fail-detach, lost-volume,"
                + " double-attach, node-loss, out-of-service,"
                + " force-delete, node-drain, fail-prestop, slow-terminate, slow-unmount,"
                + " api-throttling, node-cordon, node-taint) (did you mean 'controller-crash'?)",
            "f.yaml:24  faults[0].for: 0s (expected > 0)",
            "f.yaml:25  faults[1].at: is missing (expected the time since the start, like 6m)",
            "f.yaml:25  faults[1].share: 500% (expected ≤ 100 %)",
            "f.yaml:26  faults[2].factor: 0.5 (expected ≥ 1)",
            "f.yaml:27  thresholds[0].statistic: is missing (expected count, rate, ratio, max,"
                + " completeness, p50, p90, p95, p99, p99.9)",
            "f.yaml:27  thresholds[0].above: is missing (expected levels like above: {warning: 30s,"
                + " critical: 60s}, or below)",
            "f.yaml:27  thresholds[0].window: is missing (expected 10s, 1m, 5m or run)");
    assertThat(e.warnings())
        .extracting(Warning::toString)
        .containsExactly(
            "f.yaml:2  warning: target: unknown key 'storageClas' ignored (did you mean"
                + " 'storageClass'?)",
            "f.yaml:20  warning: timeouts: unknown key 'attach_pods' ignored (did you mean"
                + " 'attach_pod'?)",
            "f.yaml:28  warning: unknown key 'retires' ignored (did you mean 'retries'?)");
  }

  static Stream<Arguments> invalid() {
    String phase =
        "name: t\nphases: [{name: a, duration: %s, load: %s, operations: {create_pvc: 1}}]\n";
    return Stream.of(
        Arguments.of(
            "nothing",
            "a: 1\n",
            List.of(
                "1  name: is missing (expected a test name)",
                "1  phases: is missing or empty (expected a list with at least one phase)")),
        Arguments.of("no mapping", "- a\n", List.of("1  is a list (expected a mapping)")),
        Arguments.of(
            "phases no list",
            "name: t\nphases: {a: 1}\n",
            List.of("2  phases: is a mapping (expected a list)")),
        Arguments.of(
            "no phase",
            "name: t\nphases: []\n",
            List.of("2  phases: is missing or empty (expected a list with at least one phase)")),
        Arguments.of(
            "phase no mapping",
            "name: t\nphases: [7]\n",
            List.of("2  phases[0]: is the number 7 (expected a mapping)")),
        Arguments.of(
            "rate 0",
            phase.formatted("1m", "{shape: poisson, rate: 0/s}"),
            List.of("2  phases[0].load.rate: 0/s (expected ≥ 0.000001/s)")),
        Arguments.of(
            "rate too high",
            phase.formatted("1m", "{shape: poisson, rate: 100001/s}"),
            List.of("2  phases[0].load.rate: 100001/s (expected ≤ 100000/s)")),
        Arguments.of(
            "ramp of nothing",
            phase.formatted("1m", "{shape: ramp, from: 0/s, to: 0/s}"),
            List.of("2  phases[0].load.to: from and to are both 0/s (expected one above 0)")),
        Arguments.of(
            "ramp without ends",
            phase.formatted("1m", "{shape: ramp}"),
            List.of("2  phases[0].load.from: is missing (expected like 5/s or 30/m)")),
        Arguments.of(
            "one step",
            phase.formatted("1m", "{shape: steps, from: 1/s, to: 2/s, steps: 1}"),
            List.of("2  phases[0].load.steps: 1 (expected ≥ 2)")),
        Arguments.of(
            "empty burst",
            phase.formatted("1m", "{shape: burst, size: 0, every: 0s}"),
            List.of(
                "2  phases[0].load.size: 0 (expected ≥ 1)",
                "2  phases[0].load.every: 0s (expected > 0)")),
        Arguments.of(
            "no shape",
            phase.formatted("1m", "{rate: 1/s}"),
            List.of(
                "2  phases[0].load.shape: is missing (expected constant, ramp, steps, burst,"
                    + " poisson, closed)")),
        Arguments.of(
            "load no mapping",
            phase.formatted("1m", "5/s"),
            List.of("2  phases[0].load: is the text '5/s' (expected a mapping)")),
        Arguments.of(
            "too long",
            phase.formatted("85h", "{shape: constant, rate: 1/s}"),
            List.of("2  phases[0].duration: 3d13h (expected ≤ 3d12h)")),
        Arguments.of(
            "duration is a list",
            phase.formatted("[1m]", "{shape: constant, rate: 1/s}"),
            List.of("2  phases[0].duration: is a list (expected a duration like 50m or 1h30m)")),
        Arguments.of(
            "bare number",
            phase.formatted("60", "{shape: constant, rate: 1/s}"),
            List.of("2  phases[0].duration: '60' is no duration (expected like 50m or 1h30m)")),
        Arguments.of(
            "too long together",
            "name: t\n"
                + "phases: [{name: a, duration: 84h, load: {shape: constant, rate: 1/s},"
                + " operations: {create_pvc: 1}}, {name: b, duration: 1m, load: {shape: constant,"
                + " rate: 1/s}, operations: {create_pvc: 1}}]\n",
            List.of(
                "2  phases: 3d12h1m together (expected at most 3d12h, half of the retention of the"
                    + " topic 'events')")),
        Arguments.of(
            "sequence too long",
            "name: t\n"
                + "phases: [{name: a, duration: 2s, load: {shape: constant, rate: 30/m}, sequence:"
                + " [create_pvc, delete_pvc]}]\n",
            List.of(
                "2  phases[0].duration: 2s is too short for the sequence: the last of its 2"
                    + " operations starts at 2s")),
        Arguments.of(
            "too many operations",
            phase.formatted("10h", "{shape: burst, size: 1000, every: 1s}"),
            List.of(
                "2  phases[0].load: 36,000,000 operations in one phase (expected at most"
                    + " 10,000,000)")),
        Arguments.of(
            "neither",
            "name: t\nphases: [{name: a, duration: 3s, load: {shape: constant, rate: 30/m}}]\n",
            List.of("2  phases[0]: has neither operations nor a sequence (expected one of them)")),
        Arguments.of(
            "only scenarios, all off",
            "name: t\n"
                + "phases: [{name: a, duration: 3s, load: {shape: constant, rate: 1/s}, operations:"
                + " {run_specific_scenario: 1}}]\n"
                + "scenarios: {shared_volume_rw: {enabled: false}, many_to_one: {enabled: false},"
                + " one_to_one: {enabled: false}, concurrent_pvc: {enabled: false},"
                + " controller_crash: {enabled: false}}\n",
            List.of(
                "3  scenarios: all are disabled, but a phase has run_specific_scenario (expected"
                    + " one enabled)")),
        Arguments.of(
            "unknown kind of target",
            SMALLEST + "target: {kind: stroage}\n",
            List.of(
                "7  target.kind: 'stroage' is unknown (expected storage, eni, mesh) (did you mean"
                    + " 'storage'?)")),
        Arguments.of(
            "no version",
            SMALLEST + "target: {driver: efs@}\n",
            List.of("7  target.driver: 'efs@' has no version after '@' (expected like efs@2.1.8)")),
        Arguments.of(
            "bad namespace",
            SMALLEST + "target: {namespace: My_Space}\n",
            List.of(
                "7  target.namespace: 'My_Space' is no Kubernetes name (expected at most 63 of a-z,"
                    + " 0-9, '-' and '.')")),
        Arguments.of(
            "duplicate key",
            SMALLEST + "name: again\n",
            List.of("7  name: is set twice (expected once; first in line 1)")),
        Arguments.of(
            "tag",
            SMALLEST + "seed: !!java.net.URL [http://x]\n",
            List.of(
                "7  seed: tag 'tag:yaml.org,2002:java.net.URL' (expected a plain value)",
                "7  seed: is a list (expected a whole number)")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void invalid(String name, String text, List<String> firstProblems) {
    PlanException e = catchThrowableOfType(PlanException.class, () -> load(text));

    List<String> found = e.problems().stream().map(Problem::toString).toList();
    for (int i = 0; i < firstProblems.size(); i++) {
      assertThat(found.get(i)).startsWith("f.yaml:" + firstProblems.get(i));
    }
  }

  @Test
  void warnsOfWhatHasNoEffect() throws Exception {
    Reading reading = new Reading();

    NativeForm.read(
        Section.root(
            YamlReader.parse(
                SMALLEST
                    + """
                    faults:
                      - {at: 1s, kind: controller-crash, for: 1s, share: 5%}
                      - {at: 1s, kind: never-ready, for: 1s, factor: 2}
                    limits: {podsPerVolume: 15}
                    """,
                "f.yaml",
                reading::problem),
            reading),
        OptionalLong.empty(),
        Drivers.SIMULATED,
        Path.of(""));

    assertThat(reading.problems()).isEmpty();
    assertThat(
            reading.warnings().stream().map(f -> f.place() + "  " + f.path() + ": " + f.message()))
        .containsExactly(
            "f.yaml:8  faults[0].share: a controller crash hits all: share has no effect",
            "f.yaml:9  faults[1].factor: only slow-… faults have a factor: no effect");
  }

  private static Phase phase(String name, Load load, Weighted... weights) {
    return new Phase(name, seconds(60), false, load, List.of(weights), List.of(), Optional.empty());
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Scenario read(String text) throws Exception {
    return load(text).scenario();
  }

  private static LoadedScenario load(String text) throws Exception {
    return ScenarioFiles.loadText(text, "f.yaml");
  }
}
