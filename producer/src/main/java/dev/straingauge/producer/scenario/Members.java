package dev.straingauge.producer.scenario;

import dev.straingauge.event.Attachment;
import dev.straingauge.event.Change;
import dev.straingauge.event.Label;
import dev.straingauge.event.Measurement;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.PersistentVolume;
import dev.straingauge.event.Pod;
import dev.straingauge.producer.cluster.Cluster;
import dev.straingauge.producer.cluster.Intent;
import dev.straingauge.producer.journal.Journal;
import dev.straingauge.producer.scenario.MemberSet.Degraded;
import dev.straingauge.producer.scenario.MemberSet.Member;
import dev.straingauge.producer.scenario.MemberSet.Restart;
import dev.straingauge.producer.stage.Promise;
import dev.straingauge.producer.stage.Stage;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Follows the members of the run's StatefulSets by what the watches show, whoever restarts them: an
 * operation, a drain, an eviction. Each restart and each span with members missing is measured in a
 * strand of its own. Confined to the turn.
 */
final class Members implements Cluster.Observer {

  private final Course course;
  private final Journal journal;
  private final LongSupplier nowNanos;
  private final MemberMeasures measures;
  private final Map<String, Member> byPod = new HashMap<>();
  private final Map<String, Member> byClaim = new HashMap<>();
  private final Map<String, Member> byVolume = new HashMap<>();
  private final Queue<Consumer<Stage>> begun = new ArrayDeque<>();
  private Promise<Boolean> called = new Promise<>();
  private long strands;
  private boolean closed;

  /**
   * @param step the current phase
   */
  Members(
      Cluster cluster,
      Intents intents,
      SimpleOperations simple,
      Course course,
      Journal journal,
      Supplier<String> step,
      LongSupplier nowNanos) {
    this.course = course;
    this.journal = journal;
    this.nowNanos = nowNanos;
    measures =
        new MemberMeasures(intents, simple, course, step, cluster.has(Cluster.Feature.ATTACHMENT));
  }

  /** The members of that set are followed from now on. */
  void add(MemberSet set) {
    for (Member member : set.members()) {
      byPod.put(member.name(), member);
      byClaim.put(Intent.memberClaim(set.name(), member.number), member);
    }
  }

  /** The strand that begins what the watches gave cause for. */
  void follow(Stage stage) {
    while (!closed) {
      stage.await(called);
      called = new Promise<>();
      while (!begun.isEmpty() && !closed) {
        course.fork("member-" + strands++, begun.remove());
      }
    }
  }

  /** Nothing begins any more. */
  void close() {
    closed = true;
    called.complete(true);
  }

  @Override
  public void changed(ObjectChanged change, long atNanos) {
    if (closed) {
      return;
    }
    switch (change.getFacts()) {
      case Pod pod -> {
        Member member = byPod.get(change.getName());
        if (member != null) {
          podChanged(member, change, pod, atNanos);
        }
      }
      case PersistentVolume volume -> {
        Member member = byClaim.get(volume.getClaim());
        if (member != null) {
          byVolume.put(change.getName(), member);
        }
      }
      case Attachment attachment -> {
        Member member = byVolume.get(attachment.getVolume());
        if (member != null) {
          attachmentChanged(member, change, attachment, atNanos);
        }
      }
      default -> {
        // nothing that members are measured by
      }
    }
  }

  private void podChanged(Member member, ObjectChanged change, Pod pod, long atNanos) {
    boolean gone = change.getChange() == Change.DELETED;
    if (!change.getUid().equals(member.uid)) {
      if (gone) {
        return;
      }
      member.uid = change.getUid();
      member.node = null;
      if (member.restart != null) {
        member.restart.gone.complete(atNanos); // names are unique: its end was overtaken
      }
    }
    boolean ends = gone || pod.getDeleting();
    if (ends
        && member.restart == null
        && !change.getUid().equals(member.givenUp)
        && member.set.wasWhole()) {
      begin(member, atNanos);
    }
    Restart restart = member.restart;
    if (restart != null && gone) {
      restart.gone.complete(atNanos);
    }
    String node = pod.getNode();
    boolean next = restart != null && !restart.oldUid.equals(change.getUid());
    if (!gone && node != null && member.node == null) {
      member.node = node;
      if (restart != null && next) {
        assigned(member, restart, node, atNanos);
      }
    }
    boolean ready = !ends && pod.getReady();
    if (ready && restart != null && next) {
      restart.ready.complete(atNanos);
      member.restart = null;
    }
    if (ready != member.ready) {
      member.ready = ready;
      readyChanged(member.set, atNanos);
    }
  }

  private static void assigned(Member member, Restart restart, String node, long atNanos) {
    restart.moved = !node.equals(restart.oldNode);
    if (member.attachedTo.contains(node)) {
      restart.attached.complete(atNanos);
    }
    restart.assigned.complete(atNanos);
  }

  private static void attachmentChanged(
      Member member, ObjectChanged change, Attachment attachment, long atNanos) {
    if (change.getChange() == Change.DELETED || !attachment.getAttached()) {
      member.attachedTo.remove(attachment.getNode());
      return;
    }
    member.attachedTo.add(attachment.getNode());
    Restart restart = member.restart;
    if (restart != null && restart.assigned.isDone() && attachment.getNode().equals(member.node)) {
      restart.attached.complete(atNanos);
    }
  }

  private void begin(Member member, long atNanos) {
    Restart restart = new Restart(member.uid, member.node, atNanos);
    member.restart = restart;
    Operation trigger = member.set.trigger();
    call(
        stage -> {
          measures.restart(stage, member, restart, trigger);
          if (restart.equals(member.restart)) {
            member.restart = null;
            member.givenUp = restart.oldUid;
          }
        });
  }

  private void readyChanged(MemberSet set, long atNanos) {
    set.counted();
    int ready = set.ready();
    journal.write(
        new Measurement(
            "set_members_ready",
            List.of(new Label("set", set.name())),
            nowNanos.getAsLong(),
            (double) ready,
            "members"));
    Degraded span = set.degraded();
    if (span == null && set.wasWhole() && !set.isWhole()) {
      Degraded begins = new Degraded();
      span = begins;
      set.degraded(begins);
      Operation trigger = set.trigger();
      call(stage -> measures.degraded(stage, set, begins, atNanos, trigger));
    }
    if (span != null) {
      span.counted(ready < set.quorum(), atNanos);
      if (set.isWhole()) {
        set.degraded(null);
        span.over.complete(atNanos);
      }
    }
  }

  private void call(Consumer<Stage> body) {
    begun.add(body);
    called.complete(true);
  }
}
