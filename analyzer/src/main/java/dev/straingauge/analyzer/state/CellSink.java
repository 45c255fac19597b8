package dev.straingauge.analyzer.state;

/**
 * Takes the changed parts of a run's state: small cells by key, so that a commit stores what
 * changed and no more.
 */
public interface CellSink {

  /** Stores a cell in place of an older one of the same key. */
  void put(byte[] key, byte[] content);

  /** Forgets a cell. */
  void delete(byte[] key);
}
