package dev.straingauge.archiver.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.archiver.MemoryStore;
import dev.straingauge.archiver.efs.EfsFolder;
import dev.straingauge.archiver.intake.Intake.Place;
import dev.straingauge.archiver.intake.Intake.State;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.archiver.store.StoredObject;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeTest {

  private static final String LINE = "2025-06-05 %s,000 - tests.orchestrator - INFO - %s\n";

  @TempDir Path folder;

  private final MemoryStore store = new MemoryStore();
  private final Keys keys = new Keys("");

  @BeforeEach
  void writeALog() throws IOException {
    Files.writeString(folder.resolve("a.log"), log("20:06:46"));
  }

  @Test
  void knowsARunAgainWhoseFirstReadingWasDeleted() throws IOException {
    // Given: a wrong zone, put right as the guide says
    Place wrong = archive("UTC");
    store.put(keys.run(wrong.folder()) + Keys.TOMBSTONE, Content.of(new byte[0]));
    Place right = archive("Europe/Berlin");

    // When
    Place again = intake().place(run("Europe/Berlin"));

    // Then
    assertThat(right.folder()).hasToString("efs-orchestrator/20250605180646");
    assertThat(again).isEqualTo(new Place(right.folder(), State.ARCHIVED));
    assertThat(intake().place(run("UTC"))).isEqualTo(again);
  }

  @Test
  void doesNotBringBackWhatWasDeleted() throws IOException {
    Place first = archive("UTC");
    store.put(keys.run(first.folder()) + Keys.TOMBSTONE, Content.of(new byte[0]));

    assertThat(intake().place(run("UTC"))).isEqualTo(new Place(first.folder(), State.DELETED));
  }

  @Test
  void completesWhatWasCutShortWhereItIs() throws IOException {
    Place begun = begin("UTC", "1");

    assertThat(intake().place(run("UTC"))).isEqualTo(begun);
  }

  @Test
  void takesAnotherFolderForAnotherReadingOfWhatWasCutShort() throws IOException {
    // Given
    begin("UTC", "1");

    // When
    Place berlin = archive("Europe/Berlin");

    // Then
    assertThat(berlin.folder()).hasToString("efs-orchestrator/20250605180646");
    assertThat(intake().place(run("UTC"))).isEqualTo(new Place(berlin.folder(), State.ARCHIVED));
  }

  @Test
  void leavesARunAsItIsThatAnotherImportHasFinished() throws IOException {
    // Given: two imports of the same log at once, of which one is done
    ImportedRun run = run("UTC");
    Intake late = intake();
    Place place = late.place(run);
    ChunkSink chunks = chunks(late, run, place);
    archive("UTC");
    store.put(keys.run(place.folder()) + Keys.REPORT, Content.of(new byte[] {1}));
    Map<String, String> before = contents(place.folder());

    // When
    chunks.end();

    // Then
    assertThat(contents(place.folder())).isEqualTo(before).containsKey(Keys.MANIFEST);
  }

  @Test
  void doesNotReplaceTheChunksOfARunThatIsFinishedOnOtherTerms() throws IOException {
    ImportedRun run = run("UTC", "2");
    Intake late = intake();
    Place place = late.place(run);
    ChunkSink chunks = chunks(late, run, place);
    archive("UTC");
    Map<String, String> before = contents(place.folder());

    chunks.end();

    assertThat(contents(place.folder())).isEqualTo(before);
  }

  @Test
  void leavesARunAloneThatAnotherImportOnOtherTermsHasJustBegun() throws IOException {
    // Given: both looked when nothing was there
    ImportedRun run = run("UTC", "2");
    Intake late = intake();
    Place place = late.place(run);
    ChunkSink chunks = chunks(late, run, place);
    begin("UTC", "1");
    Map<String, String> before = contents(place.folder());

    // When, then
    assertThatThrownBy(chunks::end)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("another import of the same files, on other terms, is at work");
    assertThat(contents(place.folder())).isEqualTo(before);
  }

  @Test
  void doesNotFinishWhatAnImportOnOtherTermsTookOver() throws IOException {
    // Given: slow, and taken for one that was cut short
    Intake slow = intake();
    ImportedRun run = run("UTC", "1");
    Place place = slow.place(run);
    ChunkSink chunks = chunks(slow, run, place);
    chunks.end();
    begin("UTC", "2");

    // When, then
    assertThatThrownBy(() -> slow.finish(run, place, chunks))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("on other terms");
    assertThat(contents(place.folder())).doesNotContainKey(Keys.MANIFEST);
  }

  @Test
  void replacesWhatAnImportOnOtherTermsLeft() throws IOException {
    // Given: with a chunk that the next import does not have
    Place begun = begin("UTC", "1");
    Map<String, String> left = contents(begun.folder());
    store.put(keys.run(begun.folder()) + "events/0-000000999999.avro", Content.of(new byte[1]));

    // When
    begin("UTC", "2");

    // Then
    assertThat(contents(begun.folder())).hasSameSizeAs(left).isNotEqualTo(left);
  }

  @Test
  void goesOnWithTheNextRunWhenOneIsRefused() throws IOException {
    // Given
    Files.writeString(folder.resolve("b.log"), log("21:00:00"));
    EfsFolder found = EfsFolder.read(folder, terms("UTC", "1"));
    List<String> taken = new ArrayList<>();

    // When
    found.forEach(
        run -> {
          if (run.id().timestamp().endsWith("200646")) {
            throw IntakeException.invalid("refused");
          }
          taken.add(run.id().timestamp());
        });

    // Then
    assertThat(taken).containsExactly("20250605210000");
    assertThat(found.problems())
        .singleElement()
        .extracting(Throwable::getMessage)
        .isEqualTo("refused");
  }

  private Place archive(String zone) throws IOException {
    Place place = begin(zone, "1");
    store.put(
        keys.run(place.folder()) + Keys.MANIFEST,
        Content.of("{}".getBytes(StandardCharsets.UTF_8)));
    return place;
  }

  /** An import that is cut short before it derives anything. */
  private Place begin(String zone, String version) throws IOException {
    Intake intake = intake();
    ImportedRun run = run(zone, version);
    Place place = intake.place(run);
    chunks(intake, run, place).end();
    return place;
  }

  private static ChunkSink chunks(Intake intake, ImportedRun run, Place place) {
    ChunkSink chunks = intake.chunks(run, place);
    Codec codec = new Codec();
    run.script().forEach(event -> chunks.accept(Topic.EVENTS, codec.encode(event)));
    return chunks;
  }

  private Map<String, String> contents(RunId of) {
    TreeMap<String, String> contents = new TreeMap<>();
    for (StoredObject object : store.list(keys.run(of))) {
      byte[] bytes = store.get(object.key(), 1 << 20).orElseThrow();
      contents.put(
          object.key().substring(keys.run(of).length()),
          new String(bytes, StandardCharsets.ISO_8859_1));
    }
    return contents;
  }

  private Intake intake() {
    return new Intake(store, keys, folder, "0.1.0");
  }

  private ImportedRun run(String zone) throws IOException {
    return run(zone, "1");
  }

  private ImportedRun run(String zone, String version) throws IOException {
    List<ImportedRun> runs = new ArrayList<>();
    EfsFolder.read(folder, terms(zone, version)).forEach(runs::add);
    return runs.getFirst();
  }

  private static IntakeTerms terms(String zone, String version) {
    return new IntakeTerms(ZoneId.of(zone), Optional.empty(), "efs.csi.aws.com", version, "0.1.0");
  }

  private static String log(String at) {
    return LINE.formatted(at, "Starting orchestrator test for 300 seconds")
        + LINE.formatted(at, "Creating PVC: test-pvc-1");
  }
}
