package dev.straingauge.cli.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.analyzer.fold.Fate;
import dev.straingauge.analyzer.fold.Outputs;
import dev.straingauge.archiver.appmesh.MeshRuns;
import dev.straingauge.archiver.efs.EfsFolder;
import dev.straingauge.archiver.intake.ImportedRun;
import dev.straingauge.archiver.intake.IntakeSource;
import dev.straingauge.archiver.intake.IntakeTerms;
import dev.straingauge.archiver.store.FolderObjectStore;
import dev.straingauge.cli.replay.RunFold;
import dev.straingauge.event.Slice;
import dev.straingauge.schemas.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the importers make goes through the analysis whole: no event of it is set aside. */
class TakenByTheAnalysisTest {

  private static final Path FIXTURES = Path.of("../archiver/src/test/resources");
  private static final String LINE = "2025-06-05 20:06:%s - tests.orchestrator - INFO - %s\n";

  @TempDir Path folder;

  private final TreeMap<String, Long> ioOfSeconds = new TreeMap<>();

  @Test
  void takesTheFixtures() throws IOException {
    assertThat(setAside(EfsFolder.read(FIXTURES.resolve("efs"), terms()))).isEmpty();
    assertThat(
            setAside(
                MeshRuns.read(
                    new FolderObjectStore(FIXTURES.resolve("appmesh")), "", terms("app-mesh"))))
        .isEmpty();
  }

  @Test
  void takesVerificationsThatEndOnAWholeSecond() throws IOException {
    // Given: a write of 0.8 s, a read of no time and a listing that ends with the test
    Files.writeString(
        folder.resolve("a.log"),
        LINE.formatted("47,000", "EFS CSI Orchestrator initialized")
            + LINE.formatted("47,000", "Starting orchestrator test for 300 seconds")
            + LINE.formatted("47,100", "Testing read/write between pods a-1 and a-2 sharing PVC p")
            + LINE.formatted("47,200", "Executing write command: x")
            + LINE.formatted("48,000", "Write operation completed in 0.8s")
            + LINE.formatted("49,000", "Executing read command: x")
            + LINE.formatted("49,000", "Pod a-2 successfully read content written by writer pod")
            + LINE.formatted("50,000", "Metadata operation (ls) completed in 0.150s")
            + LINE.formatted("50,000", "Test completed in 3.0 seconds"));

    // When
    List<String> setAside = setAside(EfsFolder.read(folder, terms()));

    // Then
    assertThat(setAside).isEmpty();
    assertThat(ioOfSeconds).containsOnlyKeys("20:06:47Z", "20:06:49Z");
    assertThat(ioOfSeconds.values()).containsExactly(1L, 2L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"20:06:46Z", "20:06:46.25Z"})
  void takesRequestsOfWholeSeconds(String start) throws IOException {
    // Given
    Path run = Files.createDirectories(folder.resolve("t/20250605200646"));
    Files.writeString(
        run.resolve("fortio.json"),
        """
        {"StartTime": "2025-06-05T%s", "ActualDuration": 3000000000,
         "DurationHistogram": {"Count": 30, "Data": [{"Start": 0.001, "End": 0.002, "Count": 30}]},
         "RetCodes": {"200": 30}}
        """
            .formatted(start));

    // When
    List<String> setAside =
        setAside(MeshRuns.read(new FolderObjectStore(folder), "", terms("app-mesh")));

    // Then: ten each, in the seconds in which they were
    assertThat(setAside).isEmpty();
    assertThat(ioOfSeconds.values()).hasSize(3).containsOnly(10L);
    assertThat(ioOfSeconds.firstKey())
        .isEqualTo(start.equals("20:06:46Z") ? "20:06:46Z" : "20:06:47Z");
  }

  private List<String> setAside(IntakeSource source) {
    List<String> setAside = new ArrayList<>();
    source.forEach(run -> fold(run, setAside));
    assertThat(source.problems()).isEmpty();
    return setAside;
  }

  private void fold(ImportedRun run, List<String> setAside) {
    RunFold fold =
        new RunFold(
            new Outputs() {
              @Override
              public void emit(Topic topic, SpecificRecord result) {
                if (result instanceof Slice slice && slice.getSeries().getMeasure().equals("io")) {
                  ioOfSeconds.merge(
                      Instant.ofEpochSecond(0, slice.getStart()).toString().substring(11),
                      slice.getSucceeded(),
                      Long::sum);
                }
              }

              @Override
              public void deadLetter(Fate fate, String detail) {
                setAside.add(fate + " " + detail);
              }
            },
            started -> {});
    run.script().forEach(fold::accept);
    assertThat(fold.refused()).isEmpty();
    assertThat(fold.afterClose()).isZero();
  }

  private static IntakeTerms terms() {
    return terms("efs.csi.aws.com");
  }

  private static IntakeTerms terms(String driver) {
    return new IntakeTerms(ZoneId.of("UTC"), Optional.empty(), driver, "1", "0.1.0");
  }
}
