package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that the ledger follows from change to change, stored in a cell of its own. */
abstract class Entity {

  /** Stands for the time of what has not happened. */
  static final long NEVER = Long.MAX_VALUE;

  /** Stands for the time of what has happened while nobody saw it. */
  static final long UNSEEN = Long.MIN_VALUE;

  final String key;

  /** The object itself was seen and is not gone; else only others name it. */
  boolean seen;

  long lastSeen;

  /** When it has to be looked at again, or {@link #NEVER}. */
  long due = NEVER;

  /** It has a cell. */
  boolean stored;

  private @Nullable List<Incident> incidents;

  Entity(String key) {
    this.key = key;
  }

  /** First byte of its cell's key. */
  abstract byte cell();

  final List<Incident> incidents() {
    List<Incident> now = incidents;
    return now == null ? List.of() : List.copyOf(now);
  }

  final boolean hasIncidents() {
    return incidents != null;
  }

  final void add(Incident incident) {
    List<Incident> now = incidents;
    if (now == null) {
      now = new ArrayList<>(1);
      incidents = now;
    }
    now.add(incident);
  }

  final void remove(Incident incident) {
    List<Incident> now = incidents;
    if (now != null) {
      now.remove(incident);
      if (now.isEmpty()) {
        incidents = null;
      }
    }
  }

  void write(StateWriter out) {
    out.writeBoolean(seen).writeLong(lastSeen).writeLong(due);
  }

  void read(StateReader in) {
    seen = in.readBoolean();
    lastSeen = in.readLong();
    due = in.readLong();
    stored = true;
  }

  static void writeText(StateWriter out, @Nullable String text) {
    out.writeBoolean(text != null);
    if (text != null) {
      out.writeText(text);
    }
  }

  static @Nullable String readText(StateReader in) {
    return in.readBoolean() ? in.readText() : null;
  }
}
