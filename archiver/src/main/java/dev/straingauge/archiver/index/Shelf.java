package dev.straingauge.archiver.index;

import dev.straingauge.archiver.index.Shard.Kept;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectAdder;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.schemas.run.RunId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All shards of a form.
 *
 * @param <T> what is known of a run
 */
final class Shelf<T> {

  private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);

  private final ObjectAdder store;
  private final Keys keys;
  private final Form<T> form;
  private final int leastRead;

  Shelf(ObjectAdder store, Keys keys, Form<T> form, int leastRead) {
    this.store = store;
    this.keys = keys;
    this.form = form;
    this.leastRead = leastRead;
  }

  /**
   * What is known of runs: kept, or read and, if it pays, kept from now on.
   *
   * @param all runs of the store: what is kept of others is forgotten
   * @param versions the runs that are asked for, with the versions that count
   * @param read reads a run itself; empty: it has no such thing
   * @param keep whether what was read is of that version
   */
  Map<RunId, T> get(
      List<RunId> all,
      SortedMap<RunId, String> versions,
      Function<RunId, Optional<T>> read,
      BiPredicate<String, T> keep) {
    List<String> names = versions.keySet().stream().map(Shard::name).distinct().toList();
    Map<String, Shard<T>> shards = new LinkedHashMap<>();
    List<Shard<T>> loaded = Parallel.map(names, this::load);
    for (int i = 0; i < names.size(); i++) {
      shards.put(names.get(i), loaded.get(i));
    }
    Map<RunId, T> known = new LinkedHashMap<>();
    List<RunId> unknown = new ArrayList<>();
    versions.forEach(
        (run, version) -> {
          Kept<T> kept = shards.getOrDefault(Shard.name(run), Shard.empty()).entries().get(run);
          if (kept != null && kept.version().equals(version)) {
            known.put(run, kept.value());
          } else {
            unknown.add(run);
          }
        });
    Map<RunId, Kept<T>> fresh = new TreeMap<>();
    List<Optional<T>> values = Parallel.map(unknown, read);
    for (int i = 0; i < unknown.size(); i++) {
      RunId run = unknown.get(i);
      String version = versions.getOrDefault(run, "");
      values
          .get(i)
          .ifPresent(
              value -> {
                known.put(run, value);
                if (keep.test(version, value)) {
                  fresh.put(run, new Kept<>(version, value));
                }
              });
    }
    if (fresh.size() >= leastRead) {
      write(shards, fresh, new HashSet<>(all));
    }
    return known;
  }

  private Shard<T> load(String name) {
    String key = keys.index(form.name(), name);
    try {
      return store
          .get(key, Shard.MOST_BYTES)
          .flatMap(bytes -> Shard.unpack(form, name, bytes))
          .orElseGet(Shard::empty);
    } catch (StoreException e) { // too large, or not ours to read: the runs themselves are there
      LOG.atDebug().addKeyValue("object", key).setCause(e).log("index not read");
      return Shard.empty();
    }
  }

  /** Nobody needs it: where it cannot be written it is not. */
  private void write(Map<String, Shard<T>> shards, Map<RunId, Kept<T>> fresh, Set<RunId> all) {
    Map<String, SortedMap<RunId, Kept<T>>> changed = new TreeMap<>();
    fresh.forEach(
        (run, kept) ->
            changed
                .computeIfAbsent(
                    Shard.name(run),
                    name -> new TreeMap<>(shards.getOrDefault(name, Shard.empty()).entries()))
                .put(run, kept));
    try {
      changed.forEach(
          (name, entries) -> {
            entries.keySet().retainAll(all);
            byte[] packed = new Shard<>(entries).pack(form, name);
            store.put(keys.index(form.name(), name), Content.of(packed));
          });
    } catch (StoreException e) {
      LOG.atDebug().addKeyValue("error", e.getMessage()).log("index not written");
    }
  }
}
