package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import org.jspecify.annotations.Nullable;

/** A pod that uses claims, by {@code namespace/name}. */
final class PodEntry extends Entity {

  /** Claims beyond that are not followed: one bit of {@link #waitsOver} each. */
  static final int MAX_CLAIMS = 63;

  final String uid;
  ClaimEntry[] claims = {};
  @Nullable String node;

  /** When these were first seen. */
  long madeAt = UNSEEN;

  long assignedAt = NEVER;
  long mountedAt = NEVER;
  long deletingAt = NEVER;

  /**
   * These came to be while nobody saw it: incidents count from when they were seen, phases do not.
   */
  boolean assignedUnseen;

  boolean mountedUnseen;
  boolean deletingUnseen;
  boolean mounted;
  boolean ready;
  boolean wasReady;
  boolean running;
  boolean over;
  boolean hookFailed;

  /** An event has said that another node has the volume. */
  boolean toldConflict;

  /** Negative: not told. */
  long graceNanos = -1;

  /** Whose attachment is no longer waited for: a bit per claim. */
  long waitsOver;

  /** What was last said against it; null: nothing. */
  @Nullable Note note;

  PodEntry(String key, String uid) {
    super(key);
    this.uid = uid;
  }

  String namespace() {
    return key.substring(0, key.indexOf('/'));
  }

  String name() {
    return key.substring(key.indexOf('/') + 1);
  }

  @Override
  byte cell() {
    return Cells.POD;
  }

  @Override
  void write(StateWriter out) {
    super.write(out);
    out.writeText(uid).writeInt(claims.length);
    for (ClaimEntry claim : claims) {
      out.writeText(claim.key);
    }
    writeText(out, node);
    out.writeLong(madeAt).writeLong(assignedAt).writeLong(mountedAt).writeLong(deletingAt);
    out.writeLong(flags()).writeLong(graceNanos).writeLong(waitsOver);
    Note.write(out, note);
  }

  static PodEntry read(String key, StateReader in, Objects objects) {
    boolean seen = in.readBoolean();
    long lastSeen = in.readLong();
    long due = in.readLong();
    PodEntry read = new PodEntry(key, in.readText());
    read.seen = seen;
    read.lastSeen = lastSeen;
    read.due = due;
    read.stored = true;
    read.claims = new ClaimEntry[in.readInt()];
    for (int i = 0; i < read.claims.length; i++) {
      read.claims[i] = objects.claim(in.readText());
      read.claims[i].pods.add(read);
    }
    String node = readText(in);
    read.node = node == null ? null : objects.shared(node);
    read.madeAt = in.readLong();
    read.assignedAt = in.readLong();
    read.mountedAt = in.readLong();
    read.deletingAt = in.readLong();
    read.setFlags(in.readLong());
    read.graceNanos = in.readLong();
    read.waitsOver = in.readLong();
    read.note = Note.read(in);
    return read;
  }

  private long flags() {
    boolean[] all = {
      assignedUnseen,
      mountedUnseen,
      deletingUnseen,
      mounted,
      ready,
      wasReady,
      running,
      over,
      hookFailed,
      toldConflict
    };
    long bits = 0;
    for (int i = 0; i < all.length; i++) {
      bits |= all[i] ? 1L << i : 0;
    }
    return bits;
  }

  private void setFlags(long bits) {
    assignedUnseen = isSet(bits, 0);
    mountedUnseen = isSet(bits, 1);
    deletingUnseen = isSet(bits, 2);
    mounted = isSet(bits, 3);
    ready = isSet(bits, 4);
    wasReady = isSet(bits, 5);
    running = isSet(bits, 6);
    over = isSet(bits, 7);
    hookFailed = isSet(bits, 8);
    toldConflict = isSet(bits, 9);
  }

  private static boolean isSet(long bits, int index) {
    return (bits & (1L << index)) != 0;
  }
}
