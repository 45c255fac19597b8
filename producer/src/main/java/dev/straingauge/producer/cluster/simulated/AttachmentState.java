package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.Attachment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A VolumeAttachment, with what its two controllers know of it. */
final class AttachmentState extends Tracked {

  final VolumeState volume;
  final NodeState node;

  boolean attached;
  @Nullable String attachError;
  @Nullable String detachError;
  boolean deleting;

  /** Its finalizer is off: it is no longer in the API. */
  boolean gone;

  /** The external attacher's finalizer is on it. */
  boolean finalizer;

  /** The attach/detach controller has seen it attached. */
  boolean known;

  /** Since when the attach/detach controller wants it gone; negative while it does not. */
  long unwantedNanos = -1;

  /** The external attacher has it in its queue, is at it, or shall look again after that. */
  boolean queued;

  boolean inWork;
  boolean again;

  /** Failures of the external attacher in a row. */
  int failures;

  /** When the storage is done with a call that may have been given up; 0 when there is none. */
  long doneNanos;

  AttachmentState(VolumeState volume, NodeState node, long ordinal) {
    super("VolumeAttachment", null, nameOf(volume, node), ordinal);
    this.volume = volume;
    this.node = node;
  }

  @Override
  Object facts() {
    return new Attachment(volume.name, node.name, attached, attachError, detachError, deleting);
  }

  /** As Kubernetes makes it, so that a volume and a node have one at a time. */
  private static String nameOf(VolumeState volume, NodeState node) {
    String identity = volume.handle + volume.driver + node.name;
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
      return "csi-" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(
          "name a VolumeAttachment: every Java platform has SHA-256", e);
    }
  }
}
