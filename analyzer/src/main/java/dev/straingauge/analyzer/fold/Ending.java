package dev.straingauge.analyzer.fold;

import dev.straingauge.event.RunClosed;
import dev.straingauge.event.RunEnd;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.event.WriterOutcome;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended (contract §4).
 *
 * @param end in one word
 * @param writerEnded the last announced writer's own books; null when it never said so
 */
record Ending(RunEnd end, @Nullable WriterEnded writerEnded) {

  static Ending of(WriterEnded ended) {
    RunEnd end =
        switch (ended.getOutcome()) {
          case COMPLETED -> RunEnd.COMPLETED;
          case ABORTED -> RunEnd.ABORTED;
          case CRASHED -> RunEnd.CRASHED;
        };
    return new Ending(end, ended);
  }

  static Ending of(RunClosed closed) {
    return new Ending(
        closed.getReason().equals("operator") ? RunEnd.CLOSED_BY_OPERATOR : RunEnd.ABANDONED, null);
  }

  /** Whether the writer ended the run by itself: then nothing may be missing. */
  boolean isClean() {
    return writerEnded != null && writerEnded.getOutcome() != WriterOutcome.CRASHED;
  }
}
