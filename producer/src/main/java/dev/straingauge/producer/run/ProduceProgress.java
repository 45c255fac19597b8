package dev.straingauge.producer.run;

import dev.straingauge.producer.scenario.RunCounts;
import java.time.Duration;
import java.util.List;

/**
 * How far a run is, as of its last whole second of stage time. Immutable.
 *
 * @param elapsed stage time since the start
 * @param planned how long the plan lasts
 * @param counts operations so far, in all and per kind; phase
 * @param lagP99Nanos actual start − intended start, 99th percentile over all so far; 0 while there
 *     are none
 * @param events events written
 * @param ioCount I/Os reported
 * @param notes phases and faults so far, at most 1,000
 * @param state what it is doing
 */
public record ProduceProgress(
    Duration elapsed,
    Duration planned,
    RunCounts counts,
    long lagP99Nanos,
    long events,
    long ioCount,
    List<Note> notes,
    State state) {

  public ProduceProgress {
    notes = List.copyOf(notes);
  }

  /** What a run is doing. */
  public enum State {
    /** Claimed, not begun. */
    CLAIMED,
    /** Under load. */
    RUNNING,
    /** Asked to stop: nothing new starts. */
    STOPPING,
    /** Deleting what it made. */
    CLEANING_UP,
    /** Over. */
    ENDED
  }

  /**
   * Something worth a line.
   *
   * @param at stage time since the start
   * @param what step or fault
   * @param name of the phase, or kind of the fault
   * @param detail {@code started}, {@code ended}; of a fault, what it hits
   * @param lasts planned length
   */
  public record Note(Duration at, What what, String name, String detail, Duration lasts) {}

  /** What a note is about. */
  public enum What {
    /** A phase of the scenario. */
    STEP,
    /** An injected fault. */
    FAULT
  }
}
