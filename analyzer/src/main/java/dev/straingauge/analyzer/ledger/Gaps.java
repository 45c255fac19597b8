package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import java.util.List;

/** When the watches of the kinds that the ledger follows were lost last. */
final class Gaps {

  static final String POD = "Pod";
  static final String CLAIM = "PersistentVolumeClaim";
  static final String VOLUME = "PersistentVolume";
  static final String ATTACHMENT = "VolumeAttachment";
  static final List<String> KINDS = List.of(POD, CLAIM, VOLUME, ATTACHMENT);

  private static final long NEVER = Long.MIN_VALUE;

  private final long[] lastAt = {NEVER, NEVER, NEVER, NEVER};

  /** When it is decided what is gone; {@link Entity#NEVER}: nothing is to decide. */
  private final long[] decideAt = {Entity.NEVER, Entity.NEVER, Entity.NEVER, Entity.NEVER};

  /** The kind was listed again since. */
  private final boolean[] listed = new boolean[KINDS.size()];

  private boolean dirty;

  /** The watch of that kind saw nothing until {@code at}. */
  void lost(String kind, long at, long decide) {
    int index = KINDS.indexOf(kind);
    if (index >= 0) {
      lastAt[index] = at;
      decideAt[index] = decide;
      listed[index] = false;
      dirty = true;
    }
  }

  /** An object of that kind was listed. */
  void listed(String kind) {
    int index = KINDS.indexOf(kind);
    if (index >= 0 && !listed[index] && decideAt[index] != Entity.NEVER) {
      listed[index] = true;
      dirty = true;
    }
  }

  /** What was last seen then may have changed unseen. */
  boolean isBlind(String kind, long lastSeen) {
    return lastSeen < lastAt[KINDS.indexOf(kind)];
  }

  /** Others of that kind were listed again, and what was last seen then not yet. */
  boolean isDoubtful(String kind, long lastSeen) {
    int index = KINDS.indexOf(kind);
    return listed[index] && decideAt[index] != Entity.NEVER && lastSeen < lastAt[index];
  }

  /** Whether what was not listed again by {@code at} is gone: asked once. */
  boolean decides(String kind, long at) {
    int index = KINDS.indexOf(kind);
    if (decideAt[index] > at) {
      return false;
    }
    decideAt[index] = Entity.NEVER;
    dirty = true;
    return listed[index];
  }

  /** Whether {@link #decides} has anything to say at {@code at}. */
  boolean isDue(long at) {
    for (long one : decideAt) {
      if (one <= at) {
        return true;
      }
    }
    return false;
  }

  boolean isDirty() {
    return dirty;
  }

  void write(StateWriter out) {
    for (int i = 0; i < lastAt.length; i++) {
      out.writeLong(lastAt[i]).writeLong(decideAt[i]).writeBoolean(listed[i]);
    }
    dirty = false;
  }

  void read(StateReader in) {
    for (int i = 0; i < lastAt.length; i++) {
      lastAt[i] = in.readLong();
      decideAt[i] = in.readLong();
      listed[i] = in.readBoolean();
    }
    dirty = false;
  }
}
