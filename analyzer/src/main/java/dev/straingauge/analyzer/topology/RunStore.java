package dev.straingauge.analyzer.topology;

import dev.straingauge.analyzer.fold.Cell;
import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.analyzer.state.CellSink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * The live runs of one partition. An event changes objects on the heap; what changed is written to
 * an inner store with a changelog when Streams flushes its caches, which it does in every commit
 * before the offsets. So state, results and offsets are of one transaction, and no event pays for
 * serialisation.
 *
 * <p>{@link CachedStateStore} is internal to Streams: the version is pinned, and the crash test
 * holds what this relies on. Confined to the task's thread.
 */
final class RunStore implements StateStore, CachedStateStore<byte[], byte[]> {

  private static final byte RUN = 'r';

  private final KeyValueStore<Bytes, byte[]> inner;
  private final OpenRuns openRuns;
  private @Nullable Live live;

  /** What is on the heap; made from the inner store when it is first used after a restore. */
  private static final class Live {
    private final Map<String, RunAnalysis> runs = new TreeMap<>();
    private final ClosedRuns closed = new ClosedRuns();
  }

  RunStore(KeyValueStore<Bytes, byte[]> inner, OpenRuns openRuns) {
    this.inner = inner;
    this.openRuns = openRuns;
  }

  /** The open run of that id. */
  @Nullable RunAnalysis find(String runId) {
    return live().runs.get(runId);
  }

  /** Whether a run of that id was closed, as far as it is remembered. */
  boolean wasClosed(String runId) {
    return live().closed.contains(runId);
  }

  /**
   * Puts the open runs together.
   *
   * @throws IllegalStateException if another version of the analysis opened one of them
   */
  void load() {
    live();
  }

  void open(String runId, RunAnalysis run) {
    live().runs.put(runId, run);
  }

  /** Forgets the state of a run and remembers that it was there. */
  void close(String runId) {
    RunAnalysis run = live().runs.remove(runId);
    live().closed.remember(runId, inner);
    if (run != null) {
      openRuns.end(shown(runId, run));
    }
    deleteCells(runId);
  }

  /** How many cells are stored, of all runs and what is remembered of them. */
  long cells() {
    return inner.approximateNumEntries();
  }

  @Override
  public void flushCache() {
    if (live != null) {
      live.runs.forEach(this::flush);
    }
  }

  @Override
  public void clearCache() {
    if (live != null) {
      live.runs.keySet().forEach(openRuns::hide);
      live = null;
    }
  }

  @Override
  public boolean setFlushListener(
      CacheFlushListener<byte[], byte[]> listener, boolean sendOldValues) {
    return false;
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    inner.init(context, root);
  }

  @Override
  public void close() {
    clearCache();
    inner.close();
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return inner.isOpen();
  }

  private void flush(String runId, RunAnalysis run) {
    byte[] prefix = prefixOf(runId);
    run.flush(
        new CellSink() {
          @Override
          public void put(byte[] key, byte[] content) {
            inner.put(join(prefix, key), content);
          }

          @Override
          public void delete(byte[] key) {
            inner.delete(join(prefix, key));
          }
        });
    openRuns.show(shown(runId, run));
  }

  private static OpenRuns.OpenRun shown(String runId, RunAnalysis run) {
    return new OpenRuns.OpenRun(runId, run.watermark(), run.eventsRead());
  }

  private Live live() {
    Live now = live;
    if (now == null) {
      now = restore();
      live = now;
    }
    return now;
  }

  private Live restore() {
    Live restored = new Live();
    Map<String, List<Cell>> cells = new TreeMap<>();
    try (KeyValueIterator<Bytes, byte[]> all = inner.all()) {
      while (all.hasNext()) {
        KeyValue<Bytes, byte[]> entry = all.next();
        byte[] key = entry.key.get();
        switch (key[0]) {
          case ClosedRuns.PREFIX -> restored.closed.restore(key, entry.value);
          default -> {
            int end = endOfId(key);
            cells
                .computeIfAbsent(text(key, 1, end), id -> new ArrayList<>())
                .add(new Cell(Arrays.copyOfRange(key, end + 1, key.length), entry.value));
          }
        }
      }
    }
    refuseOthers(cells);
    cells.forEach((runId, ofRun) -> restored.runs.put(runId, RunAnalysis.restore(ofRun)));
    return restored;
  }

  /** The state stays as it is, so that the version that opened the runs can go on with them. */
  private static void refuseOthers(Map<String, List<Cell>> cells) {
    List<String> others = new ArrayList<>();
    cells.forEach(
        (runId, ofRun) -> {
          int version = RunAnalysis.versionOf(ofRun);
          if (version != RunAnalysis.VERSION) {
            others.add("'%s' by analysis %d".formatted(runId, version));
          }
        });
    if (!others.isEmpty()) {
      throw new IllegalStateException(
          "go on with open runs: opened %s (expected analysis %d): finish them with the version that opened them"
              .formatted(String.join(", ", others), RunAnalysis.VERSION));
    }
  }

  private void deleteCells(String runId) {
    List<Bytes> keys = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> cells =
        inner.prefixScan(prefixOf(runId), (topic, bytes) -> bytes)) {
      cells.forEachRemaining(cell -> keys.add(cell.key));
    }
    keys.forEach(inner::delete);
  }

  /** The id ends with a zero byte, which no run id holds. */
  private static byte[] prefixOf(String runId) {
    byte[] id = runId.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(id.length + 2).put(RUN).put(id).put((byte) 0).array();
  }

  private static int endOfId(byte[] key) {
    int end = 1;
    while (key[end] != 0) {
      end++;
    }
    return end;
  }

  private static String text(byte[] key, int from, int to) {
    return new String(key, from, to - from, StandardCharsets.UTF_8);
  }

  private static Bytes join(byte[] prefix, byte[] key) {
    return Bytes.wrap(ByteBuffer.allocate(prefix.length + key.length).put(prefix).put(key).array());
  }
}
