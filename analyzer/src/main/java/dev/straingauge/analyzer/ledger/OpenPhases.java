package dev.straingauge.analyzer.ledger;

/** Counts what has no end when the run is over. */
final class OpenPhases {

  private final Book book;
  private final PodFold pods;

  OpenPhases(Book book, PodFold pods) {
    this.book = book;
    this.pods = pods;
  }

  void count(long at) {
    for (PodEntry pod : book.objects.allPods()) {
      boolean blind = book.gaps.isBlind(Gaps.POD, pod.lastSeen);
      pods.openPhase(pod, at, blind);
      if (pod.deletingAt != Entity.NEVER) {
        boolean unseen = blind || pod.deletingUnseen;
        book.phases.of(Phase.TERMINATE).open(unseen ? Entity.UNSEEN : pod.deletingAt, at);
      }
    }
    for (ClaimEntry claim : book.objects.allClaims()) {
      if (claim.seen && !claim.bound) {
        boolean blind = book.gaps.isBlind(Gaps.CLAIM, claim.lastSeen);
        book.phases
            .of(Phase.PROVISION)
            .open(blind ? Entity.UNSEEN : book.provisionSince(claim), at);
      }
    }
    for (VolumeEntry volume : book.objects.allVolumes()) {
      if (volume.seen && volume.releasedAt != Entity.NEVER && !volume.retained) {
        boolean blind = book.gaps.isBlind(Gaps.VOLUME, volume.lastSeen);
        book.phases.of(Phase.DELETE).open(blind ? Entity.UNSEEN : volume.releasedAt, at);
      }
      for (AttachmentEntry one : volume.attachments) {
        boolean blind = book.gaps.isBlind(Gaps.ATTACHMENT, one.lastSeen);
        if (one.deleting) {
          book.phases.of(Phase.DETACH).open(blind ? Entity.UNSEEN : one.deletingAt, at);
        } else if (!one.attached) {
          book.phases.of(Phase.ATTACH).open(blind ? Entity.UNSEEN : one.madeAt, at);
        }
      }
    }
  }
}
