package dev.straingauge.archiver.history;

/** Where a change is in its life. */
public enum State {
  /** Found, not yet believed. */
  PROVISIONAL,
  /** Passed the gate. */
  CONFIRMED,
  /** Somebody knows of it. */
  ACKNOWLEDGED,
  /** A regression after which the level came back. */
  FIXED,
  /** A later confirmed change took its place. */
  SUPERSEDED,
  /** Later runs do not show it any more. */
  RETRACTED;

  /** Whether it says something about the newest runs. */
  public boolean open() {
    return this == PROVISIONAL || this == CONFIRMED || this == ACKNOWLEDGED;
  }
}
