package dev.straingauge.producer.cluster.simulated;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.event.Custom;
import dev.straingauge.schemas.json.CanonicalJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A VolumeSnapshot, with what stands behind it. */
final class SnapshotState extends Tracked {

  final String claim;
  final String snapshotClass;
  final long createdBy;

  /** Operations that wait for its end. */
  final List<Long> deletedBy = new ArrayList<>(1);

  @Nullable Content content;
  int failures;
  boolean ready;
  boolean readySeen;
  boolean deleting;

  SnapshotState(
      String namespace,
      String name,
      long ordinal,
      String claim,
      String snapshotClass,
      long createdBy) {
    super("VolumeSnapshot", namespace, name, ordinal);
    this.claim = claim;
    this.snapshotClass = snapshotClass;
    this.createdBy = createdBy;
  }

  @Override
  Object facts() {
    Content behind = content;
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("claim", claim);
    json.put("class", snapshotClass);
    json.put("content", behind == null ? null : behind.name);
    json.put("deleting", deleting);
    json.putNull("error");
    json.put("readyToUse", ready);
    return new Custom(CanonicalJson.write(json));
  }

  /** A VolumeSnapshotContent. */
  static final class Content extends Tracked {

    final SnapshotState snapshot;
    private final String driver;
    private final String handle;
    boolean ready;
    boolean deleting;
    boolean gone;

    Content(SnapshotState snapshot, long ordinal, String driver) {
      super("VolumeSnapshotContent", null, "snapcontent-" + snapshot.uid, ordinal);
      this.snapshot = snapshot;
      this.driver = driver;
      handle = "snap-" + Uids.seventeenDigits(ordinal);
    }

    @Override
    Object facts() {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("deleting", deleting);
      json.put("deletionPolicy", "Delete");
      json.put("driver", driver);
      json.put("readyToUse", ready);
      json.put("snapshotHandle", ready ? handle : null);
      return new Custom(CanonicalJson.write(json));
    }
  }
}
