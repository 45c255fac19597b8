package dev.straingauge.benchmarks;

import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.store.FolderObjectStore;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.cli.replay.FoldReplay;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * The newest run of a folder through the folds, again and again in one process: events per second
 * from the first object read to the last hash, and the memory used. Arguments: {@code BUCKET-FOLDER
 * [ROUNDS]}. Fails when a hash is not the archived one.
 */
public final class ReplayBenchmark {

  private ReplayBenchmark() {}

  /** Runs it and prints each round. */
  public static void main(String[] args) {
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    try (FolderObjectStore store = new FolderObjectStore(Path.of(args[0]))) {
      Runs runs = new Runs(store, new Keys(""));
      RunArchive run = runs.open(runs.resolve("latest")).orElseThrow();
      for (int round = 1; round <= rounds; round++) {
        round(run, round);
      }
    }
  }

  private static void round(RunArchive run, int number) {
    long cpu = cpuNanos();
    long begun = System.nanoTime();
    FoldReplay.Outcome outcome = FoldReplay.of(run);
    double seconds = (System.nanoTime() - begun) / 1e9;
    double cpuSeconds = (cpuNanos() - cpu) / 1e9;
    outcome
        .hashes()
        .forEach(
            (topic, hash) -> {
              if (!hash.equals(run.manifest().hashes().get(topic))) {
                throw new IllegalStateException(
                    "replay %s: other hash of %s".formatted(run.uri(), topic));
              }
            });
    System.out.printf(
        "round %d: %,d events in %.2f s: %,.0f events/s, %.2f s of processor time, heap %,d MiB%n",
        number,
        outcome.events(),
        seconds,
        outcome.events() / seconds,
        cpuSeconds,
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20);
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }
}
