package dev.straingauge.producer.run;

import dev.straingauge.event.AbortRequested;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.WriterEnded;
import dev.straingauge.schemas.run.RunId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run that was ended by its writer; every one of its events is on the broker.
 *
 * @param run which run
 * @param ended its last event: outcome and the writer's books
 * @param cleanup what was created, deleted and left, per kind
 * @param events events written
 * @param startedAt time of the first event
 * @param endedAt time of the last one
 * @param aborted why it ended early; null: it did not
 */
public record RunOutcome(
    RunId run,
    WriterEnded ended,
    List<CleanupOfKind> cleanup,
    long events,
    Instant startedAt,
    Instant endedAt,
    @Nullable AbortRequested aborted) {

  public RunOutcome {
    cleanup = List.copyOf(cleanup);
  }
}
