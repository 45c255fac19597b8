package dev.straingauge.archiver.consume;

/** Takes runs of which every record is in the store. */
@FunctionalInterface
public interface RunSink {

  /**
   * Finishes a run. May be called again for the same run, also by another process.
   *
   * @throws dev.straingauge.archiver.store.StoreException if the store fails
   */
  void ended(EndedRun run);
}
