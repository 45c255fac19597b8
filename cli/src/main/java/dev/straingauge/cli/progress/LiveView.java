package dev.straingauge.cli.progress;

import java.time.Duration;
import java.util.List;

/**
 * How far a run is. Immutable.
 *
 * @param state what it is doing
 * @param run its id
 * @param at time since its start, on the run's own axis
 * @param planned how long the plan lasts
 * @param step the phase that runs, empty between phases
 * @param stepIndex its place from 1, 0 before the first
 * @param steps number of phases
 * @param rows per kind of operation, in the order of their first occurrence
 * @param inFlight operations started and not ended
 * @param lagP99Nanos actual − intended start, 99th percentile
 * @param lagMaxNanos the largest
 * @param events events sent so far
 * @param offered operations per second that the plan wanted in the last window; negative: no window
 *     yet
 * @param achieved those that were started
 * @param behind how far the analysis is behind the load, on the run's own axis; negative: nothing
 *     was analysed yet
 * @param elapsed wall time since the start
 * @param notes phases, faults and incidents so far, in the order in which they became known
 * @param rules how the rules stand
 * @param breaches what happened to them so far, a line each
 */
public record LiveView(
    State state,
    String run,
    Duration at,
    Duration planned,
    String step,
    int stepIndex,
    int steps,
    List<Row> rows,
    long inFlight,
    long lagP99Nanos,
    long lagMaxNanos,
    long events,
    double offered,
    double achieved,
    Duration behind,
    Duration elapsed,
    List<Note> notes,
    RulesView rules,
    List<Note> breaches) {

  public LiveView {
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
    breaches = List.copyOf(breaches);
  }

  /** What a run is doing. */
  public enum State {
    /** Under load. */
    RUNNING("running"),
    /** Asked to end: nothing new starts. */
    STOPPING("stopping"),
    /** Deleting what it made. */
    CLEANING_UP("cleaning up"),
    /** All events are sent, and nothing else is to be done here. */
    PRODUCED("produced"),
    /** All events are sent; the analysis is catching up. */
    ANALYSING("analysing"),
    /** The summary is there; the archive is being written. */
    ARCHIVING("archiving"),
    /** All is done. */
    ARCHIVED("archived");

    private final String words;

    State(String words) {
      this.words = words;
    }

    /** For a reader. */
    public String words() {
      return words;
    }
  }

  /**
   * One kind of operation.
   *
   * @param operation kind
   * @param started so far
   * @param succeeded so far
   * @param failed so far
   * @param timedOut so far
   * @param open now
   * @param window what the last rolling window says
   */
  public record Row(
      String operation,
      long started,
      long succeeded,
      long failed,
      long timedOut,
      long open,
      Window window) {}

  /**
   * The last rolling window of a kind, of one minute.
   *
   * @param perSecond ended per second
   * @param n how many ended
   * @param p50 median response time as text
   * @param p95 95th percentile as text
   */
  public record Window(double perSecond, long n, String p50, String p95) {
    /** Nothing was analysed yet. */
    public static final Window NONE = new Window(0, 0, "no data", "no data");
  }

  /**
   * Something worth a line.
   *
   * @param at since the start
   * @param text in words
   * @param what what it is about
   */
  public record Note(Duration at, String text, What what) {

    /** A phase of the scenario, or a fault. */
    public Note(Duration at, String text, boolean step) {
      this(at, text, step ? What.STEP : What.FAULT);
    }

    /** Whether it is a phase of the scenario. */
    public boolean step() {
      return what == What.STEP;
    }
  }

  /** What a note is about. */
  public enum What {
    /** A phase of the scenario. */
    STEP("phase"),
    /** A fault that the scenario injected. */
    FAULT("fault"),
    /** An incident of a volume, SLOW or worse. */
    INCIDENT("incident");

    private final String key;

    What(String key) {
      this.key = key;
    }

    /** As lines name it. */
    public String key() {
      return key;
    }
  }

  /** Part of the plan that is over, in [0,1]. */
  public double fraction() {
    return planned.isZero() ? 1 : Math.clamp((double) at.toNanos() / planned.toNanos(), 0, 1);
  }
}
