package dev.straingauge.producer.cluster.simulated;

import org.jspecify.annotations.Nullable;

/** What the attach/detach controller waits for at a VolumeAttachment. */
enum Awaited {
  ATTACHED("attach"),
  DETACHED("detach");

  private final String verb;

  Awaited(String verb) {
    this.verb = verb;
  }

  boolean isOver(AttachmentState attachment) {
    return this == ATTACHED ? attachment.attached && !attachment.deleting : attachment.gone;
  }

  /** Why waiting has no point at the moment. */
  @Nullable String error(AttachmentState attachment) {
    if (this == DETACHED) {
      return attachment.detachError;
    }
    return attachment.deleting ? "volume attachment is being deleted" : attachment.attachError;
  }

  /** Why it is given up. */
  String timedOut(AttachmentState attachment) {
    return "timed out waiting for external-attacher of "
        + attachment.volume.driver
        + " CSI driver to "
        + verb
        + " volume "
        + attachment.volume.handle;
  }
}
