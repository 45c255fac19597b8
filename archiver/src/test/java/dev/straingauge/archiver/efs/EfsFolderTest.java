package dev.straingauge.archiver.efs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.straingauge.archiver.intake.ImportedRun;
import dev.straingauge.archiver.intake.IntakeException;
import dev.straingauge.archiver.intake.IntakeTerms;
import dev.straingauge.event.Event;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.Measurement;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.RunClosed;
import dev.straingauge.event.WriterEnded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EfsFolderTest {

  private static final Path FIXTURE = Path.of("src/test/resources/efs");
  private static final String LINE = "2025-06-05 %s,000 - tests.orchestrator - INFO - %s\n";

  @TempDir Path folder;

  @Test
  void makesOperationsOfTheLinesOfALog() throws IOException {
    // When
    ImportedRun run = runs(FIXTURE, "UTC").getFirst();

    // Then: counted by hand in the log
    assertThat(run.id()).hasToString("efs-orchestrator/20250605200646");
    assertThat(outcomes(run))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "create_pvc started", 6L,
                "create_pvc SUCCEEDED", 4L,
                "create_pvc TIMED_OUT", 1L,
                "create_pvc FAILED", 1L,
                "attach_pod started", 6L,
                "attach_pod SUCCEEDED", 3L,
                "attach_pod TIMED_OUT", 2L));
  }

  @Test
  void keepsWhatNeverEnded() throws IOException {
    Map<String, Long> all = counts(runs(FIXTURE, "UTC").getFirst());

    assertThat(all)
        .containsEntry("delete_pod started", 2L)
        .containsEntry("delete_pod SUCCEEDED", 1L)
        .containsEntry("delete_pod TIMED_OUT", 1L)
        .containsEntry("delete_pvc SUCCEEDED", 1L)
        .containsEntry("verify_readwrite SUCCEEDED", 1L)
        .containsEntry("verify_readwrite skipped no-target", 1L)
        .containsEntry("many_to_one FAILED", 1L)
        .containsEntry("concurrent_pvc SUCCEEDED", 1L)
        .containsEntry("io write 250000000 2400", 1L)
        .containsEntry("io read 200000000 2400", 1L)
        .containsEntry("io metadata 150000000 0", 1L);
  }

  @Test
  void readsLocalTimesInTheZone() throws IOException {
    write("logs/a.log", test("20:06:46") + LINE.formatted("20:06:50", "Creating PVC: test-pvc-1"));

    ImportedRun run = runs(folder, "America/New_York").getFirst();

    assertThat(run.id()).hasToString("efs-orchestrator/20250606000646");
    assertThat(run.script().startNanos())
        .isEqualTo(Instant.parse("2025-06-06T00:06:46Z").getEpochSecond() * 1_000_000_000L);
  }

  @Test
  void listsWhereTheReportSaysOtherwise() throws IOException {
    assertThat(runs(FIXTURE, "UTC").getFirst().differences())
        .containsExactly(
            "create_pvc: the report says 4 succeeded, 1 failed; the log has 6 started: 4 took"
                + " effect, 1 failed, 1 timed out, 0 without an end",
            "attach_pod: the report says 6 succeeded, 0 failed; the log has 6 started: 3 took"
                + " effect, 0 failed, 2 timed out, 1 without an end",
            "delete_pod: the report says 1 succeeded, 0 failed; the log has 2 started: 1 took"
                + " effect, 0 failed, 1 timed out, 0 without an end");
  }

  @Test
  void refusesAZoneThatTheReportContradicts() throws IOException {
    EfsFolder found = EfsFolder.read(FIXTURE, terms("+02:00"));
    List<ImportedRun> runs = new ArrayList<>();

    found.forEach(runs::add);

    assertThat(runs).extracting(run -> run.id().testName()).containsExactly("efs-chaos");
    assertThat(found.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem).hasMessageContaining("which is not the same in zone +02:00");
              assertThat(problem.facts())
                  .containsExactly("it was written where clocks showed UTCZ");
            });
  }

  /** 02:30 is twice in Berlin on that day; the moment that the report tells is the second. */
  @ParameterizedTest
  @CsvSource({"1761438600, 20251026003000", "1761442200, 20251026013000"})
  void takesAReportOfEitherPassOfTheHourThatIsTwice(long told, String stamp) throws IOException {
    write(
        "reports/efs_tests_20251026_023000.json",
        "{\"operations\": {\"create_pvc\": {\"success\": 1}}, \"test_duration\": %d}"
            .formatted(told));

    List<ImportedRun> runs = runs(folder, "Europe/Berlin");

    assertThat(runs).extracting(run -> run.id().timestamp()).containsExactly(stamp);
  }

  @Test
  void keepsTheCountsOfAReportWithoutALog() throws IOException {
    ImportedRun chaos = runs(FIXTURE, "UTC").getLast();

    List<String> series = new ArrayList<>();
    chaos
        .script()
        .forEach(
            event -> {
              if (event.getBody() instanceof Measurement one) {
                series.add(one.getSeries() + "=" + one.getValue());
              }
            });
    assertThat(chaos.id()).hasToString("efs-chaos/20250603135616");
    assertThat(series)
        .hasSize(13)
        .contains("race_conditions.successes=17.0", "api_flood.duration=0.469");
  }

  @Test
  void takesTheSameTestOfTwoLogsOnce() throws IOException {
    write("logs/a.log", test("20:06:46"));
    write("logs/all.log", test("19:00:00") + test("20:06:46"));

    EfsFolder found = EfsFolder.read(folder, terms("UTC"));
    List<ImportedRun> runs = new ArrayList<>();
    found.forEach(runs::add);

    assertThat(runs)
        .extracting(run -> run.id().timestamp())
        .containsExactly("20250605190000", "20250605200646");
    assertThat(found.leftOut())
        .containsExactly("logs/all.log, the test from line 4: it is in logs/a.log too");
  }

  @Test
  void countsLinesThatAHandlerDoubledOnce() throws IOException {
    String pod = LINE.formatted("20:06:50", "Creating pod test-pod-1 on PVC test-pvc-1");
    write("logs/a.log", test("20:06:46") + pod + pod);

    ImportedRun run = runs(folder, "UTC").getFirst();

    assertThat(counts(run)).containsEntry("attach_pod started", 1L);
    assertThat(run.notes()).contains("1 line stands in the log twice in a row: counted once");
  }

  @Test
  void endsALogThatStopsAsAbandoned() throws IOException {
    write("logs/a.log", test("20:06:46"));

    List<Event> events = new ArrayList<>();
    runs(folder, "UTC").getFirst().script().forEach(events::add);

    assertThat(events.getLast().getBody()).isEqualTo(new RunClosed("abandoned"));
    assertThat(events).noneMatch(event -> event.getBody() instanceof WriterEnded);
  }

  @Test
  void isTheSameRunEachTime() throws IOException {
    List<Event> first = new ArrayList<>();
    List<Event> second = new ArrayList<>();

    ImportedRun once = runs(FIXTURE, "UTC").getFirst();
    ImportedRun again = runs(FIXTURE, "UTC").getFirst();
    once.script().forEach(first::add);
    again.script().forEach(second::add);

    assertThat(again.nonce()).isEqualTo(once.nonce());
    assertThat(second).isEqualTo(first);
    assertThat(first).extracting(Event::getTime).isSorted();
  }

  /** The numbers of the published runs: 242 pods made, 116 ready, 112 timed out, 14 neither. */
  @Test
  void hidesNothingThatNeverFinished() throws IOException {
    // Given
    StringBuilder log = new StringBuilder(test("10:00:00"));
    for (int i = 0; i < 242; i++) {
      String at = "%02d:%02d:%02d".formatted(10 + i / 60, i % 60, 0);
      log.append(LINE.formatted(at, "Creating pod test-pod-%d on PVC test-pvc-1".formatted(i)));
      log.append(LINE.formatted(at, "Created pod: test-pod-%d using PVC: test-pvc-1".formatted(i)));
      String after = at.substring(0, 6) + "21";
      if (i < 116) {
        log.append(LINE.formatted(after, "Pod test-pod-%d is ready".formatted(i)));
      } else if (i < 228) {
        String warn = "Timeout waiting for pod test-pod-%d to be ready".formatted(i);
        log.append(LINE.formatted(after, warn + " after 60s")).append(LINE.formatted(after, warn));
      }
    }
    write("logs/a.log", log.toString());

    // When
    Map<String, Long> counts = counts(runs(folder, "UTC").getFirst());

    // Then
    assertThat(counts)
        .containsEntry("attach_pod started", 242L)
        .containsEntry("attach_pod SUCCEEDED", 116L)
        .containsEntry("attach_pod TIMED_OUT", 112L);
  }

  @Test
  void saysWhatIsWrongWithEachFile() throws IOException {
    // Given
    write("reports/efs_orchestrator_20250605_200646.json", "{\"operations\": {\"create_pvc\"");
    write("reports/efs_orchestrator_20250605_200647.json", "{\"operations\": {\"a\": NaN}}");
    write("reports/efs_orchestrator_latest.json", "{\"operations\": {}}");
    write("logs/binary.log", "2025\0");
    write("logs/later.log", "9999-06-05 20:06:46,000 - a - INFO - Test\n");

    // When
    EfsFolder found = EfsFolder.read(folder, terms("UTC"));
    found.forEach(run -> {});

    // Then
    assertThat(found.problems())
        .extracting(problem -> String.valueOf(problem.getMessage()).replace(folder.toString(), ""))
        .satisfiesExactly(
            m ->
                assertThat(m)
                    .isEqualTo(
                        "read log '/logs/binary.log': line 1 holds a zero byte (expected text)"),
            m ->
                assertThat(m)
                    .isEqualTo(
                        "read log '/logs/later.log': line 1 has the time '9999-06-05 20:06:46,000'"
                            + " (expected one of the years 1971 to 2199)"),
            m ->
                assertThat(m)
                    .startsWith(
                        "read report '/reports/efs_orchestrator_20250605_200646.json': read JSON of"
                            + " 28 characters: Unexpected end-of-input"),
            m -> assertThat(m).contains("Non-standard token 'NaN'"),
            m ->
                assertThat(m)
                    .isEqualTo(
                        "read report '/reports/efs_orchestrator_latest.json': no time (expected"
                            + " YYYYMMDD_HHMMSS in its name, or as 'timestamp' in it)"));
  }

  @Test
  void importsTheOthersWhenAFolderCannotBeEntered() throws IOException {
    write("logs/a.log", test("20:06:46"));
    Path closed = Files.createDirectory(folder.resolve("lost+found"));
    Files.setPosixFilePermissions(closed, Set.of());
    assumeThat(Files.isReadable(closed)).as("whoever may read everything").isFalse();

    EfsFolder found = EfsFolder.read(folder, terms("UTC"));
    List<ImportedRun> runs = new ArrayList<>();
    found.forEach(runs::add);

    assertThat(runs).hasSize(1);
    assertThat(found.problems())
        .singleElement()
        .satisfies(p -> assertThat(p).hasMessageContaining("permission denied"));
  }

  @Test
  void refusesATestThatLastsLongerThanAnyRun() throws IOException {
    write(
        "logs/a.log",
        test("20:06:46") + "2025-07-05 20:06:46,000 - a - INFO - No pods to delete\n");

    EfsFolder found = EfsFolder.read(folder, terms("UTC"));
    found.forEach(run -> {});

    assertThat(found.problems())
        .singleElement()
        .satisfies(
            p -> assertThat(p).hasMessageContaining("720H after its start (expected 0 to 7 days)"));
  }

  @Test
  void refusesAFolderWithoutAnything() throws IOException {
    write("logs/a.log", "hello\n");
    write("package.json", "{}");

    assertThatThrownBy(() -> EfsFolder.read(folder, terms("UTC")))
        .isInstanceOf(IntakeException.class)
        .hasMessage(
            "import EFS results from '%s': no test in its 2 files that end in .log or .json (expected logs/orchestrator_*.log, reports/**/*.json)"
                .formatted(folder))
        .satisfies(
            e ->
                assertThat(((IntakeException) e).facts())
                    .containsExactly(
                        "logs/a.log: no test begins in it",
                        "package.json: no report of the framework"));
    assertThatThrownBy(() -> EfsFolder.read(folder.resolve("none"), terms("UTC")))
        .hasMessageEndingWith("none': not there (expected a folder)");
  }

  private static String test(String at) {
    return LINE.formatted(at, "EFS CSI Orchestrator initialized")
        + LINE.formatted(at, "Starting orchestrator test for 300 seconds");
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static IntakeTerms terms(String zone) {
    return new IntakeTerms(ZoneId.of(zone), Optional.empty(), "efs.csi.aws.com", "2.1.8", "0.1.0");
  }

  private static List<ImportedRun> runs(Path root, String zone) throws IOException {
    EfsFolder found = EfsFolder.read(root, terms(zone));
    List<ImportedRun> runs = new ArrayList<>();
    found.forEach(runs::add);
    assertThat(found.problems()).isEmpty();
    return runs;
  }

  private static Map<String, Long> outcomes(ImportedRun run) {
    return counts(run).entrySet().stream()
        .filter(e -> e.getKey().matches("(create_pvc|attach_pod) .*"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Map<String, Long> counts(ImportedRun run) {
    Map<String, Long> counts = new TreeMap<>();
    run.script()
        .forEach(
            event -> {
              String what =
                  switch (event.getBody()) {
                    case OperationStarted one -> one.getOperation() + " started";
                    case OperationFinished one -> one.getOperation() + " " + word(one.getOutcome());
                    case OperationSkipped one -> one.getOperation() + " skipped " + one.getReason();
                    case IoInterval one ->
                        "io %s %d %d"
                            .formatted(
                                one.getKind(), one.getEnd() - one.getStart(), one.getBytes());
                    default -> "other";
                  };
              counts.merge(what, 1L, Long::sum);
            });
    return counts;
  }

  private static String word(Outcome outcome) {
    return outcome.name();
  }
}
