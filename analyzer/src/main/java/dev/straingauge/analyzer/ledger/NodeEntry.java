package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import java.util.SortedMap;
import java.util.TreeMap;

/** A node, by name. One that is gone is remembered as that. */
final class NodeEntry extends Entity {

  boolean ready = true;
  boolean outOfService;
  boolean gone;

  /** Since when it is not ready, or gone; {@link #NEVER}: it is fine. */
  long lostAt = NEVER;

  /** Its CSINode was seen. */
  boolean driversKnown;

  /** Drivers on it, and how many volumes each can attach; negative: not told. */
  final SortedMap<String, Integer> drivers = new TreeMap<>();

  /** VolumeAttachments of it. */
  int attachments;

  NodeEntry(String key) {
    super(key);
  }

  boolean isLost() {
    return lostAt != NEVER;
  }

  @Override
  byte cell() {
    return Cells.NODE;
  }

  @Override
  void write(StateWriter out) {
    super.write(out);
    out.writeBoolean(ready).writeBoolean(outOfService).writeBoolean(gone).writeLong(lostAt);
    out.writeBoolean(driversKnown).writeInt(drivers.size());
    drivers.forEach((name, volumes) -> out.writeText(name).writeInt(volumes));
    out.writeInt(attachments);
  }

  @Override
  void read(StateReader in) {
    super.read(in);
    ready = in.readBoolean();
    outOfService = in.readBoolean();
    gone = in.readBoolean();
    lostAt = in.readLong();
    driversKnown = in.readBoolean();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      drivers.put(in.readText(), in.readInt());
    }
    attachments = in.readInt();
  }
}
