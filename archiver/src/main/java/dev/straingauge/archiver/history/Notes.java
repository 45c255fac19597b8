package dev.straingauge.archiver.history;

import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectAdder;
import dev.straingauge.archiver.store.ObjectReader;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.archiver.store.StoredObject;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The notes of a test in the store, a log: each is an object of its own with the next number, put
 * only where there is none yet. Of two who write at once one takes the number after; none is lost,
 * and all readers see one order. Nothing is ever changed or deleted. Thread-safe.
 */
public final class Notes {

  private static final int DIGITS = 6;
  private static final int MOST_TRIES = 1_000;
  private static final long MAX_BYTES = 64 * 1024;

  private final Keys keys;

  public Notes(Keys keys) {
    this.keys = keys;
  }

  /**
   * All notes of a test, oldest first.
   *
   * @throws StoreException if the store fails, or a note is damaged: what it says may matter
   */
  public List<Note> read(ObjectReader store, String testName) {
    List<Note> notes = new ArrayList<>();
    for (StoredObject object : store.list(keys.notes(testName))) {
      if (number(object.key(), testName) >= 0) {
        store
            .get(object.key(), MAX_BYTES)
            .ifPresent(bytes -> notes.add(NoteJson.read(store.uri(object.key()), bytes)));
      }
    }
    return notes;
  }

  /**
   * Adds a note behind all others.
   *
   * @return where it is
   * @throws IllegalArgumentException if nobody could read it again: a text or the whole is too long
   * @throws StoreException if the store fails; it may be there nevertheless
   */
  public String append(ObjectAdder store, String testName, Note note) {
    byte[] bytes = readable(note);
    int number =
        store.list(keys.notes(testName)).stream()
            .mapToInt(object -> number(object.key(), testName))
            .max()
            .orElse(0);
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      number = Math.max(number, 0) + 1;
      String key = keys.notes(testName) + ("%0" + DIGITS + "d.json").formatted(number);
      if (store.putIfAbsent(key, Content.of(bytes), new TreeMap<>())
          || isThere(store, key, bytes)) {
        return store.uri(key);
      }
    }
    throw new StoreException(
        StoreException.FAILED,
        "write a note below '%s': %d numbers in a row were taken (expected a free one)"
            .formatted(store.uri(keys.notes(testName)), MOST_TRIES),
        List.of(),
        null);
  }

  /** Notes stay for ever: one that cannot be read would make all others useless. */
  private static byte[] readable(Note note) {
    byte[] bytes = NoteJson.write(note);
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "write a note: %,d bytes (expected at most %,d)".formatted(bytes.length, MAX_BYTES));
    }
    try {
      NoteJson.parse(bytes);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new IllegalArgumentException("write a note: " + e.getMessage(), e);
    }
    return bytes;
  }

  /** Whether the object is this note: an answer that was lost is no refusal. */
  private static boolean isThere(ObjectReader store, String key, byte[] bytes) {
    return store.get(key, MAX_BYTES).filter(there -> Arrays.equals(there, bytes)).isPresent();
  }

  /** Runs that are excluded after all notes. */
  public static Set<String> excluded(List<Note> notes) {
    Set<String> excluded = new TreeSet<>();
    for (Note note : notes) {
      if (note instanceof Note.Exclusion each) {
        if (each.excluded()) {
          excluded.add(each.run());
        } else {
          excluded.remove(each.run());
        }
      }
    }
    return excluded;
  }

  /** Those about changes, oldest first. */
  public static List<Note.Acknowledgement> acknowledgements(List<Note> notes) {
    return notes.stream()
        .filter(Note.Acknowledgement.class::isInstance)
        .map(Note.Acknowledgement.class::cast)
        .toList();
  }

  /** −1 for an object that is no note. */
  private int number(String key, String testName) {
    String name = key.substring(keys.notes(testName).length());
    return name.matches("[0-9]{" + DIGITS + "}\\.json")
        ? Integer.parseInt(name.substring(0, DIGITS))
        : -1;
  }
}
