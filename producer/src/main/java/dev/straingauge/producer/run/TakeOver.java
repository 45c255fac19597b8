package dev.straingauge.producer.run;

import dev.straingauge.event.Event;
import dev.straingauge.event.RunClosed;
import dev.straingauge.event.WriterStarted;
import dev.straingauge.schemas.run.RunId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * That somebody else ended the run, or began a new incarnation of its writer to end it (contract
 * C2): what the older one writes from there on counts no more.
 *
 * @param offset of the record that says so, in the run's partition
 * @param what it is, in words
 */
record TakeOver(long offset, String what) {

  /** Whether {@code event} ends the life of the lead's incarnation {@code own}. */
  static Optional<TakeOver> by(Event event, long offset, int own) {
    if (event.getBody() instanceof RunClosed closed) {
      return Optional.of(new TakeOver(offset, "it was closed (%s)".formatted(closed.getReason())));
    }
    if (event.getWriter() != 0 || event.getIncarnation() <= own) {
      return Optional.empty();
    }
    String where =
        event.getBody() instanceof WriterStarted started ? " on '" + started.getHost() + "'" : "";
    return Optional.of(
        new TakeOver(
            offset,
            "incarnation %d of its writer began%s".formatted(event.getIncarnation(), where)));
  }

  /** What the user is told about {@code run}. */
  RunException of(RunId run, @Nullable RuntimeException cause) {
    return new RunException(
        "run-taken-over",
        1,
        "run '%s': %s at offset %d while this one was silent (expected to end the run itself)"
            .formatted(run, what, offset),
        List.of(
            "what this process wrote after that offset is set aside by the analysis",
            "it writes nothing more"),
        "straingauge show " + run,
        cause);
  }
}
