package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.kubernetes.Observed.Item;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Attachments of volumes that no watch has shown yet, the last state of each. Most are foreign, so
 * only so many are kept. Thread-safe.
 */
final class Unclaimed {

  private static final int KEPT = 1_000;

  private final Map<String, Kept> byUid =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > KEPT;
        }
      };

  private record Kept(String volume, Item item) {}

  synchronized void keep(String volume, Item item) {
    byUid.put(item.metadata().getUid(), new Kept(volume, item));
  }

  synchronized void forget(String uid) {
    byUid.remove(uid);
  }

  /** Those of a volume; they are kept no longer. */
  synchronized List<Item> take(String volume) {
    if (byUid.values().stream().noneMatch(kept -> kept.volume.equals(volume))) {
      return List.of();
    }
    List<Item> items =
        byUid.values().stream().filter(kept -> kept.volume.equals(volume)).map(Kept::item).toList();
    items.forEach(item -> byUid.remove(item.metadata().getUid()));
    return items;
  }
}
