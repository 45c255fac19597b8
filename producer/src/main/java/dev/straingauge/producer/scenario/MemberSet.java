package dev.straingauge.producer.scenario;

import dev.straingauge.producer.stage.Promise;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A StatefulSet of the run as the watches show it. Confined to the turn. */
final class MemberSet {

  /** Changes of two pods may be seen the other way round; that is no loss of the quorum. */
  private static final long WATCHES_APART_NANOS = 1_000_000_000L;

  private final String name;
  private final boolean preStop;
  private final int quorum;
  private final List<Member> members = new ArrayList<>();
  private boolean wasWhole;
  private boolean atWork;
  private @Nullable Operation trigger;
  private @Nullable Degraded degraded;
  private Promise<Boolean> whole = new Promise<>();

  /**
   * @param quorum how many of the members have to be ready
   */
  MemberSet(String name, boolean preStop, int replicas, int quorum) {
    this.name = name;
    this.preStop = preStop;
    this.quorum = quorum;
    for (int i = 0; i < replicas; i++) {
      members.add(new Member(this, i));
    }
  }

  String name() {
    return name;
  }

  boolean hasPreStop() {
    return preStop;
  }

  int quorum() {
    return quorum;
  }

  List<Member> members() {
    return members;
  }

  /** All its members were ready once. */
  boolean wasWhole() {
    return wasWhole;
  }

  /** Whether an operation works on it, so that no other is to begin. */
  boolean isFree() {
    return wasWhole && !atWork;
  }

  void take(Operation by) {
    atWork = true;
    trigger = by;
  }

  void free() {
    atWork = false;
    trigger = null;
  }

  /** The operation that restarts its members, if one does. */
  @Nullable Operation trigger() {
    return trigger;
  }

  int ready() {
    return (int) members.stream().filter(member -> member.ready).count();
  }

  boolean isWhole() {
    return ready() == members.size();
  }

  /** Kept as soon as all members are ready. */
  Promise<Boolean> whole() {
    return isWhole() ? Promise.of(true) : whole;
  }

  /** The number of ready members is another now. */
  void counted() {
    if (isWhole()) {
      wasWhole = true;
      whole.complete(true);
      whole = new Promise<>();
    }
  }

  /** The span in which not all members are ready. */
  @Nullable Degraded degraded() {
    return degraded;
  }

  void degraded(@Nullable Degraded span) {
    degraded = span;
  }

  /** Not all members are ready; when that ended, and whether too few were. */
  static final class Degraded {
    final Promise<Long> over = new Promise<>();
    private boolean lost;
    private boolean below;
    private long belowSinceNanos;

    /** Whether there are too few members ready since that time. */
    void counted(boolean tooFew, long atNanos) {
      lost = wasLost(atNanos);
      if (tooFew && !below) {
        belowSinceNanos = atNanos;
      }
      below = tooFew;
    }

    /** Whether there were too few for a second on end, by that time. */
    boolean wasLost(long atNanos) {
      return lost || (below && atNanos - belowSinceNanos >= WATCHES_APART_NANOS);
    }
  }

  /** One member. */
  static final class Member {
    final MemberSet set;
    final int number;
    String uid = "";
    @Nullable String node;
    boolean ready;
    @Nullable Restart restart;

    /** The pod whose restart was given up; what becomes of it is no restart any more. */
    String givenUp = "";

    /** Nodes that its volume is attached to. */
    final Set<String> attachedTo = new HashSet<>();

    /** The last operation that wrote to its volume; negative: none. */
    long written = -1;

    private Member(MemberSet set, int number) {
      this.set = set;
      this.number = number;
    }

    String name() {
      return set.name + "-" + number;
    }
  }

  /** The end of a member's pod and the beginning of the next; each is told when it was seen. */
  static final class Restart {
    final String oldUid;
    final @Nullable String oldNode;
    final long fromNanos;
    final Promise<Long> gone = new Promise<>();
    final Promise<Long> assigned = new Promise<>();
    final Promise<Long> attached = new Promise<>();
    final Promise<Long> ready = new Promise<>();
    boolean moved;

    Restart(String oldUid, @Nullable String oldNode, long fromNanos) {
      this.oldUid = oldUid;
      this.oldNode = oldNode;
      this.fromNanos = fromNanos;
    }
  }
}
