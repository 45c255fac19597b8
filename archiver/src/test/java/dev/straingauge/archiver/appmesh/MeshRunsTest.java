package dev.straingauge.archiver.appmesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.straingauge.archiver.intake.ImportedRun;
import dev.straingauge.archiver.intake.IntakeException;
import dev.straingauge.archiver.intake.IntakeTerms;
import dev.straingauge.archiver.store.FolderObjectStore;
import dev.straingauge.event.Artifact;
import dev.straingauge.event.Event;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.Measurement;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeshRunsTest {

  private static final Path FIXTURE = Path.of("src/test/resources/appmesh");
  private static final String STAMP = "20210830152143";
  private static final String MEMORY = "envoy_memory_MB_by_replica_set.csv";

  @TempDir Path folder;

  /** The fixture's 1,000 requests: 990 from 1 to 9 ms, evenly, and 10 from 40 to 49 ms. */
  @Test
  void takesTheHistogramForTheRequestsOfItsSeconds() {
    // When
    List<Event> events = events(run(FIXTURE));

    // Then
    List<IoInterval> requests = bodies(events, IoInterval.class);
    LatencySketch times = times(requests);
    assertThat(requests).hasSize(10);
    assertThat(requests.stream().mapToLong(IoInterval::getCount).sum()).isEqualTo(1000);
    assertThat(requests)
        .allSatisfy(
            each -> {
              assertThat(each.getCount()).isBetween(80L, 120L);
              assertThat(each.getErrors()).isZero();
            });
    assertThat(requests.stream().mapToLong(IoInterval::getBytes).sum()).isEqualTo(200_000);
    assertThat(requests.getLast().getEnd() - requests.getFirst().getStart())
        .isEqualTo(10_002_000_000L);
    assertThat(times.min()).hasValue(1_000_000);
    assertThat(times.max()).hasValue(49_000_000);
    assertThat(times.quantile(0.5).orElseThrow() / 1e6).isCloseTo(5.036, within(0.06));
    assertThat(times.quantile(0.9).orElseThrow() / 1e6).isCloseTo(8.272, within(0.1));
    assertThat(times.quantile(0.995).orElseThrow() / 1e6).isBetween(40.0, 49.0);
  }

  @Test
  void takesFortiosOwnStartWhateverTheFolderIsCalled() {
    assertThat(run(FIXTURE).id()).hasToString("experiment_x/20210830222145");
  }

  @Test
  void keepsEveryNumberOfTheTablesAndSaysWhatIsNone() {
    ImportedRun run = run(FIXTURE);

    List<String> memory =
        bodies(events(run), Measurement.class).stream()
            .filter(one -> one.getSeries().startsWith("envoy_memory"))
            .map(
                one ->
                    "%s %s %s"
                        .formatted(
                            one.getLabels().getFirst().getValue(),
                            Instant.ofEpochSecond(one.getAt() / 1_000_000_000L),
                            one.getValue()))
            .toList();
    assertThat(memory)
        .containsExactlyInAnyOrder(
            "node-0-a 2021-08-30T22:21:44Z 40.5",
            "node-0-a 2021-08-30T22:21:54Z 41.0",
            "node-0-a 2021-08-30T22:22:04Z 42.0",
            "node-1-b 2021-08-30T22:21:44Z 50.5",
            "node-1-b 2021-08-30T22:22:04Z 52.0");
    assertThat(run.notes())
        .containsExactly(
            "envoy_memory_MB_by_replica_set.csv: 1 values are no number (NaN, infinite): no"
                + " measurement");
  }

  @Test
  void keepsTheFilesAsTheyAre() throws IOException {
    List<Artifact> artifacts = bodies(events(run(FIXTURE)), Artifact.class);

    assertThat(artifacts)
        .extracting(Artifact::getName)
        .contains("config.json", "fortio.json", MEMORY);
    for (Artifact each : artifacts) {
      if (each.getName().equals(MEMORY)) {
        assertThat(each.getContent().remaining())
            .isEqualTo((int) Files.size(FIXTURE.resolve("experiment_x/" + STAMP + "/" + MEMORY)));
      }
    }
  }

  @Test
  void tellsWhoseTimesAreThoseOfFailedRequests() throws IOException {
    // Given: 30 of the requests of the last bucket failed
    write(
        "fortio.json",
        """
        {"StartTime": "2021-08-30T22:21:45Z", "ActualDuration": 10000000000,
         "DurationHistogram": {"Count": 100, "Data": [
           {"Start": 0.001, "End": 0.002, "Count": 60}, {"Start": 0.002, "End": 0.003, "Count": 40}]},
         "ErrorsDurationHistogram": {"Count": 30, "Data": [{"Start": 0.0021, "End": 0.0029, "Count": 30}]},
         "RetCodes": {"200": 70, "503": 30}}
        """);

    // When
    List<IoInterval> requests = bodies(events(run(folder)), IoInterval.class);

    // Then
    LatencySketch times = times(requests);
    assertThat(requests.stream().mapToLong(IoInterval::getErrors).sum()).isEqualTo(30);
    assertThat(times.count()).isEqualTo(70);
    assertThat(times.quantile(0.8).orElseThrow()).isLessThanOrEqualTo(2_030_000);
  }

  @Test
  void takesTheTimesOfWhatARunExported() throws IOException {
    write(
        "fortio.json",
        """
        {"StartTime": "2021-08-30T22:21:45Z", "ActualDuration": 10000000000,
         "DurationHistogram": {"Count": 100, "Data": [{"Start": 0.001, "End": 0.002, "Count": 100}]},
         "RetCodes": {"succeeded": 100, "failed": 7, "timed out": 3, "open": 1}}
        """);

    List<IoInterval> requests = bodies(events(run(folder)), IoInterval.class);

    assertThat(times(requests).count()).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource({
    "Straingauge operation, soak/20261121215159, 20261121215159",
    "Straingauge operation, soak/00001121215159, 20260101000000",
    "Straingauge operation, of old,              20260101000000",
    "HTTP,                  soak/20261121215159, 20260101000000"
  })
  void givesAnExportedRunTheTimeInItsIdBack(String type, String labels, String time)
      throws IOException {
    write(
        "fortio.json",
        """
        {"RunType": "%s", "Labels": "%s", "StartTime": "2026-01-01T00:00:00Z", "ActualDuration": 10000000000,
         "DurationHistogram": {"Count": 0}}
        """
            .formatted(type, labels));

    ImportedRun run = run(folder);

    assertThat(run.id().timestamp()).isEqualTo(time);
    assertThat(run.script().startNanos()).isEqualTo(1_767_225_600_000_000_000L);
  }

  @Test
  void makesUpNoTimesWhereItCannotTell() throws IOException {
    write(
        "fortio.json",
        """
        {"StartTime": "2021-08-30T22:21:45Z", "ActualQPS": 10.5,
         "DurationHistogram": {"Count": 100, "Data": [{"Start": 0.001, "End": 0.002, "Count": 100}]},
         "RetCodes": {"200": 70, "503": 30}}
        """);

    ImportedRun run = run(folder);

    assertThat(bodies(events(run), IoInterval.class)).isEmpty();
    assertThat(bodies(events(run), Measurement.class))
        .extracting(one -> one.getSeries() + one.getLabels().size() + "=" + one.getValue())
        .contains("fortio_actual_qps0=10.5", "fortio_return_codes1=30.0");
    assertThat(run.notes())
        .contains(
            "fortio.json does not tell the times of requests that succeeded from those that failed:"
                + " its 100 requests are in its own numbers alone");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          m.csv       | 'a,b'                                            | columns [a, b] (expected metric.LABEL…, timestamp, the metric, normalized_ts)
          m.csv       | 'metric.a,timestamp,m,normalized_ts\nx,1,2'      | line 2: 3 fields (expected 4, as in the header)
          m.csv       | 'metric.a,timestamp,m,normalized_ts\nx,9e99,2,0' | line 2: timestamp '9e99' (expected seconds since 1970, up to 2200)
          m.csv       | 'metric.a,timestamp,m,normalized_ts\nx,soon,2,0' | line 2: timestamp 'soon' (expected seconds since 1970, up to 2200)
          m.csv       | 'metric.a,timestamp,m,normalized_ts\nx,1630362104,many,0' | line 2: value 'many' (expected a number of at most 18 digits)
          m.csv       | 'metric.a,timestamp,m,normalized_ts\n\"x,1630362104,1,0' | line 2: a quote that does not end
          fortio.json | '{\"DurationHistogram\"'                         | Unexpected end-of-input
          fortio.json | '[1]'                                            | no object (expected one)
          fortio.json | '{\"a\": 1}'                                     | no DurationHistogram (expected a result of Fortio)
          fortio.json | '{\"DurationHistogram\": {\"Count\": -1}}'       | a count of -1 (expected a whole number, up to 10^12)
          fortio.json | '{\"ActualDuration\": 1e9, \"RetCodes\": {\"200\": 1000000000000}, \"DurationHistogram\": {\"Count\": 1000000000000, \"Data\": [{\"Start\": 100000, \"End\": 302400, \"Count\": 1000000000000}]}}' | of PT28H13M1.25S in one second (expected less than 292 years together)
          fortio.json | '{\"StartTime\": \"yesterday\", \"DurationHistogram\": {\"Count\": 0}}' | StartTime 'yesterday' (expected a moment with its zone, up to 2200)
          """)
  void saysWhatIsWrongWithAFile(String name, String content, String problem) throws IOException {
    // Given
    write(name, content.replace("\\n", "\n").replace("\\\"", "\""));
    MeshRuns runs = MeshRuns.read(new FolderObjectStore(folder), "", terms());

    // When
    runs.forEach(run -> {});

    // Then
    assertThat(runs.problems())
        .singleElement()
        .satisfies(one -> assertThat(one).hasMessageContaining(problem));
  }

  /** Prometheus' own way to call recording rules, and a name that no artifact may have. */
  @Test
  void keepsTablesWhateverTheyAreCalled() throws IOException {
    write("instance:node_cpu:rate5m.csv", "metric.a,timestamp,m,normalized_ts\nx,1630362104,1,0");
    write("größe (1).csv", "metric.a,timestamp,m,normalized_ts\nx,1630362104,1,0");

    ImportedRun run = run(folder);

    assertThat(bodies(events(run), Artifact.class))
        .extracting(Artifact::getName)
        .contains("instance:node_cpu:rate5m.csv", "größe (1).csv");
    assertThat(run.notes()).contains("größe (1).csv: in the log alone, not in artifacts/");
    assertThat(List.of("instance:node_cpu:rate5m.csv", "größe (1).csv"))
        .allMatch(MeshRuns::isTable);
    assertThat(List.of("a/b.csv", "..\\b.csv", "a\n.csv", "b.json")).noneMatch(MeshRuns::isTable);
  }

  @Test
  void writesATableForEachSeries() {
    MetricTables tables = new MetricTables();
    List<String> series = List.of("a/b", "a b", "x%", "x_", "s".repeat(300), "t".repeat(300) + "u");
    series.forEach(one -> tables.add(one, List.of(), 1_000_000_000L, "1"));

    assertThat(tables.files()).hasSize(series.size()).containsKey("x_.csv");
    assertThat(tables.files().keySet()).allMatch(name -> name.length() <= 200);
  }

  @Test
  void refusesMoreBucketsThanFortioHas() throws IOException {
    write(
        "fortio.json",
        "{\"RetCodes\": {}, \"DurationHistogram\": {\"Count\": 1, \"Data\": [%s]}}"
            .formatted(
                String.join(
                    ",", Collections.nCopies(1_001, "{\"Start\": 1, \"End\": 2, \"Count\": 1}"))));
    MeshRuns runs = MeshRuns.read(new FolderObjectStore(folder), "", terms());

    runs.forEach(run -> {});

    assertThat(runs.problems())
        .singleElement()
        .satisfies(
            one ->
                assertThat(one)
                    .hasMessageEndingWith("a histogram of 1,001 buckets (expected at most 1,000)"));
  }

  @Test
  void leavesOurOwnRunsOutAndRefusesAPlaceWithoutAny() throws IOException {
    write("MANIFEST.json", "{}");
    write("config.json", "{}");

    assertThatThrownBy(() -> MeshRuns.read(new FolderObjectStore(folder), "", terms()))
        .isInstanceOf(IntakeException.class)
        .hasMessageContaining("none in its 2 objects")
        .satisfies(
            e ->
                assertThat(((IntakeException) e).facts())
                    .singleElement()
                    .asString()
                    .endsWith(STAMP + ": a run of Straingauge"));
  }

  private void write(String name, String content) throws IOException {
    Path file = folder.resolve("my test").resolve(STAMP).resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static LatencySketch times(List<IoInterval> intervals) {
    LatencySketch all = new LatencySketch();
    intervals.forEach(each -> all.merge(LatencySketch.fromBytes(each.getService().array())));
    return all;
  }

  private static ImportedRun run(Path root) {
    MeshRuns runs = MeshRuns.read(new FolderObjectStore(root), "", terms());
    List<ImportedRun> all = new ArrayList<>();
    runs.forEach(all::add);
    assertThat(runs.problems()).isEmpty();
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private static List<Event> events(ImportedRun run) {
    List<Event> events = new ArrayList<>();
    run.script().forEach(events::add);
    return events;
  }

  private static <T> List<T> bodies(List<Event> events, Class<T> type) {
    return events.stream()
        .map(Event::getBody)
        .flatMap(body -> type.isInstance(body) ? Stream.of(type.cast(body)) : Stream.empty())
        .toList();
  }

  private static IntakeTerms terms() {
    return new IntakeTerms(ZoneId.of("UTC"), Optional.empty(), "app-mesh", "1.4", "0.1.0");
  }
}
