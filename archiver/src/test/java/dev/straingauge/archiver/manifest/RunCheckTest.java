package dev.straingauge.archiver.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.archiver.TestRun;
import dev.straingauge.archiver.manifest.RunCheck.Problem;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunCheckTest extends RunFinisherFixture {

  private static final String FOLDER = "lab/" + RUN + "/";

  @BeforeEach
  void finishedRun() {
    archive(TestRun.of("n", 60, 0));
    finish();
  }

  private RunCheck check() {
    byte[] manifest = store.get(FOLDER + "MANIFEST.json", 1_000_000).orElseThrow();
    return RunCheck.of(store, FOLDER, Manifest.parse("MANIFEST.json", manifest));
  }

  private void damage(String name, UnaryOperator<byte[]> how) {
    byte[] bytes = store.get(FOLDER + name, 100_000_000).orElseThrow();
    store.put(FOLDER + name, Content.of(how.apply(bytes)));
  }

  private String chunk(String folder, int number) {
    return store.list(FOLDER + folder).stream()
        .map(StoredObject::key)
        .skip(number)
        .findFirst()
        .orElseThrow()
        .substring(FOLDER.length());
  }

  private static byte[] flipped(byte[] bytes) {
    byte[] copy = bytes.clone();
    copy[copy.length / 2] ^= 0x10;
    return copy;
  }

  private static List<String> problems(RunCheck check) {
    return check.findings().stream().map(f -> f.object() + " " + f.problem()).toList();
  }

  @Test
  void findsNothingInASoundRun() {
    RunCheck check = check();
    assertThat(check.findings()).isEmpty();
    assertThat(check.sound()).isEqualTo(store.list(FOLDER).size() - 1);
    assertThat(check.books(0)).isNotEmpty().allMatch(Manifest.Equation::balanced);
  }

  @Test
  void seesThatAnEquationDoesNotHold() {
    assertThat(check().books(1))
        .filteredOn(equation -> !equation.balanced())
        .extracting(Manifest.Equation::scope)
        .containsExactly("events");
  }

  @Test
  void namesAFlippedBitInEveryObject() {
    for (StoredObject object : store.list(FOLDER)) {
      String name = object.key().substring(FOLDER.length());
      if (!name.equals("MANIFEST.json")) {
        byte[] whole = store.get(object.key(), 100_000_000).orElseThrow();
        damage(name, RunCheckTest::flipped);
        assertThat(problems(check())).as(name).contains(name + " CHANGED");
        store.put(object.key(), Content.of(whole));
      }
    }
    assertThat(check().findings()).isEmpty();
  }

  @Test
  void saysHowMuchOfATruncatedChunkIsReadable() {
    // Given
    String name = chunk("events/", 1);
    damage(name, bytes -> Arrays.copyOf(bytes, bytes.length - 3));

    // When
    RunCheck check = check();

    // Then
    assertThat(problems(check)).containsExactly(name + " TRUNCATED", "events TOPIC");
    assertThat(check.findings().getFirst().detail())
        .contains("sync marker at byte", "records before that are readable");
  }

  @Test
  void namesAMissingAndAnExtraObject() {
    // Given
    String name = chunk("analysis/log/slices/", 0);
    store.delete(FOLDER + name);
    store.put(FOLDER + "events/9-000000000001.avro", Content.of(new byte[] {1}));

    // When
    List<String> problems = problems(check());

    // Then
    assertThat(problems)
        .containsExactly(name + " MISSING", "events/9-000000000001.avro EXTRA", "slices TOPIC");
  }

  @Test
  void seesAManifestThatLies() {
    // Given: another chunk under the same name, and a manifest that vouches for it
    String name = chunk("events/", 0);
    String other = chunk("events/", 1);
    byte[] swapped = store.get(FOLDER + other, 100_000_000).orElseThrow();
    Manifest manifest =
        Manifest.parse("m", store.get(FOLDER + "MANIFEST.json", 1_000_000).orElseThrow());
    String oldHash =
        manifest.objects().stream()
            .filter(o -> o.name().equals(name))
            .findFirst()
            .orElseThrow()
            .sha256();
    Manifest.ObjectFacts facts =
        manifest.objects().stream().filter(o -> o.name().equals(other)).findFirst().orElseThrow();
    store.put(FOLDER + name, Content.of(swapped));
    damage(
        "MANIFEST.json",
        bytes ->
            new String(bytes, StandardCharsets.UTF_8)
                .replace(oldHash, facts.sha256())
                .getBytes(StandardCharsets.UTF_8));

    // When
    RunCheck check = check();

    // Then
    assertThat(check.findings())
        .extracting(RunCheck.Finding::problem)
        .contains(Problem.TOPIC)
        .containsAnyOf(Problem.CHANGED, Problem.TRUNCATED, Problem.LONGER);
  }
}
