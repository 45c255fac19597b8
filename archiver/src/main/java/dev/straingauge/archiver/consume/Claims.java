package dev.straingauge.archiver.consume;

import dev.straingauge.archiver.chunk.ChunkFacts;
import dev.straingauge.archiver.chunk.ChunkName;
import dev.straingauge.archiver.chunk.ChunkReader;
import dev.straingauge.archiver.report.RunMetadata;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectStore;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.archiver.store.StoredObject;
import dev.straingauge.schemas.run.RunId;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which folder of the store belongs to which run (contract S2). The marker is written before the
 * claim, so that whoever comes after a crash finds every run that was claimed and not finished.
 */
final class Claims {

  private static final Logger LOG = LoggerFactory.getLogger(Claims.class);
  private static final int MAX_DOCUMENT_BYTES = 1024 * 1024;
  private static final int MAX_SECONDS = 3_600;

  private final ObjectStore store;
  private final Keys keys;
  private final String clusterId;
  private final long chunkBytes;
  private final StoreRetry retry;

  Claims(ObjectStore store, Keys keys, String clusterId, long chunkBytes, StoreRetry retry) {
    this.store = store;
    this.keys = keys;
    this.clusterId = clusterId;
    this.chunkBytes = chunkBytes;
    this.retry = retry;
  }

  /**
   * Claims a folder for an opened run: its own name, or that of the next second that is free.
   *
   * @return false if the run is archived already, or was deleted
   */
  boolean claim(OpenRun run, int partition) {
    RunMetadata owner = new RunMetadata(run.id(), run.nonce(), clusterId, partition);
    String marker = keys.open(clusterId, partition, run.id());
    store.put(marker, Content.of(owner.toMarker()));
    RunId folder = run.id();
    for (int second = 0; second < MAX_SECONDS; second++) {
      Content claim = Content.of(owner.toJson(folder, run.started(), run.startedAtNanos()));
      if (store.putIfAbsent(keys.run(folder) + Keys.METADATA, claim, new TreeMap<>())
          || ownedBy(owner, folder)) {
        if (isOver(folder)) {
          store.delete(marker);
          return false;
        }
        run.claim(run.nonce(), folder);
        return true;
      }
      folder = folder.next();
    }
    throw new StoreException(
        StoreException.CORRUPT,
        "claim '%s': %d folders after it are taken"
            .formatted(store.uri(keys.run(run.id())), MAX_SECONDS),
        List.of(),
        null);
  }

  /**
   * Brings back the runs of a partition that were claimed and not finished. Each request is asked
   * again for itself: a store that fails now and then would hardly ever answer hundreds in a row.
   */
  void takeOver(PartitionRuns partition) {
    String folder = keys.openFolder(clusterId, partition.partition());
    for (StoredObject marker : retry.forever(() -> store.list(folder))) {
      Optional<RunId> id = Keys.runOfMarker(marker.key().substring(folder.length()));
      Optional<RunMetadata> owner =
          retry
              .forever(() -> store.get(marker.key(), MAX_DOCUMENT_BYTES))
              .flatMap(b -> RunMetadata.parse(marker.key(), b));
      if (id.isEmpty() || owner.isEmpty() || !owner.get().run().equals(id.get())) {
        LOG.atWarn()
            .setMessage("marker of an open run is not readable")
            .addKeyValue("key", marker.key())
            .log();
        continue;
      }
      retry
          .forever(() -> folderOf(owner.get()))
          .ifPresent(run -> restore(partition, owner.get(), run, marker.key()));
    }
  }

  private void restore(PartitionRuns partition, RunMetadata owner, RunId folder, String marker) {
    if (retry.forever(() -> isOver(folder))) {
      retry.run(() -> store.delete(marker));
      partition.close(owner.run());
      return;
    }
    OpenRun run = new OpenRun(owner.run(), partition.partition(), chunkBytes);
    run.claim(owner.nonce(), folder);
    for (ChunkName name :
        retry.forever(() -> ChunkName.listed(store, keys.run(folder), partition.partition()))) {
      run.chain(name.topic()).adopt(retry.forever(() -> facts(store, keys.run(folder), name)));
    }
    partition.restore(run);
    LOG.atInfo().setMessage("took over an open run").addKeyValue("runId", owner.run()).log();
  }

  /** Whether nothing more is archived there: the run is finished, or was deleted. */
  private boolean isOver(RunId folder) {
    return store.head(keys.run(folder) + Keys.MANIFEST).isPresent()
        || store.head(keys.run(folder) + Keys.TOMBSTONE).isPresent();
  }

  /** Where the owner's claim is; empty when it never was made. */
  private Optional<RunId> folderOf(RunMetadata owner) {
    RunId folder = owner.run();
    for (int second = 0; second < MAX_SECONDS; second++) {
      Optional<byte[]> claim = store.get(keys.run(folder) + Keys.METADATA, MAX_DOCUMENT_BYTES);
      if (claim.isEmpty()) {
        return Optional.empty();
      }
      if (ownedBy(owner, folder)) {
        return Optional.of(folder);
      }
      folder = folder.next();
    }
    return Optional.empty();
  }

  private boolean ownedBy(RunMetadata owner, RunId folder) {
    String key = keys.run(folder) + Keys.METADATA;
    return store
        .get(key, MAX_DOCUMENT_BYTES)
        .flatMap(bytes -> RunMetadata.parse(key, bytes))
        .filter(m -> m.nonce().equals(owner.nonce()) && m.clusterId().equals(owner.clusterId()))
        .isPresent();
  }

  /**
   * Facts of a chunk that is in the store: from its metadata, or from its header where the store
   * keeps none.
   */
  static ChunkFacts facts(ObjectStore store, String folder, ChunkName name) {
    String key = folder + name;
    return store
        .head(key)
        .flatMap(object -> ChunkFacts.fromMetadata(object.metadata()))
        .filter(facts -> facts.first() == name.first())
        .orElseGet(
            () ->
                ChunkReader.facts(
                    name,
                    store
                        .get(key, ChunkReader.MAX_BYTES)
                        .orElseThrow(() -> missing(store.uri(key)))));
  }

  private static StoreException missing(String uri) {
    return new StoreException(
        StoreException.CORRUPT,
        "read '%s': it was listed and is gone".formatted(uri),
        List.of(),
        null);
  }
}
