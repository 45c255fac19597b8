package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import org.jspecify.annotations.Nullable;

/** A VolumeAttachment that is not gone; part of its volume. */
final class AttachmentEntry {

  final String uid;
  final String node;
  long madeAt = Entity.UNSEEN;
  boolean attached;

  /** When that was seen; {@link Entity#UNSEEN} if nobody saw it become so. */
  long attachedAt = Entity.NEVER;

  boolean deleting;
  long deletingAt = Entity.NEVER;
  long lastSeen;
  @Nullable String attachError;
  @Nullable String detachError;

  AttachmentEntry(String uid, String node) {
    this.uid = uid;
    this.node = node;
  }

  void write(StateWriter out) {
    out.writeText(uid).writeText(node).writeLong(madeAt).writeBoolean(attached);
    out.writeLong(attachedAt).writeBoolean(deleting).writeLong(deletingAt).writeLong(lastSeen);
    Entity.writeText(out, attachError);
    Entity.writeText(out, detachError);
  }

  static AttachmentEntry read(StateReader in, Objects objects) {
    AttachmentEntry read = new AttachmentEntry(in.readText(), objects.shared(in.readText()));
    read.madeAt = in.readLong();
    read.attached = in.readBoolean();
    read.attachedAt = in.readLong();
    read.deleting = in.readBoolean();
    read.deletingAt = in.readLong();
    read.lastSeen = in.readLong();
    read.attachError = Entity.readText(in);
    read.detachError = Entity.readText(in);
    return read;
  }
}
