package dev.straingauge.archiver.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.archiver.TestReports;
import dev.straingauge.archiver.read.RunReferenceException;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.schemas.run.RunId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunSelectorTest {

  private final TestReports archive = new TestReports();
  private final RunSelector selector = new RunSelector(archive.runs());

  private void someRuns() {
    for (int second = 1; second <= 6; second++) {
      archive.add(second, second <= 3 ? "1.0.0" : "1.1.0", TestReports.attach(1, 1));
    }
  }

  private List<String> select(String reference) {
    return selector.select(reference).runs().stream()
        .map(run -> run.facts().run().timestamp().substring(12))
        .toList();
  }

  @Test
  void findsOneRunOrAGroupOldestFirst() {
    someRuns();
    assertThat(select("latest")).containsExactly("06");
    assertThat(select("soak/20261121074502")).containsExactly("02");
    assertThat(select("soak@driver_version=1.0.0")).containsExactly("01", "02", "03");
    assertThat(select("soak@driver_version=1.0.0,last=2")).containsExactly("02", "03");
    assertThat(select("soak@driver_version=1.*,last=4")).containsExactly("03", "04", "05", "06");
    assertThat(select("soak@driver=efs,cluster=37809bca,label.team=storage")).hasSize(6);
    assertThat(select("soak@")).hasSize(6);
  }

  @Test
  void takesCompleteRunsOnlyAndSaysWhichItLeftOut() {
    // Given
    someRuns();
    archive.add(7, "1.1.0", TestReports.report("1.1.0", "").with("\"completed\"", "\"aborted\""));
    archive.put(new RunId("soak", "20261121074508"), "1.1.0", false, "no Summary", Map.of());
    put("soak/20261121074509/metadata.json", "{\"driver\":{\"version\":\"1.1.0\"}}");
    put("soak/20261121074510/metadata.json", "{\"driver\":{\"version\":\"9\"}}");
    put("soak/20261121074511/MANIFEST.json", "{");
    put("soak/20261121074512/MANIFEST.json", "{\"schema\":\"straingauge.manifest/2\"}");
    // When
    Selection selection = selector.select("soak@driver_version=1.1.0,last=2");
    // Then
    assertThat(selection.runs()).hasSize(2);
    assertThat(selection.leftOut())
        .extracting(out -> out.run().timestamp().substring(12) + " " + out.reason())
        .satisfiesExactly(
            out -> assertThat(out).isEqualTo("07 ended aborted"),
            out -> assertThat(out).isEqualTo("08 archived without a summary"),
            out -> assertThat(out).isEqualTo("09 no MANIFEST.json: it is not finished"),
            out -> assertThat(out).startsWith("11 damaged: read 'memory:soak/20261121074511/"),
            out ->
                assertThat(out)
                    .startsWith(
                        "12 written by a newer version: read 'memory:soak/20261121074512/"));
  }

  @Test
  void saysWhatIsWrongWithAGroup() {
    someRuns();
    Map<String, String> wrong =
        Map.of(
            "soak@driver_versoin=1",
                "unknown key 'driver_versoin' (did you mean 'driver_version'?)",
            "soak@last=0", "last=0 (expected a number of runs, at least 1)",
            "soak@last=x", "last=x (expected a number of runs, at least 1)",
            "soak@driver=", "'driver' has no value",
            "soak@driver=a,driver=b", "'driver' a second time",
            "../x@driver=a", "'../x' is no name of a test");
    wrong.forEach(
        (reference, message) ->
            assertThatThrownBy(() -> selector.select(reference))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("read group '" + reference + "': " + message));
  }

  @Test
  void saysWhenThereIsNoRunToCompare() {
    someRuns();
    assertThatThrownBy(() -> selector.select("soak@driver_version=2"))
        .isInstanceOf(RunReferenceException.class)
        .hasMessage(
            "find runs 'soak@driver_version=2': none of the 6 runs of that test fits (expected at"
                + " least one complete run)");
    archive.add(7, "2", TestReports.report("2", "").with("\"completed\"", "\"aborted\""));
    assertThatThrownBy(() -> selector.select("soak/20261121074507"))
        .isInstanceOfSatisfying(
            RunReferenceException.class,
            e -> assertThat(e.facts()).containsExactly("soak/20261121074507: ended aborted"))
        .hasMessage(
            "find runs 'soak/20261121074507': 1 fit and none of them may take part (expected at"
                + " least one complete run)");
  }

  private void put(String key, String text) {
    archive.store().put(key, Content.of(text.getBytes(StandardCharsets.UTF_8)));
  }
}
