package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A claim, by {@code namespace/name}. */
final class ClaimEntry extends Entity {

  /** Pods that name it. */
  final List<PodEntry> pods = new ArrayList<>(1);

  @Nullable VolumeEntry volume;
  String uid = "";
  String storageClass = "";
  long madeAt = UNSEEN;

  /** When the first pod that names it was seen. */
  long wantedAt = NEVER;

  boolean bound;
  boolean deleting;

  /** Its access modes let only one node have it. */
  boolean exclusive;

  /** What was last said about it; null: nothing. */
  @Nullable Note note;

  ClaimEntry(String key) {
    super(key);
  }

  String namespace() {
    return key.substring(0, key.indexOf('/'));
  }

  String name() {
    return key.substring(key.indexOf('/') + 1);
  }

  @Override
  byte cell() {
    return Cells.CLAIM;
  }

  @Override
  void write(StateWriter out) {
    super.write(out);
    out.writeText(uid).writeText(storageClass).writeLong(madeAt).writeLong(wantedAt);
    out.writeBoolean(bound).writeBoolean(deleting).writeBoolean(exclusive);
    VolumeEntry of = volume;
    writeText(out, of == null ? null : of.key);
    Note.write(out, note);
  }

  /** All but its volume, whose name is returned. */
  @Nullable String readAll(StateReader in) {
    super.read(in);
    uid = in.readText();
    storageClass = in.readText();
    madeAt = in.readLong();
    wantedAt = in.readLong();
    bound = in.readBoolean();
    deleting = in.readBoolean();
    exclusive = in.readBoolean();
    String of = readText(in);
    note = Note.read(in);
    return of;
  }
}
