package dev.straingauge.analyzer.ledger;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.schemas.config.LedgerConfig;
import java.util.TreeMap;

/** What the parts of the ledger work on together. Not thread-safe. */
final class Book {

  private static final int MAX_CLASSES = 1_000;

  final Bounds bounds;
  final Objects objects;
  final Incidents incidents;
  final Phases phases;
  final Gaps gaps = new Gaps();

  /** StorageClasses, and whether their volumes wait for a pod. */
  private final TreeMap<String, Boolean> waitForConsumer = new TreeMap<>();

  /** The CSIDriver says that nothing is attached. */
  private boolean attachesNothing;

  /** A VolumeAttachment was seen. */
  private boolean attachmentSeen;

  /** Namespace of the last claim. */
  String namespace = "";

  private long storedBeyond;
  private boolean dirty = true;

  Book(LedgerConfig config, Durations budget) {
    bounds = Bounds.of(config);
    objects = new Objects(config.maxLive());
    incidents = new Incidents(config.maxIncidents(), budget);
    phases = new Phases(budget);
  }

  /** Whether volumes are attached at all, as far as is known. */
  boolean attaches() {
    return attachmentSeen && !attachesNothing;
  }

  /** Whether attach and detach are phases of this driver: true unless it says otherwise. */
  boolean mayAttach() {
    return !attachesNothing;
  }

  void driverSays(boolean attachRequired) {
    attachesNothing |= !attachRequired;
    dirty = true;
  }

  /** Returns whether it is the first. */
  boolean attachmentSeen() {
    boolean first = !attachmentSeen;
    attachmentSeen = true;
    dirty |= first;
    return first;
  }

  void inNamespace(String name) {
    if (!namespace.equals(name)) {
      namespace = name;
      dirty = true;
    }
  }

  void storageClass(String name, boolean waits) {
    if (waitForConsumer.size() < MAX_CLASSES) {
      waitForConsumer.put(name, waits);
      dirty = true;
    }
  }

  /**
   * Since when the claim should become a volume; {@link Entity#NEVER} while it may wait. A class
   * that is not known may be one that waits for a pod.
   */
  long wantedSince(ClaimEntry claim) {
    Boolean waits = waitForConsumer.get(claim.storageClass);
    if (waits != null && !waits) {
      return claim.madeAt;
    }
    return claim.wantedAt == Entity.NEVER ? Entity.NEVER : Math.max(claim.madeAt, claim.wantedAt);
  }

  /** The same for the phase, whose start is a guess for a class that is not known: made. */
  long provisionSince(ClaimEntry claim) {
    Boolean waits = waitForConsumer.get(claim.storageClass);
    if (waits == null || !waits || claim.madeAt == Entity.UNSEEN) {
      return claim.madeAt;
    }
    return claim.wantedAt == Entity.NEVER ? Entity.UNSEEN : Math.max(claim.madeAt, claim.wantedAt);
  }

  boolean isDirty() {
    return dirty
        || objects.beyond != storedBeyond
        || incidents.isDirty()
        || phases.isDirty()
        || gaps.isDirty();
  }

  void write(StateWriter out) {
    out.writeBoolean(attachesNothing).writeBoolean(attachmentSeen).writeText(namespace);
    out.writeLong(objects.beyond).writeInt(waitForConsumer.size());
    waitForConsumer.forEach((name, waits) -> out.writeText(name).writeBoolean(waits));
    gaps.write(out);
    phases.write(out);
    incidents.write(out);
    storedBeyond = objects.beyond;
    dirty = false;
  }

  void read(StateReader in) {
    attachesNothing = in.readBoolean();
    attachmentSeen = in.readBoolean();
    namespace = in.readText();
    objects.beyond = in.readLong();
    storedBeyond = objects.beyond;
    int classes = in.readInt();
    for (int i = 0; i < classes; i++) {
      waitForConsumer.put(in.readText(), in.readBoolean());
    }
    gaps.read(in);
    phases.read(in);
    incidents.read(in);
    dirty = false;
  }
}
