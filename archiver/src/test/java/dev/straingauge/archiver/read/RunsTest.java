package dev.straingauge.archiver.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.archiver.MemoryStore;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.report.RunMetadata;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.schemas.run.RunId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunsTest {

  private final MemoryStore store = new MemoryStore();
  private final Runs runs = new Runs(store, new Keys("lab"));

  private void put(String key, String text) {
    store.put("lab/" + key, Content.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void finished(String test, String timestamp, List<Manifest.ObjectFacts> objects) {
    RunId id = new RunId(test, timestamp);
    Manifest manifest =
        new Manifest(
            new RunMetadata(id, "n", "c", 0),
            id,
            true,
            "",
            1,
            "0.1.0",
            new RunMetadata.Described("soak", "efs", "2.1.8"),
            "NONE",
            Map.of(),
            List.of(),
            objects);
    store.put("lab/" + id + "/MANIFEST.json", Content.of(manifest.toJson()));
  }

  private void someRuns() {
    finished("soak", "20261121074501", List.of());
    finished("churn", "20261121074502", List.of(new Manifest.ObjectFacts("a", 7, "x")));
    finished("soak", "20261121074503", List.of());
    put(
        "soak/20261121074504/metadata.json",
        "{\"scenario\":\"soak\",\"driver\":{\"name\":\"efs\",\"version\":\"3\"}}");
    put("soak/20261121074505/MANIFEST.json", "[".repeat(100_000));
    put("soak/notes.txt", "mine");
    put("soak/99999999999999/x", "no moment");
    put("_open/c/0/soak.20261121074504", "{}");
  }

  @Test
  void listsRunsOldestFirstAndSaysWhatIsUnfinishedOrDamaged() {
    someRuns();
    assertThat(runs.list())
        .extracting(e -> e.run() + " " + e.state() + " " + e.driverVersion() + " " + e.bytes())
        .containsExactly(
            "soak/20261121074501 COMPLETE 2.1.8 0",
            "churn/20261121074502 COMPLETE 2.1.8 7",
            "soak/20261121074503 COMPLETE 2.1.8 0",
            "soak/20261121074504 UNFINISHED 3 57",
            "soak/20261121074505 DAMAGED  0");
  }

  @Test
  void findsTheRunThatAUserMeans() {
    someRuns();
    assertThat(runs.resolve("latest")).hasToString("soak/20261121074505");
    assertThat(runs.resolve("latest~3")).hasToString("churn/20261121074502");
    assertThat(runs.resolve("churn")).hasToString("churn/20261121074502");
    assertThat(runs.resolve("soak/20261121074503")).hasToString("soak/20261121074503");
  }

  @Test
  void saysWhatFitsWhenSeveralRunsDo() {
    someRuns();
    assertThatThrownBy(() -> runs.resolve("soak"))
        .isInstanceOfSatisfying(
            RunReferenceException.class,
            e -> {
              assertThat(e.id()).isEqualTo("run-ambiguous");
              assertThat(e).hasMessage("find run 'soak': 4 runs begin so (expected one)");
              assertThat(e.facts()).first().isEqualTo("soak/20261121074505");
            });
    for (String none : List.of("x", "latest~9", "", "../soak")) {
      assertThatThrownBy(() -> runs.resolve(none))
          .isInstanceOfSatisfying(
              RunReferenceException.class, e -> assertThat(e.id()).isEqualTo("run-unknown"));
    }
  }

  @Test
  void takesNothingThatTheManifestDoesNotVouchFor() {
    finished("soak", "20261121074501", List.of(new Manifest.ObjectFacts("report.json", 2, "00")));
    put("soak/20261121074501/report.json", "{}");
    RunArchive archive = runs.open(new RunId("soak", "20261121074501")).orElseThrow();
    assertThatThrownBy(archive::summary)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("SHA-256 44136fa3… (expected 00…, as in MANIFEST.json)");
  }

  @Test
  void refusesAManifestThatPointsOutOfItsFolder() {
    finished("soak", "20261121074501", List.of());
    String bad =
        """
        {"schema":"straingauge.manifest/1","run":"soak/20261121074501","archivedAs":"soak/20261121074501",
         "objects":[{"name":"../../other/x","bytes":1,"sha256":"0"}]}
        """;
    put("soak/20261121074501/MANIFEST.json", bad);
    assertThatThrownBy(() -> runs.open(new RunId("soak", "20261121074501")))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void readsAddresses() {
    assertThat(RunAddress.parse("s3://bucket/lab/x/soak/20261121074501"))
        .contains(
            new RunAddress.InBucket(
                "bucket", new Keys("lab/x"), new RunId("soak", "20261121074501")));
    assertThat(RunAddress.parse("/data/runs/soak/20261121074501/"))
        .contains(
            new RunAddress.InFolder(Path.of("/data/runs"), new RunId("soak", "20261121074501")));
    assertThat(RunAddress.parse("soak/20261121074501")).isEmpty();
    assertThat(RunAddress.parse("s3://bucket/soak")).isEmpty();
  }
}
