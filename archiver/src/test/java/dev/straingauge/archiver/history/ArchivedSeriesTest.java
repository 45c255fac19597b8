package dev.straingauge.archiver.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.archiver.TestReports;
import dev.straingauge.archiver.history.ArchivedSeries.Order;
import dev.straingauge.archiver.metrics.RunMetrics;
import dev.straingauge.schemas.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchivedSeriesTest {

  private final TestReports archive = new TestReports();
  private final ArchivedSeries series = new ArchivedSeries(archive.index());

  private Gathered read(Order order, String... excluded) {
    return series.read("soak", Set.of(excluded), name -> name.equals("attach_pod p50"), order);
  }

  @Test
  void ordersRunsByTimeOrByVersion() {
    archive.add(1, "1.10.0", TestReports.attach(3, 1));
    archive.add(2, "1.9.0", TestReports.attach(1, 1));
    archive.add(3, "1.10.0", TestReports.attach(4, 1));
    archive.add(4, "1.9.0", TestReports.attach(2, 1));

    assertThat(read(Order.TIME).series().getFirst().values()).containsExactly(3, 1, 4, 2);
    assertThat(read(Order.DRIVER_VERSION).series().getFirst().values()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void runsOfAnotherClusterAreAnotherSeries() {
    archive.add(1, "1", TestReports.attach(1, 1));
    archive.add(2, "1", TestReports.report("1", TestReports.attach(2, 1)).with("37809bca", "ffff"));

    assertThat(read(Order.TIME).series())
        .extracting(each -> each.key().words())
        .containsExactly(
            "attach_pod p50 · soak · efs · 37809bca", "attach_pod p50 · soak · efs · ffff");
  }

  @Test
  void tellsFirstTheTestThatAChangeMayBeOf() {
    // Given
    for (String test : List.of("churn", "soak", "steady")) {
      for (int i = 1; i <= 3; i++) {
        archive.put(
            new RunId(test, "2026112107450" + i),
            "1",
            true,
            "",
            Map.of("report.json", TestReports.report("1", TestReports.attach(1, 1)).json()));
      }
    }
    SeriesKey key = read(Order.TIME).series().getFirst().key();
    // When
    List<String> tests = series.tests(Histories.id(key, "soak/20261121074502"));
    // Then
    assertThat(tests).containsExactly("soak", "churn", "steady");
    assertThat(series.tests("c-00000000")).containsExactly("churn", "soak", "steady");
  }

  @Test
  void leavesOutRunsThatDoNotCountAndSaysWhy() {
    archive.add(1, "1", TestReports.attach(1, 1));
    archive.add(2, "1", TestReports.attach(2, 1));
    archive.add(
        3, "1", TestReports.report("1", "").with("\"changes\": []", "\"changes\": [{\"at\": 1}]"));

    Gathered gathered = read(Order.TIME, "soak/20261121074502");

    assertThat(gathered.runs()).isEqualTo(1);
    assertThat(gathered.leftOut())
        .containsExactly(
            new LeftOut("soak/20261121074502", "excluded by hand"),
            new LeftOut("soak/20261121074503", "the driver changed during the run"));
  }

  @Test
  void theBaselineIsTheLastSevenRunsOfTheVersionBeforeUnlessSomebodySetIt() {
    // Given
    for (int i = 1; i <= 9; i++) {
      archive.add(i, "1.9.0", TestReports.attach(1, 1));
    }
    archive.add(10, "1.8.0", TestReports.attach(1, 1));
    archive.add(11, "1.10.0", TestReports.attach(1, 1));
    archive.add(12, "1.9.0", TestReports.report("1.9.0", "").with("37809bca", "another cluster"));
    archive.add(13, "1.10.0", TestReports.attach(1, 1));
    List<RunMetrics> fit = series.fit("soak", Set.of("soak/20261121074509"));
    // When
    Baselines.Chosen rule = Baselines.of(fit, List.of());
    Note set =
        new Note.Baseline(Instant.EPOCH, "me", List.of("soak/20261121074503"), "before the move");
    Note clear = new Note.Baseline(Instant.EPOCH, "me", List.of(), "moved back");
    // Then
    assertThat(rule.version()).isEqualTo("1.9.0");
    assertThat(rule.runs())
        .extracting(run -> run.facts().run().timestamp().substring(12))
        .containsExactly("02", "03", "04", "05", "06", "07", "08");
    assertThat(Baselines.of(fit, List.of(set)).runs()).hasSize(1);
    assertThat(Baselines.of(fit, List.of(set, clear))).isEqualTo(rule);
    assertThat(Baselines.of(fit.subList(0, 3), List.of()).reason())
        .isEqualTo("no version before 1.9.0 with the same fingerprint");
  }
}
