package dev.straingauge.analyzer.fold;

import dev.straingauge.event.Attachment;
import dev.straingauge.event.Change;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.WatchGap;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Changes of VolumeAttachments in a log: sensible ones, and now and then one that is not. */
final class Attachments {

  private final EventLog log;
  private final RandomGenerator random;
  private final List<String> live = new ArrayList<>();
  private int count;

  Attachments(EventLog log, long seed) {
    this.log = log;
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(~seed);
  }

  void next() {
    int draw = random.nextInt(40);
    if (draw == 0) {
      log.write(new WatchGap("VolumeAttachment", log.now(), log.now()));
    } else if (draw < 12 || live.isEmpty()) {
      live.add("uid-" + count++);
      change(log, live.getLast(), draw == 1 ? Change.LISTED : Change.ADDED, draw == 2, false);
    } else if (draw < 24) {
      change(log, one(), draw == 12 ? Change.LISTED : Change.MODIFIED, true, false);
    } else if (draw < 32) {
      change(log, one(), Change.MODIFIED, draw < 30, true);
    } else {
      String uid = one();
      live.remove(uid);
      change(log, uid, Change.DELETED, true, draw < 39);
    }
  }

  private String one() {
    return live.get(random.nextInt(live.size()));
  }

  static void change(EventLog log, String uid, Change change, boolean attached, boolean deleting) {
    log.write(
        new ObjectChanged(
            "VolumeAttachment",
            null,
            "csi-" + uid,
            uid,
            "1",
            change,
            null,
            new Attachment("pvc-1", "node-1", attached, null, null, deleting)));
  }
}
