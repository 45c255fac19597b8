package dev.straingauge.archiver.manifest;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Which events the analysis uses (contract I4): no duplicate, no zombie, no jump of the clock. Not
 * thread-safe.
 */
final class Acceptance {

  private static final long LONGEST_JUMP_NANOS = Duration.ofHours(24).toNanos();

  private static final class Writer {
    private int incarnation;
    private long sequence;
    private long time = Long.MIN_VALUE;
  }

  private final Map<Integer, Writer> writers = new HashMap<>();

  boolean accept(int writerNumber, int incarnation, long sequence, long time) {
    if (writerNumber < 0) {
      return true; // the closer has no sequence
    }
    Writer writer = writers.computeIfAbsent(writerNumber, w -> new Writer());
    if (incarnation < writer.incarnation
        || (incarnation == writer.incarnation && sequence <= writer.sequence)) {
      return false;
    }
    writer.incarnation = incarnation;
    writer.sequence = sequence;
    if (writer.time != Long.MIN_VALUE
        && (time < writer.time || time - writer.time > LONGEST_JUMP_NANOS)) {
      return false;
    }
    writer.time = time;
    return true;
  }
}
