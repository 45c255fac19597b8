package dev.straingauge.analyzer.fold;

/** A stored part of a run's state. Keeps the arrays that it is given. */
public final class Cell {

  private final byte[] key;
  private final byte[] content;

  public Cell(byte[] key, byte[] content) {
    this.key = key;
    this.content = content;
  }

  byte[] key() {
    return key;
  }

  byte[] content() {
    return content;
  }

  /** What the cell holds: one of {@link RunState}'s. */
  byte what() {
    return key[0];
  }
}
