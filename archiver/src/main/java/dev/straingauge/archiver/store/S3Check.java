package dev.straingauge.archiver.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Tries each right that archiving needs, in order, and says which worked when one does not
 * (contract S6).
 */
final class S3Check {

  private final ObjectStore store;
  private final String probe;
  private final List<String> worked = new ArrayList<>();

  S3Check(ObjectStore store, String probe) {
    this.store = store;
    this.probe = probe;
  }

  boolean run() {
    Content content = Content.of("probe".getBytes(StandardCharsets.UTF_8));
    step("ListBucket", () -> store.folders(probe + "/"));
    step("PutObject", () -> store.putIfAbsent(probe, content, new TreeMap<>()));
    boolean[] second = {false};
    try {
      step("GetObject", () -> store.get(probe, 1024));
      step(
          "PutObject, conditional",
          () -> second[0] = store.putIfAbsent(probe, content, new TreeMap<>()));
    } finally {
      step("DeleteObject", () -> store.delete(probe));
    }
    return !second[0];
  }

  private void step(String right, Runnable request) {
    try {
      request.run();
      worked.add(right + " ok");
    } catch (StoreException e) {
      List<String> facts = new ArrayList<>(worked);
      facts.add(right + (e.id().equals(StoreException.DENIED) ? " denied" : " failed"));
      List<String> all = new ArrayList<>(List.of("checked: " + String.join(" · ", facts)));
      all.addAll(e.facts());
      throw e.withFacts(all);
    }
  }
}
