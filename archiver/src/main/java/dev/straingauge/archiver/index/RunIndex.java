package dev.straingauge.archiver.index;

import dev.straingauge.archiver.metrics.RunMetrics;
import dev.straingauge.archiver.read.RunEntry;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectAdder;
import dev.straingauge.schemas.run.RunId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The runs of a store, without reading those again that were read before. What is kept of a run
 * counts only while the run's manifest, or its tombstone, is still the object that it was read
 * from: a listing tells. Everything else is read anew: unfinished, new, deleted and damaged runs,
 * and all runs when the index is missing, damaged or cannot be written. Whoever reads may write it,
 * several at once too: each writes whole objects out of what the runs say, and the last one stays.
 * Thread-safe.
 */
public final class RunIndex {

  /** So many runs have to be read before it pays to write. */
  static final int LEAST_READ = 20;

  private static final int ASKED_TOGETHER = 200;
  private static final String FINISHED = "M ";
  private static final String DELETED = "D ";

  private final ObjectAdder store;
  private final Keys keys;
  private final Runs runs;
  private final int leastRead;

  public RunIndex(ObjectAdder store, Keys keys) {
    this(store, keys, LEAST_READ);
  }

  RunIndex(ObjectAdder store, Keys keys, int leastRead) {
    this.store = store;
    this.keys = keys;
    this.runs = new Runs(store, keys);
    this.leastRead = leastRead;
  }

  /** The runs themselves. */
  public Runs runs() {
    return runs;
  }

  /**
   * Runs as a list shows them, oldest first.
   *
   * @param wanted which; nothing is read of the others
   * @throws dev.straingauge.archiver.store.StoreException if the store fails; a run that is damaged
   *     is listed so
   */
  public List<RunEntry> list(Predicate<RunId> wanted) {
    Shelf<RunEntry> shelf = new Shelf<>(store, keys, new EntryForm(), leastRead);
    List<RunId> all = runs.ids();
    List<RunId> some = all.stream().filter(wanted).toList();
    Map<RunId, RunEntry> entries =
        shelf.get(
            all,
            versions(some),
            run -> Optional.of(runs.entry(run)),
            RunIndex::isWhatTheVersionSays);
    return Parallel.map(
        some,
        run -> {
          RunEntry entry = entries.get(run);
          return entry == null ? runs.entry(run) : entry;
        });
  }

  private static boolean isWhatTheVersionSays(String version, RunEntry entry) {
    return switch (entry.state()) {
      case COMPLETE, INCOMPLETE -> version.startsWith(FINISHED);
      case DELETED -> version.startsWith(DELETED);
      case UNFINISHED, DAMAGED -> false;
    };
  }

  /**
   * Runs in numbers, oldest first.
   *
   * @param wanted which; nothing is read of the others
   * @throws dev.straingauge.archiver.store.StoreException if the store fails; a run that is damaged
   *     is one without numbers
   */
  public List<RunReading> readings(Predicate<RunId> wanted) {
    Shelf<RunMetrics> shelf = new Shelf<>(store, keys, new MetricsForm(), leastRead);
    List<RunId> all = runs.ids();
    List<RunId> some = all.stream().filter(wanted).toList();
    SortedMap<RunId, String> finished = versions(some);
    finished.values().removeIf(version -> !version.startsWith(FINISHED));
    Map<RunId, RunReading> without = new LinkedHashMap<>();
    Map<RunId, RunMetrics> metrics =
        shelf.get(
            all,
            finished,
            run -> {
              RunReading reading = RunReading.of(runs, run);
              if (reading.metrics() == null) {
                synchronized (without) {
                  without.put(run, reading);
                }
              }
              return Optional.ofNullable(reading.metrics());
            },
            (version, value) -> true);
    return Parallel.map(
        some,
        run -> {
          RunMetrics known = metrics.get(run);
          RunReading reading = without.get(run);
          return known != null
              ? new RunReading(run, known, "")
              : reading == null ? RunReading.of(runs, run) : reading;
        });
  }

  /** By run the version of its manifest, else of its tombstone; without those that have neither. */
  private SortedMap<RunId, String> versions(List<RunId> some) {
    List<String> asked =
        some.stream()
            .sorted()
            .flatMap(
                run -> Stream.of(keys.run(run) + Keys.TOMBSTONE, keys.run(run) + Keys.MANIFEST))
            .toList();
    Map<String, String> found = new HashMap<>();
    List<List<String>> parts = new ArrayList<>();
    for (int from = 0; from < asked.size(); from += ASKED_TOGETHER) {
      parts.add(asked.subList(from, Math.min(asked.size(), from + ASKED_TOGETHER)));
    }
    Parallel.map(parts, store::versions).forEach(found::putAll);
    SortedMap<RunId, String> versions = new TreeMap<>();
    for (RunId run : some) {
      String manifest = found.get(keys.run(run) + Keys.MANIFEST);
      String tombstone = found.get(keys.run(run) + Keys.TOMBSTONE);
      if (manifest != null) {
        versions.put(run, FINISHED + manifest);
      } else if (tombstone != null) {
        versions.put(run, DELETED + tombstone);
      }
    }
    return versions;
  }
}
