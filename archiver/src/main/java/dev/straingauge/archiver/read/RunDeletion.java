package dev.straingauge.archiver.read;

import dev.straingauge.archiver.report.RunMetadata;
import dev.straingauge.archiver.report.Tombstone;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectStore;
import dev.straingauge.archiver.store.StoredObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Deletes runs. A tombstone comes first and stays, and so does the claim of the folder: no run gets
 * that id again, and no archiver takes the run up again. What was begun is ended by the next call.
 */
public final class RunDeletion {

  private static final long MAX_DOCUMENT_BYTES = 1024 * 1024;

  private RunDeletion() {}

  /**
   * What was deleted.
   *
   * @param objects how many
   * @param bytes their size
   */
  public record Deleted(int objects, long bytes) {}

  /**
   * Deletes all objects in the folder of a run, and nothing else.
   *
   * @param now for the tombstone
   * @throws dev.straingauge.archiver.store.StoreException if the store fails; then some of it may
   *     be gone
   */
  public static Deleted delete(ObjectStore store, Keys keys, RunEntry run, Instant now) {
    String folder = keys.run(run.run());
    List<StoredObject> doomed =
        store.list(folder).stream().filter(object -> isDoomed(object.key(), folder)).toList();
    long bytes = doomed.stream().mapToLong(StoredObject::bytes).sum();
    Tombstone tombstone =
        new Tombstone(
            run.run(),
            now.toString(),
            run.verdict(),
            new RunMetadata.Described(run.scenario(), run.driver(), run.driverVersion()),
            doomed.size(),
            bytes);
    store.putIfAbsent(folder + Keys.TOMBSTONE, Content.of(tombstone.toJson()), new TreeMap<>());
    store.delete(folder + Keys.MANIFEST); // from here on it is listed as deleted
    doomed.forEach(object -> store.delete(object.key()));
    owner(store, folder)
        .ifPresent(
            owner -> store.delete(keys.open(owner.clusterId(), owner.partition(), owner.run())));
    return new Deleted(doomed.size(), bytes);
  }

  /** A key that leaves the folder does not come out of a list of it; we do not rely on that. */
  private static boolean isDoomed(String key, String folder) {
    return Keys.requireSafe(key).startsWith(folder)
        && !key.equals(folder + Keys.METADATA)
        && !key.equals(folder + Keys.TOMBSTONE);
  }

  /** Whose marker there may be. */
  private static Optional<RunMetadata> owner(ObjectStore store, String folder) {
    return store
        .get(folder + Keys.METADATA, MAX_DOCUMENT_BYTES)
        .flatMap(bytes -> RunMetadata.parse(folder + Keys.METADATA, bytes))
        .filter(owner -> isPart(owner.clusterId()));
  }

  private static boolean isPart(String clusterId) {
    return clusterId.matches("[A-Za-z0-9_-]{1,64}");
  }
}
