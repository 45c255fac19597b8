package dev.straingauge.benchmarks;

import dev.straingauge.analyzer.ledger.Durations;
import dev.straingauge.analyzer.ledger.Ledger;
import dev.straingauge.event.Attachment;
import dev.straingauge.event.Change;
import dev.straingauge.event.Claim;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.PersistentVolume;
import dev.straingauge.event.Pod;
import dev.straingauge.schemas.config.LedgerConfig;
import java.util.List;
import java.util.Locale;

/**
 * Heap of the ledger with 100,000 live volumes, each with a claim, a VolumeAttachment and a pod,
 * named as Kubernetes does: {@code JMH_MAIN=dev.straingauge.benchmarks.LedgerHeap benchmarks/jmh}.
 */
public final class LedgerHeap {

  private static final int VOLUMES = 100_000;

  private LedgerHeap() {}

  /** Runs it. */
  public static void main(String[] args) {
    Ledger ledger = new Ledger(LedgerConfig.DEFAULT, new Unlimited());
    long before = Footprint.heap();
    long begun = System.nanoTime();
    for (int i = 0; i < VOLUMES; i++) {
      volume(ledger, i);
    }
    long nanos = System.nanoTime() - begun;
    String cells = Footprint.cells(ledger::flush);
    long after = Footprint.heap();
    System.out.printf(
        Locale.ROOT,
        "%d live objects of %d volumes: %.1f MB of heap, %.0f ns a change, %s%n",
        ledger.live(),
        VOLUMES,
        (after - before) / 1e6,
        (double) nanos / (VOLUMES * 7L),
        cells);
  }

  private static void volume(Ledger ledger, int i) {
    String pv = "pvc-" + uid(i, 1);
    String claim = "data-etcd-%05d-0".formatted(i);
    String node = "node-%d".formatted(i % 5_000);
    fold(ledger, "PersistentVolumeClaim", "load", claim, uid(i, 1), Change.ADDED, claim(null));
    fold(
        ledger,
        "PersistentVolume",
        null,
        pv,
        uid(i, 2),
        Change.ADDED,
        new PersistentVolume(
            "Bound", claim, "block.csi", "vol-0123456789abc" + i, "Delete", false));
    fold(ledger, "PersistentVolumeClaim", "load", claim, uid(i, 1), Change.MODIFIED, claim(pv));
    fold(
        ledger,
        "Pod",
        "load",
        "etcd-%05d-0".formatted(i),
        uid(i, 3),
        Change.ADDED,
        pod(i, node, false));
    fold(
        ledger,
        "VolumeAttachment",
        null,
        "csi-" + uid(i, 4),
        uid(i, 4),
        Change.ADDED,
        new Attachment(pv, node, false, null, null, false));
    fold(
        ledger,
        "VolumeAttachment",
        null,
        "csi-" + uid(i, 4),
        uid(i, 4),
        Change.MODIFIED,
        new Attachment(pv, node, true, null, null, false));
    fold(
        ledger,
        "Pod",
        "load",
        "etcd-%05d-0".formatted(i),
        uid(i, 3),
        Change.MODIFIED,
        pod(i, node, true));
  }

  private static Claim claim(@org.jspecify.annotations.Nullable String volume) {
    return new Claim(
        volume == null ? "Pending" : "Bound",
        volume,
        "block",
        List.of("RWO"),
        1L << 30,
        false,
        0L,
        null);
  }

  private static Pod pod(int i, String node, boolean ready) {
    return new Pod(
        ready ? "Running" : "Pending",
        new String(node.toCharArray()),
        ready,
        ready,
        List.of("data-etcd-%05d-0".formatted(i)),
        null,
        false,
        30_000_000_000L,
        null);
  }

  private static void fold(
      Ledger ledger,
      String kind,
      @org.jspecify.annotations.Nullable String namespace,
      String name,
      String uid,
      Change change,
      Object facts) {
    ledger.fold(
        new ObjectChanged(kind, namespace, name, uid, "1", change, null, facts),
        IncidentStory.EPOCH + 1_000_000L * name.length());
  }

  private static String uid(int i, int kind) {
    return "%08x-0000-4000-8000-%012x".formatted(i, kind);
  }

  /** No run: nothing to share. */
  private static final class Unlimited implements Durations {
    @Override
    public long longest(int durations) {
      return Long.MAX_VALUE;
    }

    @Override
    public void charge(long duration) {}
  }
}
