package dev.straingauge.archiver.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.archiver.TestReports;
import dev.straingauge.archiver.TestReports.Report;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.schemas.run.RunId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunMetricsTest {

  private final TestReports archive = new TestReports();

  private RunMetrics read(Report report) {
    RunId run = archive.add(1, "2.1.8", report);
    return RunMetrics.of(archive.runs().open(run).orElseThrow()).orElseThrow();
  }

  private static Report report() {
    return TestReports.report("2.1.8", TestReports.attach(1.5, 0.97));
  }

  @Test
  void readsEachNumberWithUnitDirectionAndCount() {
    assertThat(read(report()).metrics())
        .extracting(
            m ->
                "%s %s%s %s %s n=%d"
                    .formatted(
                        m.name(),
                        m.censored() ? "> " : "",
                        m.value(),
                        m.unit().word(),
                        m.better(),
                        m.n()))
        .containsExactly(
            "attach_pod p50 1.5 s LOWER n=1000",
            "attach_pod p90 1.5 s LOWER n=1000",
            "attach_pod p95 1.5 s LOWER n=1000",
            "attach_pod p99 1.5 s LOWER n=1000",
            "attach_pod p99.9 1.5 s LOWER n=1000",
            "attach_pod complete 0.97 ratio HIGHER n=1000",
            "volume attach p50 1.0 s LOWER n=10",
            "volume attach p90 2.0 s LOWER n=10",
            "volume attach p95 > 3.0 s LOWER n=10",
            "volume attach p99 > 3.0 s LOWER n=10",
            "volume attach p99.9 > 3.0 s LOWER n=10",
            "volume attach complete 0.9 ratio HIGHER n=10",
            "io read p50 0.001 s LOWER n=99",
            "io read p90 0.001 s LOWER n=99",
            "io read p95 0.001 s LOWER n=99",
            "io read p99 0.002 s LOWER n=99",
            "io read p99.9 0.002 s LOWER n=99",
            "io read rate 10.0 1/s HIGHER n=100",
            "io read throughput 40960.0 B/s HIGHER n=100",
            "io read errors 0.01 ratio LOWER n=100",
            "incidents STUCK 0.0 count LOWER n=1000",
            "phase churn rate 5.0 1/s HIGHER n=50");
  }

  @Test
  void readsWhatTheRunWas() {
    RunFacts facts = read(report()).facts();
    assertThat(facts.run()).hasToString("soak/20261121074501");
    assertThat(facts.driver()).isEqualTo(new RunFacts.Driver("efs", "2.1.8", false));
    assertThat(facts.cluster())
        .isEqualTo(new RunFacts.Cluster("simulated", "sim-1", 20, "37809bca"));
    assertThat(facts.labels()).isEqualTo(Map.of("team", "storage"));
    assertThat(facts.fit()).isTrue();
  }

  @Test
  void saysWhyARunMustNotTakePart() {
    assertThat(read(report().with("\"completed\"", "\"crashed\"")).facts().unfit())
        .isEqualTo("ended crashed");
    assertThat(read(report().with("\"changes\": []", "\"changes\": [{}]")).facts().unfit())
        .isEqualTo("the driver changed during the run");
    assertThat(read(report().with("\"balanced\": true", "\"balanced\": false")).facts().unfit())
        .isEqualTo("its books do not balance");
    RunId run = new RunId("soak", "20261121074502");
    archive.put(run, "2.1.8", false, "B6 is open", Map.of("report.json", report().json()));
    assertThat(RunMetrics.of(archive.runs().open(run).orElseThrow()).orElseThrow().facts().unfit())
        .isEqualTo("incomplete: B6 is open");
  }

  @Test
  void refusesAReportThatIsDamagedOrOfAnotherVersion() {
    Map<Report, String> bad =
        Map.of(
            report().with("\"value\": 1.5", "\"value\": NaN"), "Non-standard token 'NaN'",
            report().with("\"value\": 1.5", "\"value\": 1e999"), "'p50' is 1e+999",
            report().with("\"value\": 1.5", "\"value\": -1"), "'value' is -1",
            report().with("0.97", "1.2"), "'completeness' is 1.2 (expected a share of at most 1)",
            report().with("0.97", "\"NaN\""), "'completeness' is \"NaN\"",
            report().with("\"started\": 1000", "\"started\": 1e30"), "'started' is",
            report().with("summary/1", "summary/2"),
                "schema 'straingauge.summary/2' (expected straingauge.summary/1)",
            report().with("\"nodes\": 20", "\"nodes\": \"many\""), "'nodes' is \"many\"",
            report().with("\"scenario\": \"soak\"", "\"scenario\": \"" + "x".repeat(201) + "\""),
                "'scenario' is \"xxx",
            TestReports.report("1", TestReports.attach(1, 1) + "," + TestReports.attach(2, 1)),
                "'attach_pod p50' a second time");
    bad.forEach(
        (report, message) ->
            assertThatThrownBy(() -> read(report))
                .isInstanceOfSatisfying(
                    StoreException.class,
                    e ->
                        assertThat(e.id())
                            .isEqualTo(
                                message.startsWith("schema ")
                                    ? "archive-newer"
                                    : "archive-corrupt"))
                .hasMessageContaining(message.equals("'p50' is 1e+999") ? "'value' is" : message));
  }

  @Test
  void leavesOutWhatHasNoSample() {
    Report nothing =
        TestReports.report(
            "1",
            """
            {"operation": "resize", "started": 0, "recovered": 0, "completeness": null,
             "completenessReason": "no data", "response": {"unit": "s", "n": 0, "p50": {"value": null, "reason": "no data"}}}
            """);
    List<String> names = read(nothing).metrics().stream().map(Metric::name).toList();
    assertThat(names).noneMatch(name -> name.startsWith("resize"));
  }
}
