package dev.straingauge.producer.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.straingauge.schemas.config.Scenario;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioFilesTest {

  private static final OptionalLong NO_SEED = OptionalLong.empty();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"quickstart", "efs-orchestrator", "block-churn", "steady-io", "ramp-to-knee"})
  void shippedScenariosAreCleanAndNamedLikeTheirFile(String name) {
    LoadedScenario loaded = ScenarioFiles.load(name, List.of(), NO_SEED);

    assertThat(loaded.warnings()).isEmpty();
    assertEquals(name, loaded.scenario().name());
    assertEquals("shipped", loaded.source());
  }

  @Test
  void listsShippedScenariosWithALineEach() {
    assertThat(ScenarioFiles.shipped())
        .extracting(ShippedScenario::name)
        .containsExactly(
            "quickstart",
            "efs-orchestrator",
            "block-churn",
            "steady-io",
            "ramp-to-knee",
            "etcd-rolling-restart");
    assertThat(ScenarioFiles.shipped())
        .allSatisfy(s -> assertThat(s.line()).isNotBlank().hasSizeLessThan(140));
  }

  @Test
  void quickstartIsOneHourWithACrashAndPodsThatAreNeverReady() {
    Scenario quickstart = ScenarioFiles.load("quickstart", List.of(), NO_SEED).scenario();

    assertEquals(Duration.ofHours(1), quickstart.planned());
    assertThat(quickstart.faults())
        .extracting(Scenario.Fault::kind)
        .containsExactly("controller-crash", "never-ready");
    assertThat(quickstart.phases().getFirst().sequence())
        .containsSubsequence(EfsForm.OPENING)
        .containsOnlyOnceElementsOf(List.of("verify_readwrite", "run_specific_scenario"));
  }

  @Test
  void theShippedEfsOrchestratorIsWhatTheEfsFormMakesOfTheFrameworksValues() throws Exception {
    Path file =
        write(
            "orchestrator.yaml",
            "operation_weights: {create_pvc: 30, attach_pod: 25, delete_pod: 25, "
                + "delete_pvc: 25, verify_readwrite: 25, run_specific_scenario: 25}\n");

    assertEquals(
        ScenarioFiles.load(file.toString(), List.of(), NO_SEED).scenario(),
        ScenarioFiles.load("efs-orchestrator", List.of(), NO_SEED).scenario());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "quikstart, find scenario 'quikstart': not shipped and no such file (did you mean"
        + " 'quickstart'?)",
    "efs-orchestartor, find scenario 'efs-orchestartor': not shipped and no such file (did you mean"
        + " 'efs-orchestrator'?)",
    "nowhere.yaml, find scenario 'nowhere.yaml': not shipped and no such file",
  })
  void namesTheNearestShippedScenario(String name, String headline) {
    PlanException e = failure(name);

    assertEquals("scenario-unknown", e.id());
    assertEquals(headline, e.headline());
    assertThat(e.hint()).hasValue("straingauge scenarios");
    assertThat(e.problems()).isEmpty();
  }

  @Test
  void refusesAPathThatCannotBeOne() {
    assertEquals(
        "find scenario 'a\\u0000b': not shipped and no such file", failure("a\u0000b").headline());
  }

  @Test
  void refusesALargeFileBeforeReadingIt() throws Exception {
    Path file = folder.resolve("large.yaml");
    try (var out =
        Files.newByteChannel(
            file,
            java.nio.file.StandardOpenOption.CREATE,
            java.nio.file.StandardOpenOption.WRITE)) {
      out.position(100_000_000L - 1).write(java.nio.ByteBuffer.wrap(new byte[] {'a'}));
    }

    assertUnreadable(file, "is 100,000,000 bytes long (expected at most 1MiB)");
  }

  @Test
  void refusesADirectoryWithoutAConfiguration() {
    assertUnreadable(
        folder,
        "is a directory without an EFS configuration (expected a file, or one of driver.yaml,"
            + " storage.yaml, test.yaml, pod.yaml, scenarios.yaml in it)");
  }

  @Test
  void refusesABinaryFile() throws Exception {
    Path file = folder.resolve("binary.yaml");
    Files.write(file, new byte[] {(byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 1});

    assertUnreadable(file, "is no UTF-8 text (expected a YAML file)");
  }

  @Test
  void refusesControlCharacters() throws Exception {
    assertUnreadable(
        write("nul.yaml", "name: a\u0000b\n"), "character U+0000 at 7 (expected text)");
  }

  @Test
  @Timeout(5)
  void refusesAFileThatIsNone() {
    Path device = Path.of("/dev/zero");
    assumeTrue(Files.exists(device));

    assertUnreadable(device, "is no regular file (expected a YAML file)");
  }

  @Test
  void takesAFileWithAByteOrderMark() throws Exception {
    Path file = write("bom.yaml", "\uFEFF" + NativeFormTest.SMALLEST);

    assertEquals(
        "smallest", ScenarioFiles.load(file.toString(), List.of(), NO_SEED).scenario().name());
  }

  @Test
  void keepsPlanAndHashFixed() throws Exception {
    LoadedScenario loaded =
        ScenarioFiles.load(write("s.yaml", NativeFormTest.SMALLEST).toString(), List.of(), NO_SEED);

    assertThat(loaded.canonicalPlan())
        .startsWith(
            "{\"faults\":[],\"limits\":{\"pods\":1000,\"podsPerVolume\":20,\"volumes\":500},\"name\":\"smallest\",\"phases\":[{\"durationNanos\":60000000000,")
        .doesNotContain("\n");
    assertThat(loaded.planHash()).matches("[0-9a-f]{8}");
    assertEquals(
        loaded.planHash(),
        ScenarioFiles.load(
                write("other-name.yaml", "# a comment\n" + NativeFormTest.SMALLEST).toString(),
                List.of(),
                NO_SEED)
            .planHash());
    assertThat(
            ScenarioFiles.load(folder.resolve("s.yaml").toString(), List.of(), OptionalLong.of(2))
                .planHash())
        .isNotEqualTo(loaded.planHash());
  }

  @Test
  void saysWhereEachValueComesFrom() throws Exception {
    Path file = write("s.yaml", NativeFormTest.SMALLEST + "limits: {pods: 7}\n");

    LoadedScenario loaded =
        ScenarioFiles.load(
            file.toString(),
            List.of("target.nodes=40", "phases.only.load.rate=5/s"),
            OptionalLong.of(9));

    assertThat(sources(loaded))
        .contains(
            "target.nodes=40 --set",
            "phases[0].load.rate=\"5/s\" --set",
            "seed=9 --seed",
            "limits.pods=7 " + file + ":7",
            "limits.volumes=500 default",
            "name=\"smallest\" " + file + ":1");
    assertEquals(40, loaded.scenario().target().nodes());
    assertEquals(new Scenario.Load.Constant(5), loaded.scenario().phases().getFirst().load());
    assertEquals(9, loaded.scenario().seed());
  }

  @Test
  void masksSecretsInPlanAndEffectiveConfiguration() throws Exception {
    Path file =
        write(
            "s.yaml",
            NativeFormTest.SMALLEST
                + "target: {storageClass: {parameters: {accessKey: hunter2, adminPassword: hunter2,"
                + " region: eu}}}\n");

    LoadedScenario loaded =
        ScenarioFiles.load(
            file.toString(), List.of("target.storageClass.parameters.token=hunter2"), NO_SEED);

    assertThat(loaded.scenario().target().storageClass().parameters())
        .contains(
            new Scenario.Parameter("accessKey", "hunter2"),
            new Scenario.Parameter("token", "hunter2"));
    assertThat(loaded.canonicalPlan()).contains("***").contains("\"eu\"").doesNotContain("hunter2");
    assertThat(loaded.effective().toString())
        .contains("***")
        .contains("\"eu\"")
        .doesNotContain("hunter2");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "target.nods=4 | --set  target.nods: unknown key 'nods' (did you mean 'nodes'?)",
        "targt.nodes=4 | --set  targt: unknown key 'targt' (did you mean 'target'?)",
        "target.nodes | --set  'target.nodes' (expected path=value, like target.nodes=40)",
        "target.nodes=-4 | --set  target.nodes: -4 (expected ≥ 1)",
        "phases.onyl.load.rate=5/s | --set  phases.onyl.load.rate: no item 'onyl' (expected only)"
            + " (did you mean 'only'?)",
        "phases[3].load.rate=5/s | --set  phases[3].load.rate: no item '3' (expected only)",
        "phases[0].load.rate=5 | --set  phases[0].load.rate: '5' is no rate (expected like 5/s or"
            + " 30/m)",
        "target.pod={image: [a | --set  target.pod: no YAML: while parsing a flow sequence:"
            + " expected ',' or ']', but got <stream end>",
      })
  void namesWhatIsWrongWithAnOverride(String set, String problem) throws Exception {
    Path file = write("s.yaml", NativeFormTest.SMALLEST);

    PlanException e =
        catchThrowableOfType(
            PlanException.class, () -> ScenarioFiles.load(file.toString(), List.of(set), NO_SEED));

    assertThat(e.problems()).extracting(Problem::toString).containsExactly(problem);
  }

  @Test
  void takesOverridesWithDotsInKeysAndWholeValues() throws Exception {
    Path file =
        write(
            "s.yaml",
            NativeFormTest.SMALLEST
                + "target: {storageClass: {parameters: {csi.storage.k8s.io/fstype: ext4}}}\n");

    Scenario scenario =
        ScenarioFiles.load(
                file.toString(),
                List.of(
                    "target.storageClass.parameters.csi.storage.k8s.io/fstype=xfs",
                    "limits={pods: 3}",
                    "retries.delay="),
                NO_SEED)
            .scenario();

    assertThat(scenario.target().storageClass().parameters())
        .containsExactly(new Scenario.Parameter("csi.storage.k8s.io/fstype", "xfs"));
    assertEquals(3, scenario.limits().pods());
    assertEquals(Duration.ofSeconds(1), scenario.retries().delay());
  }

  @Test
  void refusesASeedThatJsonCannotHold() {
    PlanException e =
        catchThrowableOfType(
            PlanException.class,
            () -> ScenarioFiles.load("quickstart", List.of(), OptionalLong.of(Long.MAX_VALUE)));

    assertThat(e.problems())
        .extracting(Problem::toString)
        .containsExactly(
            "--seed  seed: 9223372036854775807 (expected -9007199254740991 to 9007199254740991)");
  }

  @Test
  void showsAHundredProblemsAndCountsTheRest() throws Exception {
    StringBuilder text = new StringBuilder(NativeFormTest.SMALLEST).append("timeouts:\n");
    text.append("faults:\n");
    for (int i = 0; i < 150; i++) {
      text.append("  - {at: 1s, kind: no, for: 1s}\n");
    }

    PlanException e = failure(write("many.yaml", text.toString()).toString());

    assertThat(e.headline()).endsWith("150 problems");
    assertEquals(101, e.problems().size());
    assertEquals("…  and 50 problems more", e.problems().getLast().toString());
  }

  @Test
  @Timeout(10)
  void staysQuickOverAsManyKeysAsAFileCanHold() throws Exception {
    StringBuilder weights =
        new StringBuilder(NativeFormTest.SMALLEST).append("target: {storageClass: {parameters: {");
    for (int i = 0; i < 40_000; i++) {
      weights.append('p').append(i).append(": 1, ");
    }
    weights.append("}}}\nphases: []\nlimits: {");
    for (int i = 0; i < 40_000; i++) {
      weights.append('q').append(i).append(": 1, ");
    }

    PlanException e = failure(write("wide.yaml", weights.append("}\n").toString()).toString());

    assertThat(e.headline()).endsWith("1 problem, 40,000 warnings");
  }

  @Test
  void refusesAFileWithoutPermission() throws Exception {
    Path file = write("locked.yaml", NativeFormTest.SMALLEST);
    assumeTrue(
        file.toFile().setReadable(false) && !Files.isReadable(file), "root reads everything");

    assertUnreadable(file, "no permission to read it");
  }

  private void assertUnreadable(Path file, String message) {
    PlanException e = failure(file.toString());
    assertEquals("scenario-unreadable", e.id());
    assertEquals("read scenario '" + shortened(file) + "': 1 problem", e.headline());
    assertThat(e.problems()).containsExactly(new Problem(file.toString(), "", message));
  }

  private static String shortened(Path file) {
    String name = file.toString();
    return name.length() > 60 ? name.substring(0, 60) + "…" : name;
  }

  private static PlanException failure(String nameOrPath) {
    return catchThrowableOfType(
        PlanException.class, () -> ScenarioFiles.load(nameOrPath, List.of(), NO_SEED));
  }

  private static List<String> sources(LoadedScenario loaded) {
    return loaded
        .effective()
        .get("values")
        .valueStream()
        .map(
            v ->
                v.get("path").textValue()
                    + "="
                    + v.get("value")
                    + " "
                    + v.get("source").textValue())
        .toList();
  }

  private Path write(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
  }
}
