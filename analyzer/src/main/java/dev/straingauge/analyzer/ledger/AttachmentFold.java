package dev.straingauge.analyzer.ledger;

import dev.straingauge.event.Attachment;
import dev.straingauge.event.Change;
import dev.straingauge.event.ObjectChanged;
import org.jspecify.annotations.Nullable;

/** What changes of VolumeAttachments mean for the ledger. */
final class AttachmentFold {

  private static final int MAX_UID = 100;

  /** Attachments of one volume that are followed. */
  private static final int MAX_NODES = 5_000;

  private final Book book;
  private final Stories stories;
  private final int maxLive;
  private int live;

  AttachmentFold(Book book, Stories stories, int maxLive) {
    this.book = book;
    this.stories = stories;
    this.maxLive = maxLive;
  }

  /** One was read back. */
  void restored(int count) {
    live += count;
  }

  /** Returns the volume if there is something to look at. */
  @Nullable VolumeEntry fold(ObjectChanged change, Attachment facts, long time) {
    String name = facts.getVolume();
    if (name.isEmpty() || change.getUid().length() > MAX_UID) {
      return null; // an inline volume, or nothing real
    }
    boolean deleted = change.getChange() == Change.DELETED;
    VolumeEntry volume = book.objects.findVolume(name);
    AttachmentEntry one = volume == null ? null : volume.on(facts.getNode());
    if (volume == null || one == null) {
      return first(change, facts, time);
    }
    if (!one.uid.equals(change.getUid())) {
      if (deleted) {
        book.phases.of(Phase.DETACH).notObserved();
        return null;
      }
      gone(volume, one, Entity.UNSEEN);
      return first(change, facts, time);
    }
    boolean seen = change.getChange() != Change.LISTED;
    if (!one.attached && facts.getAttached() && !deleted) {
      one.attached = true;
      one.attachedAt = seen ? time : Entity.UNSEEN;
      book.phases.of(Phase.ATTACH).ended(one.madeAt, one.attachedAt);
      stories.noteAll(volume, time, "attachment", "attached to " + one.node);
    }
    if (facts.getDeleting() && !one.deleting && !deleted) {
      one.deleting = true;
      one.deletingAt = seen ? time : Entity.UNSEEN;
      stories.noteAll(volume, time, "attachment", "detach from %s asked for".formatted(one.node));
    }
    errors(volume, one, facts, time);
    one.lastSeen = time;
    if (deleted) {
      gone(volume, one, time);
      stories.noteAll(volume, time, "attachment", "detached from " + one.node);
    }
    book.objects.touch(volume);
    return volume;
  }

  /** Tells errors that are new. */
  private void errors(VolumeEntry volume, AttachmentEntry one, Attachment facts, long time) {
    String attach = cut(facts.getAttachError());
    String detach = cut(facts.getDetachError());
    if (attach != null && !attach.equals(one.attachError)) {
      stories.noteAll(volume, time, "attachment", "attach to %s: %s".formatted(one.node, attach));
    }
    if (detach != null && !detach.equals(one.detachError)) {
      stories.noteAll(volume, time, "attachment", "detach from %s: %s".formatted(one.node, detach));
    }
    one.attachError = attach;
    one.detachError = detach;
  }

  private static @Nullable String cut(@Nullable String error) {
    return error == null ? null : Texts.cut(error);
  }

  private @Nullable VolumeEntry first(ObjectChanged change, Attachment facts, long time) {
    if (change.getChange() == Change.DELETED) {
      book.phases.of(Phase.DETACH).notObserved();
      return null;
    }
    VolumeEntry volume =
        live >= maxLive || facts.getNode().length() > Objects.MAX_NAME
            ? null
            : book.objects.volumeIfRoom(facts.getVolume());
    if (volume == null || volume.attachments.size() >= MAX_NODES) {
      book.objects.beyond += volume == null && live < maxLive ? 0 : 1;
      book.phases.of(Phase.ATTACH).notObserved();
      return null;
    }
    NodeEntry node = book.objects.nodeIfRoom(facts.getNode());
    AttachmentEntry one =
        new AttachmentEntry(change.getUid(), node == null ? facts.getNode() : node.key);
    if (node != null) {
      node.attachments++;
      book.objects.touch(node);
    }
    live++;
    volume.attachments.add(one);
    one.madeAt = change.getChange() == Change.ADDED ? time : Entity.UNSEEN;
    one.attached = facts.getAttached();
    if (one.attached) {
      boolean seen = change.getChange() != Change.LISTED;
      one.attachedAt = seen ? time : Entity.UNSEEN;
      if (seen) {
        book.phases.of(Phase.ATTACH).notObserved(); // its beginning and its end came as one
      }
    }
    one.deleting = facts.getDeleting();
    if (one.deleting) {
      one.deletingAt = change.getChange() == Change.LISTED ? Entity.UNSEEN : time;
    }
    stories.noteAll(volume, time, "attachment", "attachment to %s made".formatted(one.node));
    errors(volume, one, facts, time);
    one.lastSeen = time;
    book.objects.touch(volume);
    return volume;
  }

  /** It is gone, seen at that time or {@link Entity#UNSEEN}. */
  void gone(VolumeEntry volume, AttachmentEntry one, long time) {
    if (one.deleting) {
      book.phases.of(Phase.DETACH).ended(one.deletingAt, time);
    } else if (one.attached) {
      book.phases.of(Phase.DETACH).notObserved();
    }
    if (!one.attached) {
      book.phases.of(Phase.ATTACH).open(one.madeAt, time);
    }
    volume.attachments.remove(one);
    live--;
    NodeEntry node = book.objects.findNode(one.node);
    if (node != null) {
      node.attachments--;
      book.objects.touch(node);
    }
    book.objects.touch(volume);
  }
}
