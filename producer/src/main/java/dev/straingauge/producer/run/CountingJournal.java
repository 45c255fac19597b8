package dev.straingauge.producer.run;

import dev.straingauge.event.FaultInjected;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.StepEnded;
import dev.straingauge.event.StepStarted;
import dev.straingauge.producer.journal.Journal;
import dev.straingauge.producer.journal.KafkaJournal;
import dev.straingauge.producer.run.ProduceProgress.Note;
import dev.straingauge.producer.run.ProduceProgress.State;
import dev.straingauge.producer.run.ProduceProgress.What;
import dev.straingauge.producer.scenario.RunCounts;
import dev.straingauge.producer.stage.Timeline;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * The journal of a run that counts what passes: I/Os for the writer's books, lag and what is worth
 * a line for progress. Thread-safe.
 */
final class CountingJournal implements Journal {

  private static final int MAX_NOTES = 1_000;

  private final KafkaJournal journal;
  private final Timeline timeline;
  private final long startNanos;
  private final Duration planned;
  private final LatencySketch lag = new LatencySketch();
  private final List<Note> notes = new ArrayList<>();
  private long ioCount;

  CountingJournal(KafkaJournal journal, Timeline timeline, Duration planned) {
    this.journal = journal;
    this.timeline = timeline;
    this.startNanos = timeline.nowNanos();
    this.planned = planned;
  }

  @Override
  public void write(SpecificRecord body) {
    journal.write(body);
    count(body);
  }

  synchronized long ioCount() {
    return ioCount;
  }

  synchronized ProduceProgress progress(RunCounts counts, State state) {
    return new ProduceProgress(
        since(timeline.nowNanos()),
        planned,
        counts,
        lag.quantile(0.99).orElse(0),
        journal.lastSequence(),
        ioCount,
        notes,
        state);
  }

  private synchronized void count(SpecificRecord body) {
    switch (body) {
      case OperationStarted started when started.getParent() == null ->
          lag.record(Math.max(0, timeline.nowNanos() - started.getIntendedStart()));
      case IoInterval io -> ioCount += io.getCount();
      case StepStarted begun -> {
        Duration lasts = Duration.ofNanos(begun.getPlannedNanos());
        note(timeline.nowNanos(), What.STEP, begun.getStep(), "started", lasts);
      }
      case StepEnded over ->
          note(timeline.nowNanos(), What.STEP, over.getStep(), "ended", Duration.ZERO);
      case FaultInjected fault -> {
        Duration lasts = Duration.ofNanos(fault.getTo() - fault.getFrom());
        note(fault.getFrom(), What.FAULT, fault.getFault(), fault.getTarget(), lasts);
      }
      default -> {}
    }
  }

  private void note(long atNanos, What what, String name, String detail, Duration lasts) {
    if (notes.size() < MAX_NOTES) {
      notes.add(new Note(since(atNanos), what, name, detail, lasts));
    }
  }

  private Duration since(long nanos) {
    return Duration.ofNanos(nanos - startNanos);
  }
}
