package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.state.CellSink;
import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.AbortRequested;
import dev.straingauge.event.CleanupDone;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.FaultInjected;
import dev.straingauge.event.FaultSeen;
import dev.straingauge.event.StepEnded;
import dev.straingauge.event.StepStarted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run told about itself in passing: its steps, faults, skips, cleanup and a wish to end
 * early. Not thread-safe.
 */
final class Notes {

  static final int MAX_FAULTS = 1_000;
  static final int MAX_STEPS = 1_000;

  /** Characters of free text that are kept, each. */
  private static final int MAX_TEXT = 200;

  /** Characters of the names of what cleanup left. */
  private static final int MAX_LEFT_TEXT = 100_000;

  private final List<Step> steps = new ArrayList<>();
  private final List<FaultSeen> faults = new ArrayList<>();
  private final TreeMap<String, Long> skippedByReason = new TreeMap<>();
  private @Nullable List<CleanupOfKind> cleanup;
  private @Nullable String abortCause;
  private long stepsBeyond;
  private long faultsBeyond;
  private boolean dirty = true;
  private int storedFaults;

  /** A phase. */
  static final class Step {
    final StepStarted started;
    final long startedAt;
    @Nullable Long endedAt;

    Step(StepStarted started, long startedAt) {
      this.started = started;
      this.startedAt = startedAt;
    }
  }

  void stepStarted(StepStarted started, long time) {
    if (steps.size() < MAX_STEPS) {
      steps.add(new Step(started, time));
    } else {
      stepsBeyond++;
    }
    dirty = true;
  }

  void stepEnded(StepEnded ended, long time) {
    for (Step step : steps.reversed()) {
      if (step.started.getStep().equals(ended.getStep()) && step.endedAt == null) {
        step.endedAt = time;
        dirty = true;
        return;
      }
    }
  }

  void fault(FaultInjected fault) {
    if (faults.size() < MAX_FAULTS) {
      faults.add(
          new FaultSeen(
              cut(fault.getFault()), cut(fault.getTarget()), fault.getFrom(), fault.getTo()));
    } else {
      faultsBeyond++;
      dirty = true;
    }
  }

  void skipped(String reason) {
    boolean known =
        skippedByReason.containsKey(reason) || skippedByReason.size() < Totals.MAX_REASONS;
    skippedByReason.merge(known ? reason : SeriesTable.OTHER, 1L, Long::sum);
    dirty = true;
  }

  /** The last certificate holds; names and reasons are told as far as they fit into a result. */
  void cleanup(CleanupDone done) {
    int[] room = {MAX_LEFT_TEXT};
    cleanup = done.getKinds().stream().map(kind -> cut(kind, room)).toList();
    dirty = true;
  }

