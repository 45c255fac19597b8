package dev.straingauge.archiver.efs;

import dev.straingauge.archiver.intake.EventScript;
import dev.straingauge.event.IoInterval;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.nio.ByteBuffer;

/**
 * The reads and writes of the framework's verification, each an interval of one I/O: from the line
 * that begins the command to the line that tells its end. Not thread-safe.
 */
final class Verification {

  private static final String SOURCE = "verify";

  private final EventScript script;
  private String claim = "";
  private String kind = "";
  private long begun;
  private long bytes;
  private long count;
  private final long[] writes = new long[2];
  private final long[] reads = new long[2];

  Verification(EventScript script) {
    this.script = script;
  }

  /** Two pods of a claim are to be compared. */
  void begin(String ofClaim) {
    claim = ofClaim;
    kind = "";
    bytes = 0;
  }

  void size(long fileBytes) {
    bytes = fileBytes;
  }

  /** A command begins: {@code write} or {@code read}; only inside a verification. */
  void command(String ofKind, long at) {
    if (!claim.isEmpty()) {
      kind = ofKind;
      begun = at;
    }
  }

  /** The command that was begun is done. */
  void done(String ofKind, long at, String step) {
    if (kind.equals(ofKind)) {
      add(step, begun, at, false);
    }
  }

  /** The command that was begun failed; without one it was the write. */
  void failed(long at, String step) {
    if (!kind.isEmpty()) {
      add(step, begun, at, true);
    }
  }

  /** A listing of the folder took so long. */
  void listed(long at, long nanos, String step) {
    if (!claim.isEmpty()) {
      kind = "metadata";
      bytes = 0;
      add(step, at - nanos, at, false);
    }
  }

  void end() {
    kind = "";
    claim = "";
  }

  /** I/Os in all. */
  long count() {
    return count;
  }

  /** Writes that succeeded, and that failed. */
  long[] writes() {
    return writes.clone();
  }

  /** Reads that succeeded, and that failed. */
  long[] reads() {
    return reads.clone();
  }

  private void add(String step, long from, long to, boolean error) {
    LatencySketch sketch = new LatencySketch();
    if (!error) {
      sketch.record(to - from);
    }
    long[] counts = kind.equals("write") ? writes : kind.equals("read") ? reads : new long[2];
    counts[error ? 1 : 0]++;
    count++;
    script.add(
        new IoInterval(
            SOURCE,
            step,
            claim,
            kind,
            from,
            to,
            1L,
            error ? 1L : 0L,
            error ? 0L : bytes,
            ByteBuffer.wrap(sketch.toBytes()),
            null));
    kind = "";
  }
}
