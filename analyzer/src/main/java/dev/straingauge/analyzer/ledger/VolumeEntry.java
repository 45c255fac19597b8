package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A PersistentVolume, by name, with its attachments. */
final class VolumeEntry extends Entity {

  final List<AttachmentEntry> attachments = new ArrayList<>(1);
  @Nullable ClaimEntry claim;
  String uid = "";
  String handle = "";
  String driver = "";

  /** When it was released, or its deletion was asked for. */
  long releasedAt = NEVER;

  boolean retained;

  /** Since when two nodes have it; {@link #NEVER}: they do not. */
  long sharedSince = NEVER;

  VolumeEntry(String key) {
    super(key);
  }

  @Nullable AttachmentEntry on(@Nullable String node) {
    for (AttachmentEntry one : attachments) {
      if (one.node.equals(node)) {
        return one;
      }
    }
    return null;
  }

  /** The attachment of another node, an attached one before others, the first by name of equals. */
  @Nullable AttachmentEntry notOn(String node) {
    AttachmentEntry found = null;
    for (AttachmentEntry one : attachments) {
      if (!one.node.equals(node)
          && (found == null
              || (one.attached && !found.attached)
              || (one.attached == found.attached && one.node.compareTo(found.node) < 0))) {
        found = one;
      }
    }
    return found;
  }

  boolean isExclusive() {
    ClaimEntry of = claim;
    return of != null && of.exclusive;
  }

  @Override
  byte cell() {
    return Cells.VOLUME;
  }

  @Override
  void write(StateWriter out) {
    super.write(out);
    out.writeText(uid).writeText(handle).writeText(driver).writeLong(releasedAt);
    out.writeBoolean(retained).writeLong(sharedSince).writeInt(attachments.size());
    attachments.forEach(one -> one.write(out));
  }

  void readAll(StateReader in, Objects objects) {
    super.read(in);
    uid = in.readText();
    handle = in.readText();
    driver = objects.shared(in.readText());
    releasedAt = in.readLong();
    retained = in.readBoolean();
    sharedSince = in.readLong();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      attachments.add(AttachmentEntry.read(in, objects));
    }
  }
}
