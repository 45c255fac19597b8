package dev.straingauge.archiver.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.archiver.MemoryStore;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.FolderObjectStore;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectAdder;
import dev.straingauge.archiver.store.StoreException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotesTest {

  private static final Instant AT = Instant.parse("2026-11-21T07:45:12Z");
  private final Notes notes = new Notes(new Keys("lab"));

  private static Note exclusion(String run, boolean excluded) {
    return new Note.Exclusion(AT, "me", run, excluded, "why");
  }

  @Test
  void readsWhatWasWrittenInItsOrder() {
    // Given
    MemoryStore store = new MemoryStore();
    List<Note> written =
        List.of(
            new Note.Acknowledgement(AT, "me", "c-1", "s", "soak/1", "1.5.0", "\"why\"\n"),
            exclusion("soak/1", true),
            exclusion("soak/1", false),
            exclusion("soak/2", true),
            new Note.Baseline(AT, "", List.of("soak/3"), "why"));
    // When
    written.forEach(note -> notes.append(store, "soak", note));
    notes.append(store, "other", exclusion("other/9", true));
    // Then
    assertThat(notes.read(store, "soak")).isEqualTo(written);
    assertThat(Notes.excluded(written)).containsExactly("soak/2");
    assertThat(Notes.acknowledgements(written)).hasSize(1);
    assertThat(store.list("lab/_notes/soak/").getFirst().key())
        .isEqualTo("lab/_notes/soak/000001.json");
  }

  /** It would stay for ever, and every command that reads notes would fail from then on. */
  @Test
  void putsNoNoteThatNobodyCouldReadAgain() {
    MemoryStore store = new MemoryStore();
    List<String> runs = IntStream.range(0, 2_000).mapToObj("soak/%032d"::formatted).toList();

    assertThatThrownBy(() -> notes.append(store, "soak", note("x".repeat(2_001))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("write a note: 'reason' is no text of at most 2000 characters");
    assertThatThrownBy(() -> notes.append(store, "soak", new Note.Baseline(AT, "me", runs, "why")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("bytes (expected at most 65,536)");
    notes.append(store, "soak", note("x".repeat(2_000)));

    assertThat(notes.read(store, "soak")).hasSize(1);
  }

  /** A conditional put whose answer was lost is sent again, and refused: by itself. */
  @Test
  void takesItsOwnNoteForWritten() {
    MemoryStore store =
        new MemoryStore() {
          @Override
          public synchronized boolean putIfAbsent(
              String key, Content content, SortedMap<String, String> metadata) {
            super.putIfAbsent(key, content, metadata);
            return false;
          }
        };

    assertThat(notes.append(store, "soak", note("why"))).endsWith("000001.json");
    assertThat(notes.read(store, "soak")).hasSize(1);
  }

  private static Note note(String reason) {
    return new Note.Exclusion(AT, "me", "soak/1", true, reason);
  }

  @Test
  void losesNoneOfManyWritersInMemory() throws Exception {
    race(new MemoryStore());
  }

  @Test
  void losesNoneOfManyWritersInAFolder(@TempDir Path folder) throws Exception {
    race(new FolderObjectStore(folder));
  }

  private void race(ObjectAdder store) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<java.util.concurrent.Future<String>> all =
          IntStream.range(0, 80)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> notes.append(store, "soak", exclusion("soak/" + i, true))))
              .toList();
      for (var each : all) {
        each.get();
      }
    }
    assertThat(Notes.excluded(notes.read(store, "soak"))).hasSize(80);
    assertThat(store.list("lab/_notes/soak/")).hasSize(80);
  }

  @Test
  void saysWhichNoteIsDamaged() {
    MemoryStore store = new MemoryStore();
    store.put("lab/_notes/soak/000001.json", Content.of("{\"schema\":\"x\"}".getBytes(UTF_8)));
    store.put("lab/_notes/soak/readme.txt", Content.of("x".getBytes(UTF_8)));

    assertThatThrownBy(() -> notes.read(store, "soak"))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "read note 'memory:lab/_notes/soak/000001.json': schema 'x' (expected"
                + " straingauge.note/1)");
  }
}
