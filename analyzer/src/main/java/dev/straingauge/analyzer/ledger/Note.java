package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * What somebody said about an object.
 *
 * @param at when it was seen
 * @param reason of the event
 * @param text as it was, cut
 */
record Note(long at, String reason, String text) {

  static void write(StateWriter out, @Nullable Note note) {
    out.writeBoolean(note != null);
    if (note != null) {
      out.writeLong(note.at).writeText(note.reason).writeText(note.text);
    }
  }

  static @Nullable Note read(StateReader in) {
    return in.readBoolean() ? new Note(in.readLong(), in.readText(), in.readText()) : null;
  }
}
