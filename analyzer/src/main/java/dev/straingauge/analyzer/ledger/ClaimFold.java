package dev.straingauge.analyzer.ledger;

import dev.straingauge.event.Change;
import dev.straingauge.event.Claim;
import dev.straingauge.event.IncidentState;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.PersistentVolume;
import java.util.Optional;

/** What changes of claims and volumes mean for the ledger. */
final class ClaimFold {

  private final Book book;
  private final Stories stories;

  ClaimFold(Book book, Stories stories) {
    this.book = book;
    this.stories = stories;
  }

  /** Returns the claim if there is something to look at. */
  Optional<ClaimEntry> claim(ObjectChanged change, String key, Claim facts, long time) {
    boolean deleted = change.getChange() == Change.DELETED;
    ClaimEntry known = book.objects.findClaim(key);
    if (known != null && known.seen && !known.uid.equals(change.getUid())) {
      if (deleted) {
        return Optional.empty(); // an older one of that name
      }
      gone(known, IncidentState.UNSEEN, time);
      known = null;
    }
    if (deleted) {
      if (known != null && known.seen) {
        gone(known, IncidentState.GONE, time);
      }
      return Optional.empty();
    }
    ClaimEntry claim = book.objects.claimIfRoom(key);
    if (claim == null) {
      return Optional.empty();
    }
    boolean first = !claim.seen;
    if (first) {
      begin(claim, change, facts, time);
    } else if (!claim.bound && isBound(facts)) {
      book.phases
          .of(Phase.PROVISION)
          .ended(
              book.provisionSince(claim),
              change.getChange() == Change.LISTED ? Entity.UNSEEN : time);
      stories.note(claim, time, "claim", claim.name() + " bound");
    }
    claim.bound |= isBound(facts);
    claim.deleting = facts.getDeleting();
    claim.exclusive = isExclusive(facts);
    claim.lastSeen = time;
    link(claim, facts);
    book.objects.touch(claim);
    return Optional.of(claim);
  }

  private void begin(ClaimEntry claim, ObjectChanged change, Claim facts, long time) {
    unlink(claim);
    claim.seen = true;
    claim.uid = change.getUid();
    claim.storageClass = book.objects.shared(facts.getStorageClass());
    claim.madeAt = change.getChange() == Change.ADDED ? time : Entity.UNSEEN;
    claim.bound = isBound(facts);
    claim.note = null;
    claim.wantedAt = claim.pods.isEmpty() ? Entity.NEVER : time;
    if (claim.bound && change.getChange() != Change.LISTED) {
      book.phases.of(Phase.PROVISION).notObserved();
    }
    book.inNamespace(claim.namespace());
  }

  private void link(ClaimEntry claim, Claim facts) {
    String name = facts.getVolume();
    VolumeEntry known = claim.volume;
    if (name == null || name.isEmpty() || (known != null && known.key.equals(name))) {
      return;
    }
    unlink(claim);
    VolumeEntry volume = book.objects.volumeIfRoom(name);
    if (volume != null) {
      claim.volume = volume;
      volume.claim = claim;
      book.objects.touch(volume);
    }
  }

  /** The volume of an earlier claim of that name. */
  private void unlink(ClaimEntry claim) {
    VolumeEntry old = claim.volume;
    claim.volume = null;
    if (old != null && old.claim == claim) {
      old.claim = null;
      book.objects.touch(old);
      book.objects.dropIfFree(old);
    }
  }

  /** The claim is gone; pods may still name it. */
  void gone(ClaimEntry claim, IncidentState how, long time) {
    if (!claim.bound) {
      boolean blind = how == IncidentState.UNSEEN;
      book.phases
          .of(Phase.PROVISION)
          .open(blind ? Entity.UNSEEN : book.provisionSince(claim), time);
    }
    stories.gone(claim, how, time);
    claim.seen = false;
    claim.bound = false;
    book.objects.setDue(claim, Entity.NEVER);
    book.objects.touch(claim);
    book.objects.dropIfFree(claim);
  }

  void volume(ObjectChanged change, PersistentVolume facts, long time) {
    boolean deleted = change.getChange() == Change.DELETED;
    boolean seen = change.getChange() != Change.LISTED;
    VolumeEntry known = book.objects.findVolume(change.getName());
    if (known != null && known.seen && !known.uid.equals(change.getUid())) {
      if (deleted) {
        return;
      }
      gone(known, Entity.UNSEEN);
      known = null;
    }
    if (deleted) {
      if (known != null && known.seen) {
        gone(known, time);
      } else {
        book.phases.of(Phase.DELETE).notObserved();
      }
      return;
    }
    VolumeEntry volume = book.objects.volumeIfRoom(change.getName());
    if (volume == null) {
      return;
    }
    boolean first = !volume.seen;
    volume.seen = true;
    volume.uid = change.getUid();
    volume.handle = Texts.cut(facts.getVolumeHandle());
    volume.driver = book.objects.shared(Texts.cut(facts.getDriver()));
    volume.retained = facts.getReclaimPolicy().equals("Retain");
    volume.lastSeen = time;
    boolean released =
        facts.getDeleting() || (!volume.retained && facts.getPhase().equals("Released"));
    if (released && volume.releasedAt == Entity.NEVER) {
      volume.releasedAt = seen && !first ? time : Entity.UNSEEN;
    }
    book.objects.touch(volume);
  }

  /** The volume is gone; attachments may still name it. */
  void gone(VolumeEntry volume, long time) {
    if (volume.releasedAt == Entity.NEVER) {
      book.phases.of(Phase.DELETE).notObserved();
    } else {
      book.phases.of(Phase.DELETE).ended(volume.releasedAt, time);
    }
    volume.seen = false;
    volume.releasedAt = Entity.NEVER;
    book.objects.touch(volume);
    book.objects.dropIfFree(volume);
  }

  private static boolean isBound(Claim facts) {
    return facts.getPhase().equals("Bound");
  }

  /** Only one node may have it: RWO, RWOP, or nothing said. */
  private static boolean isExclusive(Claim facts) {
    return !facts.getAccessModes().contains("RWX") && !facts.getAccessModes().contains("ROX");
  }
}
