package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.state.CellSink;
import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.Attachment;
import dev.straingauge.event.Change;
import dev.straingauge.event.CsiDriver;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.VolumePhase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long volumes took to be attached and detached, by the changes of VolumeAttachments alone:
 * from made to attached, and from the request to delete it until it is gone. An end that no watch
 * has seen gives no duration (contract I8). Not thread-safe.
 */
final class AttachmentPhases {

  static final String KIND = "VolumeAttachment";

  /** Bound of contract A6; what is beyond it is not observed. */
  static final int MAX_LIVE = 200_000;

  /** Of a uid; nothing real has a longer one. */
  private static final int MAX_UID = 100;

  private static final long NONE = PhaseTotals.UNSEEN + 1;
  private static final long UNSEEN = PhaseTotals.UNSEEN;

  private final PhaseTotals attach;
  private final PhaseTotals detach;
  private final Map<String, Live> live = new HashMap<>();
  private final Set<Live> changed = new LinkedHashSet<>();
  private final List<String> gone = new ArrayList<>();
  private boolean applicable = true;
  private long lastGap = NONE;
  private boolean dirty = true;

  /** A VolumeAttachment that is not gone. */
  private static final class Live {
    final String uid;
    long attachSince = NONE;
    boolean attached;
    long detachSince = NONE;
    long lastSeen;
    boolean stored;

    Live(String uid) {
      this.uid = uid;
    }
  }

  AttachmentPhases(Budget budget) {
    attach = new PhaseTotals(budget);
    detach = new PhaseTotals(budget);
  }

  /** An object of any kind has changed. */
  void fold(ObjectChanged change, long time) {
    switch (change.getFacts()) {
      case CsiDriver driver -> {
        applicable &= driver.getAttachRequired();
        dirty = true;
      }
      case Attachment attachment when change.getUid().length() <= MAX_UID ->
          fold(change, attachment, time);
      default -> {}
    }
  }

  /** A watch was lost: what goes on meanwhile is not seen. */
  void gap(String kind, long time) {
    if (kind.equals(KIND)) {
      lastGap = time;
      dirty = true;
    }
  }

  /** The run is over: what has no end has none. */
  void finish(long at) {
    for (Live one : live.values()) {
      boolean blind = one.lastSeen < lastGap;
      if (one.detachSince != NONE) {
        detach.open(blind ? UNSEEN : one.detachSince, at);
      } else if (!one.attached) {
        attach.open(blind ? UNSEEN : one.attachSince, at);
      }
      forget(one);
    }
    live.clear();
    dirty = true;
  }

  List<VolumePhase> summary(OperationTotals sketches) {
    return List.of(
        attach.summary("attach", applicable, sketches),
        detach.summary("detach", applicable, sketches));
  }

  private void fold(ObjectChanged change, Attachment facts, long time) {
    dirty = true;
    boolean seen = change.getChange() != Change.LISTED;
    boolean deleted = change.getChange() == Change.DELETED;
    Live one = live.get(change.getUid());
    if (one == null) {
      one = first(change, facts, time);
      if (one == null) {
        return;
      }
    } else if (!one.attached && facts.getAttached() && !deleted) {
      one.attached = true;
      attach.ended(one.attachSince, seen ? time : UNSEEN);
    }
    if (facts.getDeleting() && one.detachSince == NONE && !deleted) {
      one.detachSince = seen ? time : UNSEEN;
    }
    one.lastSeen = time;
    if (deleted) {
      last(one, time);
    } else {
      changed.add(one);
    }
  }

  private @Nullable Live first(ObjectChanged change, Attachment facts, long time) {
    if (change.getChange() == Change.DELETED) {
      detach.notObserved();
      return null;
    }
    if (live.size() >= MAX_LIVE) {
      attach.notObserved();
      return null;
    }
    Live one = new Live(change.getUid());
    live.put(one.uid, one);
    one.attached = facts.getAttached();
    one.attachSince = change.getChange() == Change.ADDED ? time : UNSEEN;
    if (one.attached && change.getChange() != Change.LISTED) {
      attach.notObserved(); // its beginning and its end came as one
    }
    return one;
  }

  private void last(Live one, long time) {
    if (one.detachSince != NONE) {
      detach.ended(one.detachSince, time);
    } else if (one.attached) {
      detach.notObserved();
    }
    if (!one.attached) {
      attach.open(one.attachSince, time);
    }
    live.remove(one.uid);
    forget(one);
  }

  private void forget(Live one) {
    changed.remove(one);
    if (one.stored) {
      gone.add(one.uid);
    }
  }

  /** Stores what changed since the last time. */
  void flush(CellSink cells) {
    for (String uid : gone) {
      if (!live.containsKey(uid)) {
        cells.delete(key(uid));
      }
    }
    gone.clear();
    for (Live one : changed) {
      one.stored = true;
      cells.put(key(one.uid), content(one));
    }
    changed.clear();
    if (dirty) {
      StateWriter out = new StateWriter().writeBoolean(applicable).writeLong(lastGap);
      attach.write(out);
      detach.write(out);
      cells.put(RunState.key(RunState.PHASES, 0), out.toBytes());
      dirty = false;
    }
  }

  void read(StateReader in) {
    applicable = in.readBoolean();
    lastGap = in.readLong();
    attach.read(in);
    detach.read(in);
    dirty = false;
  }

  /** Puts back a VolumeAttachment that was stored. */
  void restore(byte[] key, StateReader in) {
    Live one = new Live(new String(key, 1, key.length - 1, StandardCharsets.UTF_8));
    one.attachSince = in.readLong();
    one.attached = in.readBoolean();
    one.detachSince = in.readLong();
    one.lastSeen = in.readLong();
    one.stored = true;
    live.put(one.uid, one);
  }

  private static byte[] content(Live one) {
    return new StateWriter()
        .writeLong(one.attachSince)
        .writeBoolean(one.attached)
        .writeLong(one.detachSince)
        .writeLong(one.lastSeen)
        .toBytes();
  }

  private static byte[] key(String uid) {
    byte[] text = uid.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + text.length).put(RunState.ATTACHMENT).put(text).array();
  }
}