  /** Free text as it is kept. */
  static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }

  private static CleanupOfKind cut(CleanupOfKind kind, int[] room) {
    List<String> names = new ArrayList<>();
    for (String name : kind.getLeftNames()) {
      room[0] -= name.length();
      if (room[0] < 0) {
        break;
      }
      names.add(name);
    }
    String reason = kind.getLeftReason();
    return new CleanupOfKind(
        kind.getKind(),
        kind.getCreated(),
        kind.getDeleted(),
        kind.getLeft(),
        names,
        reason == null ? null : cut(reason));
  }

  /** The first cause holds. */
  void abort(AbortRequested request) {
    if (abortCause == null) {
      abortCause = cut(request.getCause());
      dirty = true;
    }
  }

  List<Step> steps() {
    return steps;
  }

  List<FaultSeen> faults() {
    return faults;
  }

  /** Steps that are not told. */
  long stepsBeyond() {
    return stepsBeyond;
  }

  /** Faults that are not told. */
  long faultsBeyond() {
    return faultsBeyond;
  }

  /** Skipped operations by reason, sorted. */
  SortedMap<String, Long> skippedByReason() {
    return skippedByReason;
  }

  Optional<List<CleanupOfKind>> cleanup() {
    return Optional.ofNullable(cleanup);
  }

  Optional<String> abortCause() {
    return Optional.ofNullable(abortCause);
  }

  void flush(CellSink cells) {
    for (; storedFaults < faults.size(); storedFaults++) {
      cells.put(RunState.key(RunState.FAULT, storedFaults), fault(faults.get(storedFaults)));
    }
    if (dirty) {
      StateWriter out = new StateWriter();
      write(out);
      cells.put(RunState.key(RunState.NOTES, 0), out.toBytes());
      dirty = false;
    }
  }

  /** Puts back a fault that was stored, in order. */
  void restoreFault(StateReader in) {
    faults.add(new FaultSeen(in.readText(), in.readText(), in.readLong(), in.readLong()));
    storedFaults = faults.size();
  }

  void read(StateReader in) {
    stepsBeyond = in.readLong();
    faultsBeyond = in.readLong();
    int stepCount = in.readInt();
    for (int i = 0; i < stepCount; i++) {
      steps.add(readStep(in));
    }
    int reasons = in.readInt();
    for (int i = 0; i < reasons; i++) {
      skippedByReason.put(in.readText(), in.readLong());
    }
    abortCause = in.readBoolean() ? in.readText() : null;
    cleanup = in.readBoolean() ? readCleanup(in) : null;
    dirty = false;
  }

  private void write(StateWriter out) {
    out.writeLong(stepsBeyond).writeLong(faultsBeyond);
    out.writeInt(steps.size());
    steps.forEach(step -> writeStep(step, out));
    out.writeInt(skippedByReason.size());
    skippedByReason.forEach((reason, count) -> out.writeText(reason).writeLong(count));
    out.writeBoolean(abortCause != null);
    if (abortCause != null) {
      out.writeText(abortCause);
    }
    out.writeBoolean(cleanup != null);
    if (cleanup != null) {
      out.writeInt(cleanup.size());
      cleanup.forEach(kind -> writeKind(kind, out));
    }
  }

  private static byte[] fault(FaultSeen fault) {
    return new StateWriter()
        .writeText(fault.getFault())
        .writeText(fault.getTarget())
        .writeLong(fault.getFrom())
        .writeLong(fault.getTo())
        .toBytes();
  }

  private static void writeStep(Step step, StateWriter out) {
    StepStarted started = step.started;
    out.writeText(started.getStep())
        .writeLong(started.getPlannedNanos())
        .writeBoolean(started.getWarmUp());
    writeNumber(started.getPlanned(), out);
    out.writeLong(step.startedAt);
    writeNumber(step.endedAt, out);
  }

  private static Step readStep(StateReader in) {
    String name = in.readText();
    long plannedNanos = in.readLong();
    boolean warmUp = in.readBoolean();
    Long planned = readNumber(in);
    Step step = new Step(new StepStarted(name, planned, plannedNanos, warmUp), in.readLong());
    step.endedAt = readNumber(in);
    return step;
  }

  private static void writeKind(CleanupOfKind kind, StateWriter out) {
    out.writeText(kind.getKind())
        .writeLong(kind.getCreated())
        .writeLong(kind.getDeleted())
        .writeLong(kind.getLeft());
    out.writeInt(kind.getLeftNames().size());
    kind.getLeftNames().forEach(out::writeText);
    out.writeBoolean(kind.getLeftReason() != null);
    if (kind.getLeftReason() != null) {
      out.writeText(kind.getLeftReason());
    }
  }

  private static List<CleanupOfKind> readCleanup(StateReader in) {
    int count = in.readInt();
    List<CleanupOfKind> kinds = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String kind = in.readText();
      long created = in.readLong();
      long deleted = in.readLong();
      long left = in.readLong();
      int names = in.readInt();
      List<String> leftNames = new ArrayList<>(names);
      for (int j = 0; j < names; j++) {
        leftNames.add(in.readText());
      }
      kinds.add(
          new CleanupOfKind(
              kind, created, deleted, left, leftNames, in.readBoolean() ? in.readText() : null));
    }
    return kinds;
  }

  private static void writeNumber(@Nullable Long number, StateWriter out) {
    out.writeBoolean(number != null);
    out.writeLong(number == null ? 0 : number);
  }

  private static @Nullable Long readNumber(StateReader in) {
    boolean there = in.readBoolean();
    long number = in.readLong();
    return there ? number : null;
  }
}
