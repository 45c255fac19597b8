package dev.straingauge.archiver.read;

import dev.straingauge.schemas.run.RunId;

/**
 * A run as a list shows it.
 *
 * @param run name under which it is archived
 * @param state whether it is finished
 * @param scenario its scenario; empty when unknown
 * @param driver name of the driver; empty when unknown
 * @param driverVersion its version
 * @param verdict the verdict; empty for an unfinished run
 * @param objects number of objects, the manifest included
 * @param bytes their size
 * @param imported format of the tool that made it; empty for a run of Straingauge
 * @param note why it is incomplete or damaged; empty otherwise
 */
public record RunEntry(
    RunId run,
    State state,
    String scenario,
    String driver,
    String driverVersion,
    String verdict,
    int objects,
    long bytes,
    String imported,
    String note) {

  /** Whether a run is finished. */
  public enum State {
    /** Every record is there. */
    COMPLETE,
    /** Finished, but something is missing. */
    INCOMPLETE,
    /** No manifest: it is still being archived, or was left. */
    UNFINISHED,
    /** Its documents cannot be read, or a newer version wrote them. */
    DAMAGED,
    /** It was deleted. */
    DELETED
  }
}
