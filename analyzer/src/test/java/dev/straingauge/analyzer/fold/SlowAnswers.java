package dev.straingauge.analyzer.fold;

import dev.straingauge.event.Event;
import dev.straingauge.event.IoInterval;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationSkipped;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The same numbers from the definitions alone: for any series and any stretch of time, go through
 * all events and keep every single value. No panes, no parts, no state. Only for logs of one
 * undisturbed writer.
 */
final class SlowAnswers {

  private final List<Event> events;
  private final long graceNanos;
  private final long firstPane;
  private final long end;

  SlowAnswers(List<Event> events, long graceNanos) {
    this.events = events;
    this.graceNanos = graceNanos;
    this.firstPane = Math.floorDiv(events.getFirst().getTime(), EventLog.SECOND);
    this.end = events.getLast().getTime();
  }

  /** A series by its canonical key. */
  record Name(String measure, String operation, String step) implements Comparable<Name> {
    @Override
    public int compareTo(Name other) {
      return (measure + "\0" + operation + "\0" + step)
          .compareTo(other.measure + "\0" + other.operation + "\0" + other.step);
    }
  }

  /** What a series did in a stretch of time. */
  static final class Answer {
    long started;
    long skipped;
    long succeeded;
    long failed;
    long timedOut;
    long bytes;
    final List<Long> responses = new ArrayList<>();
    final List<Long> services = new ArrayList<>();
    long censored;
    long largestCensored;
    long largestCensoredService;

    boolean isEmpty() {
      return (started | skipped | succeeded | failed | timedOut | bytes) == 0;
    }
  }

  SortedSet<Name> series() {
    SortedSet<Name> names = new TreeSet<>();
    for (Event event : events) {
      switch (event.getBody()) {
        case OperationStarted o -> names.add(new Name("operation", o.getOperation(), o.getStep()));
        case OperationFinished o -> names.add(new Name("operation", o.getOperation(), o.getStep()));
        case OperationSkipped o -> names.add(new Name("operation", o.getOperation(), o.getStep()));
        case IoInterval o -> names.add(new Name("io", o.getKind(), o.getStep()));
        default -> {}
      }
    }
    return names;
  }

  /** What happened in [from, to) by pane time; late ones left out. */
  Answer between(Name name, long from, long to) {
    Answer answer = new Answer();
    for (Event event : events) {
      long paneTime = event.getBody() instanceof IoInterval io ? io.getEnd() - 1 : event.getTime();
      if (paneTime >= from && paneTime < to) {
        add(answer, name, event);
      }
    }
    return answer;
  }

  /** Operations of the series that started and did not end before {@code time}. */
  long openAt(Name name, long time) {
    long open = 0;
    for (Event event : events) {
      if (event.getTime() < time) {
        open +=
            event.getBody() instanceof OperationStarted o && is(name, o.getOperation(), o.getStep())
                ? 1
                : 0;
        open -=
            event.getBody() instanceof OperationFinished o
                    && is(name, o.getOperation(), o.getStep())
                ? 1
                : 0;
      }
    }
    return open;
  }

  long covered(long from, long to) {
    return Math.max(0, Math.min(to, end) - Math.max(from, events.getFirst().getTime()));
  }

  /** Starts of all panes of the run. */
  List<Long> panes() {
    List<Long> starts = new ArrayList<>();
    for (long pane = firstPane; pane * EventLog.SECOND <= end; pane++) {
      starts.add(pane * EventLog.SECOND);
    }
    return starts;
  }

  boolean isLate(Event event) {
    if (!(event.getBody() instanceof IoInterval io)) {
      return false;
    }
    long pane = Math.floorDiv(io.getEnd() - 1, EventLog.SECOND);
    return pane < firstPane || (pane + 1) * EventLog.SECOND + graceNanos <= event.getTime();
  }

  static byte[] sketch(List<Long> values) {
    LatencySketch sketch = new LatencySketch();
    values.forEach(sketch::record);
    return sketch.toBytes();
  }

  private void add(Answer answer, Name name, Event event) {
    switch (event.getBody()) {
      case OperationStarted o when is(name, o.getOperation(), o.getStep()) -> answer.started++;
      case OperationSkipped o when is(name, o.getOperation(), o.getStep()) -> answer.skipped++;
      case OperationFinished o when is(name, o.getOperation(), o.getStep()) -> add(answer, o);
      case IoInterval o
          when name.measure().equals("io")
              && o.getKind().equals(name.operation())
              && o.getStep().equals(name.step()) -> {
        if (!isLate(event)) {
          add(answer, o);
        }
      }
      default -> {}
    }
  }

  private static void add(Answer answer, OperationFinished finished) {
    long response = finished.getCompletedAt() - finished.getIntendedStart();
    answer.bytes += finished.getBytes();
    switch (finished.getOutcome()) {
      case SUCCEEDED -> {
        answer.succeeded++;
        answer.responses.add(response);
        answer.services.add(finished.getCompletedAt() - finished.getStartedAt());
        return;
      }
      case FAILED -> answer.failed++;
      case TIMED_OUT -> answer.timedOut++;
    }
    answer.censored++;
    answer.largestCensored = Math.max(answer.largestCensored, response);
    answer.largestCensoredService =
        Math.max(
            answer.largestCensoredService, finished.getCompletedAt() - finished.getStartedAt());
  }

  /** All I/Os of an interval of the tests have the same service time. */
  private static void add(Answer answer, IoInterval io) {
    answer.succeeded += io.getCount() - io.getErrors();
    answer.failed += io.getErrors();
    answer.bytes += io.getBytes();
    answer.censored += io.getErrors();
    byte[] sketch = new byte[io.getService().remaining()];
    io.getService().duplicate().get(sketch);
    LatencySketch service = LatencySketch.fromBytes(sketch);
    for (long i = 0; i < service.count(); i++) {
      answer.services.add(service.max().orElseThrow());
    }
  }

  private static boolean is(Name name, String operation, String step) {
    return name.measure().equals("operation")
        && name.operation().equals(operation)
        && name.step().equals(step);
  }
}
