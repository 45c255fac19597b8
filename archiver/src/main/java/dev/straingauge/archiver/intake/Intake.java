package dev.straingauge.archiver.intake;

import dev.straingauge.archiver.manifest.RunFinisher;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.report.RunMetadata;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectStore;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.schemas.run.RunId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts runs of other tools into the archive. Such a run is known again by what it was read from
 * (its nonce), so nothing is imported twice; one that was cut short is written anew. Not
 * thread-safe.
 */
public final class Intake {

  /** Imported runs lie in this partition of no topic. */
  static final int PARTITION = 0;

  private static final long MAX_DOCUMENT_BYTES = 1024 * 1024;
  private static final int MAX_SECONDS = 3_600;

  private final ObjectStore store;
  private final Keys keys;
  private final Path temp;
  private final String straingaugeVersion;

  /** Per test name: owners to the folders that are theirs, in order. */
  private final Map<String, Map<Owner, List<Claimed>>> known = new HashMap<>();

  /**
   * Folders that were claimed and not finished when they were looked for: by an import cut short.
   */
  private final Set<RunId> begun = new HashSet<>();

  private record Owner(String clusterId, String nonce) {}

  /** A folder that is claimed for a run; its id is another when it was read as of another zone. */
  private record Claimed(RunId folder, RunId run) {}

  /**
   * Where a run goes, or is.
   *
   * @param folder name under which it is, or will be, archived
   * @param state what is there
   */
  public record Place(RunId folder, State state) {}

  /** What is at a place. */
  public enum State {
    /** Nothing yet, or what an import that was cut short left. */
    FREE,
    /** The run, whole. */
    ARCHIVED,
    /** The run, deleted by somebody. */
    DELETED
  }

  /**
   * @param temp existing folder for files that are made before they are put
   */
  public Intake(ObjectStore store, Keys keys, Path temp, String straingaugeVersion) {
    this.store = store;
    this.keys = keys;
    this.temp = temp;
    this.straingaugeVersion = straingaugeVersion;
  }

  /**
   * Finds the place of a run: where it is archived, where the import of it was cut short, else its
   * own id or the next second that is free. One that was deleted is not brought back under the same
   * id; under another it is another reading of the same content, as of another zone.
   *
   * @throws StoreException if the store fails
   */
  public Place place(ImportedRun run) {
    Owner owner = new Owner(owner(run).clusterId(), run.nonce());
    List<Claimed> claimed =
        known
            .computeIfAbsent(run.id().testName(), this::ownersOf)
            .computeIfAbsent(owner, o -> new ArrayList<>());
    Place there = null;
    for (Claimed each : claimed) {
      if (deleted(each.folder)) {
        if (each.run.equals(run.id())) {
          there = new Place(each.folder, State.DELETED);
        }
      } else if (store.head(keys.run(each.folder) + Keys.MANIFEST).isPresent()) {
        return new Place(each.folder, State.ARCHIVED);
      } else if (each.run.equals(run.id())) {
        there = new Place(each.folder, State.FREE);
      }
    }
    if (there != null) {
      begun.add(there.folder());
      return there;
    }
    RunId folder = free(run.id());
    claimed.add(new Claimed(folder, run.id()));
    return new Place(folder, State.FREE);
  }

  private RunId free(RunId wanted) {
    RunId folder = wanted;
    for (int second = 0; second < MAX_SECONDS; second++) {
      if (!deleted(folder) && store.head(keys.run(folder) + Keys.METADATA).isEmpty()) {
        return folder;
      }
      folder = folder.next();
    }
    throw taken(wanted);
  }

  /** Where the records of a run go to that has a free place. */
  public ChunkSink chunks(ImportedRun run, Place place) {
    return new ChunkSink(store, keys.run(place.folder()), () -> claim(run, place));
  }

  /**
   * Ends a run that has all its records: derives its files and writes its manifest.
   *
   * @throws StoreException if the store fails
   */
  public Manifest finish(ImportedRun run, Place place, ChunkSink chunks) {
    chunks.end();
    return new RunFinisher(store, keys, temp, straingaugeVersion)
        .finish(owner(run), place.folder(), () -> requireClaim(run, place.folder()));
  }

  /** Where a human finds the run. */
  public String uri(Place place) {
    return store.uri(keys.run(place.folder()));
  }

  /**
   * Makes the folder the run's. What an import on other terms, such as another driver version, left
   * there becomes this one's; one that began since the place was looked for is at work.
   */
  private void claim(ImportedRun run, Place place) {
    String key = keys.run(place.folder()) + Keys.METADATA;
    byte[] claim = claimOf(run, place.folder());
    if (store.putIfAbsent(key, Content.of(claim), new TreeMap<>())) {
      return;
    }
    if (!ownerAt(place.folder()).equals(Optional.of(owner(run)))) {
      throw taken(place.folder());
    }
    if (isClaim(claim, key) || store.head(keys.run(place.folder()) + Keys.MANIFEST).isPresent()) {
      return;
    }
    if (!begun.contains(place.folder())) {
      throw atWork(place.folder());
    }
    store.put(key, Content.of(claim));
  }

  private void requireClaim(ImportedRun run, RunId folder) {
    if (!isClaim(claimOf(run, folder), keys.run(folder) + Keys.METADATA)) {
      throw atWork(folder);
    }
  }

  private boolean isClaim(byte[] claim, String key) {
    return store
        .get(key, MAX_DOCUMENT_BYTES)
        .filter(found -> Arrays.equals(found, claim))
        .isPresent();
  }

  private static byte[] claimOf(ImportedRun run, RunId folder) {
    return owner(run).toJson(folder, run.script().started(), run.script().startNanos());
  }

  private static RunMetadata owner(ImportedRun run) {
    return RunMetadata.ofImport(run.id(), run.nonce(), run.format(), PARTITION);
  }

  private Map<Owner, List<Claimed>> ownersOf(String testName) {
    Map<Owner, List<Claimed>> owners = new HashMap<>();
    for (String timestamp : store.folders(keys.prefix() + testName + "/")) {
      RunId id;
      try {
        id = new RunId(testName, timestamp);
      } catch (IllegalArgumentException e) {
        continue; // no folder of a run
      }
      ownerAt(id)
          .ifPresent(
              o ->
                  owners
                      .computeIfAbsent(
                          new Owner(o.clusterId(), o.nonce()), owner -> new ArrayList<>())
                      .add(new Claimed(id, o.run())));
    }
    return owners;
  }

  private Optional<RunMetadata> ownerAt(RunId folder) {
    String key = keys.run(folder) + Keys.METADATA;
    return store.get(key, MAX_DOCUMENT_BYTES).flatMap(bytes -> RunMetadata.parse(key, bytes));
  }

  private boolean deleted(RunId folder) {
    return store.head(keys.run(folder) + Keys.TOMBSTONE).isPresent();
  }

  private StoreException atWork(RunId id) {
    return new StoreException(
        StoreException.FAILED,
        "import as '%s': another import of the same files, on other terms, is at work there (expected one at a time)"
            .formatted(store.uri(keys.run(id))),
        List.of(),
        null);
  }

  private StoreException taken(RunId id) {
    return new StoreException(
        StoreException.FAILED,
        "import as '%s': the folder is another run's (expected a free one)"
            .formatted(store.uri(keys.run(id))),
        List.of(),
        null);
  }
}
