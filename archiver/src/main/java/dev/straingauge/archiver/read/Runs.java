package dev.straingauge.archiver.read;

import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.report.RunMetadata;
import dev.straingauge.archiver.report.Tombstone;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectReader;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.archiver.store.StoredObject;
import dev.straingauge.schemas.run.RunId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The runs of a store. Thread-safe. */
public final class Runs {

  private static final long MAX_MANIFEST_BYTES = 16L * 1024 * 1024;
  private static final long MAX_METADATA_BYTES = 1024 * 1024;
  private static final Pattern LATEST = Pattern.compile("latest(?:~([0-9]{1,6}))?");
  private static final int SHOWN = 5;

  /** Newest last; the test name decides between runs of the same second. */
  private static final Comparator<RunId> BY_TIME =
      Comparator.comparing(RunId::timestamp).thenComparing(RunId::testName);

  private final ObjectReader store;
  private final Keys keys;

  public Runs(ObjectReader store, Keys keys) {
    this.store = store;
    this.keys = keys;
  }

  /**
   * Names of all runs, finished or not, oldest first.
   *
   * @throws StoreException if the store fails
   */
  public List<RunId> ids() {
    List<RunId> ids = new ArrayList<>();
    for (String test : store.folders(keys.prefix())) {
      if (RunId.isTestName(test)) {
        for (String timestamp : store.folders(keys.prefix() + test + "/")) {
          id(test, timestamp).ifPresent(ids::add);
        }
      }
    }
    ids.sort(BY_TIME);
    return ids;
  }

  private static Optional<RunId> id(String test, String timestamp) {
    try {
      return Optional.of(new RunId(test, timestamp));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * All runs, oldest first.
   *
   * @throws StoreException if the store fails; a run that is damaged is listed so
   */
  public List<RunEntry> list() {
    return list(run -> true);
  }

  /** The same of those runs alone that {@code wanted} takes: nothing is read of the others. */
  public List<RunEntry> list(Predicate<RunId> wanted) {
    return ids().stream().filter(wanted).map(this::entry).toList();
  }

  /**
   * A run as a list shows it.
   *
   * @throws StoreException if the store fails; a run that is damaged is told so
   */
  public RunEntry entry(RunId run) {
    try {
      return open(run)
          .map(archive -> finished(run, archive.manifest()))
          .orElseGet(() -> unfinished(run));
    } catch (StoreException e) {
      if (!e.isOfOneObject()) {
        throw e;
      }
      return new RunEntry(
          run, RunEntry.State.DAMAGED, "", "", "", "", 0, 0, "", String.valueOf(e.getMessage()));
    }
  }

  private static RunEntry finished(RunId run, Manifest manifest) {
    return new RunEntry(
        run,
        manifest.complete() ? RunEntry.State.COMPLETE : RunEntry.State.INCOMPLETE,
        manifest.described().scenario(),
        manifest.described().driver(),
        manifest.described().driverVersion(),
        manifest.verdict(),
        manifest.objects().size() + 1,
        manifest.bytes(),
        manifest.owner().imported().orElse(""),
        manifest.reason());
  }

  private RunEntry unfinished(RunId run) {
    List<StoredObject> objects = store.list(keys.run(run));
    if (objects.stream().anyMatch(o -> o.key().equals(keys.run(run) + Keys.TOMBSTONE))) {
      return deleted(run).map(tombstone -> deleted(run, tombstone)).orElseThrow();
    }
    String key = keys.run(run) + Keys.METADATA;
    RunMetadata.Described described =
        store
            .get(key, MAX_METADATA_BYTES)
            .map(bytes -> RunMetadata.describe(store.uri(key), bytes))
            .orElse(new RunMetadata.Described("", "", ""));
    return new RunEntry(
        run,
        RunEntry.State.UNFINISHED,
        described.scenario(),
        described.driver(),
        described.driverVersion(),
        "",
        objects.size(),
        objects.stream().mapToLong(StoredObject::bytes).sum(),
        "",
        "no MANIFEST.json");
  }

  private static RunEntry deleted(RunId run, Tombstone tombstone) {
    return new RunEntry(
        run,
        RunEntry.State.DELETED,
        tombstone.described().scenario(),
        tombstone.described().driver(),
        tombstone.described().driverVersion(),
        tombstone.verdict(),
        0,
        0,
        "",
        tombstone.deletedAt());
  }

  /**
   * The tombstone of a run that was deleted; empty for any other.
   *
   * @throws StoreException if the store fails or the tombstone is damaged
   */
  public Optional<Tombstone> deleted(RunId run) {
    String key = keys.run(run) + Keys.TOMBSTONE;
    return store.get(key, MAX_METADATA_BYTES).map(b -> Tombstone.parse(store.uri(key), b));
  }

  /**
   * Opens a finished run; empty when there is none, or it has no manifest.
   *
   * @throws StoreException if the store fails or the manifest is damaged
   */
  public Optional<RunArchive> open(RunId run) {
    String key = keys.run(run) + Keys.MANIFEST;
    return store
        .get(key, MAX_MANIFEST_BYTES)
        .map(bytes -> new RunArchive(store, keys.run(run), Manifest.parse(store.uri(key), bytes)));
  }

  /**
   * The run that a user means: {@code test/timestamp}, a prefix of that which fits one run only,
   * {@code latest}, or {@code latest~2} for the second before it. Deleted runs are no latest ones.
   *
   * @throws RunReferenceException if none or several fit
   * @throws StoreException if the store fails
   */
  public RunId resolve(String given) {
    String reference = given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
    List<RunId> ids = ids();
    Matcher latest = LATEST.matcher(reference);
    if (latest.matches()) {
      int back = latest.group(1) == null ? 0 : Integer.parseInt(latest.group(1));
      return ids.reversed().stream()
          .filter(id -> store.head(keys.run(id) + Keys.TOMBSTONE).isEmpty())
          .skip(back)
          .findFirst()
          .orElseThrow(() -> unknown(reference, ids));
    }
    List<RunId> fitting = ids.stream().filter(id -> id.toString().startsWith(reference)).toList();
    Optional<RunId> exact =
        fitting.stream().filter(id -> id.toString().equals(reference)).findFirst();
    if (exact.isPresent()) {
      return exact.get();
    }
    if (reference.isEmpty() || fitting.isEmpty()) {
      throw unknown(reference, ids);
    }
    if (fitting.size() > 1) {
      throw new RunReferenceException(
          RunReferenceException.AMBIGUOUS,
          "find run '%s': %d runs begin so (expected one)".formatted(reference, fitting.size()),
          newest(fitting));
    }
    return fitting.getFirst();
  }

  private RunReferenceException unknown(String reference, List<RunId> ids) {
    return new RunReferenceException(
        RunReferenceException.UNKNOWN,
        "find run '%s': none of the %d runs in '%s' (expected test/timestamp, its beginning, or latest~N)"
            .formatted(reference, ids.size(), store.uri(keys.prefix())),
        newest(ids));
  }

  private static List<String> newest(List<RunId> ids) {
    return ids.reversed().stream().limit(SHOWN).map(RunId::toString).toList();
  }
}
