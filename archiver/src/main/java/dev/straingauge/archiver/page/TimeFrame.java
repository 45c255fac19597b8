package dev.straingauge.archiver.page;

import dev.straingauge.event.FaultSeen;
import dev.straingauge.event.StepSummary;

/** What all charts over the time of a run share: its axis, its phases, the faults. */
final class TimeFrame {

  private static final double LETTER = 6.2;

  private final Contents contents;
  private final double left;
  private final double right;
  private final Scale.Linear x;

  /**
   * @param left coordinate of the start
   * @param right coordinate of the end
   */
  TimeFrame(Contents contents, double left, double right) {
    this.contents = contents;
    this.left = left;
    this.right = right;
    this.x = contents.time().scale(left, right);
  }

  /** Coordinate of a time since the start, inside the frame. */
  double at(long sinceStart) {
    return Math.clamp(x.atWhole(sinceStart), left, right);
  }

  /** Coordinate of a moment, inside the frame. */
  double atMoment(long moment) {
    return at(moment - contents.time().start());
  }

  /** The ground of a chart: faults as bands, phases as lines. */
  void ground(Svg svg, double top, double bottom) {
    for (FaultSeen fault : contents.summary().getFaults()) {
      double from = atMoment(fault.getFrom());
      svg.rect(
          from,
          top,
          Math.max(1, atMoment(fault.getTo()) - from),
          bottom - top,
          Ink.BAND,
          "1",
          "fault %s: %s".formatted(fault.getFault(), fault.getTarget()));
    }
    for (StepSummary step : contents.summary().getSteps()) {
      double at = atMoment(step.getStartedAt());
      if (at > left + 1) {
        svg.line(at, top, at, bottom, Ink.GRID, 1, "2 2");
      }
    }
  }

  /** The names of the phases, where there is room for them. */
  void phases(Svg svg, double y) {
    double free = left;
    for (StepSummary step : contents.summary().getSteps()) {
      double from = atMoment(step.getStartedAt());
      Long ended = step.getEndedAt();
      double to = ended == null ? right : atMoment(ended);
      String name = step.getStep() + (step.getWarmUp() ? " (warm-up)" : "");
      if (from >= free && name.length() * LETTER <= to - from) {
        svg.text(from + 2, y, name, Ink.QUIET, "start");
        free = from + name.length() * LETTER;
      }
    }
  }

  /** The names of the faults at the top of their bands, where there is room for them. */
  void faults(Svg svg, double y) {
    double free = left;
    for (FaultSeen fault : contents.summary().getFaults()) {
      double from = atMoment(fault.getFrom());
      if (from >= free) {
        svg.label(from + 2, y, fault.getFault(), Ink.QUIET, "start");
        free = from + 4 + fault.getFault().length() * LETTER;
      }
    }
  }

  /** The line at the bottom with its times. */
  void axis(Svg svg, double bottom) {
    svg.line(left, bottom, right, bottom, Ink.QUIET, 1, "");
    for (Scale.Tick tick : contents.time().ticks()) {
      double at = at((long) tick.value());
      svg.line(at, bottom, at, bottom + 4, Ink.QUIET, 1, "");
      svg.text(at, bottom + 16, tick.label(), Ink.QUIET, "middle");
    }
  }

  /** A step line over columns: its path, or nothing where there are no values. */
  String steps(double[] values, long columnNanos, Scale y, double above) {
    StringBuilder path = new StringBuilder();
    boolean on = false;
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i])) {
        on = false;
        continue;
      }
      String level = Svg.of(Math.max(above, y.at(values[i])));
      if (on) {
        path.append('V').append(level);
      } else {
        path.append('M').append(Svg.of(at(i * columnNanos))).append(' ').append(level);
      }
      path.append('H').append(Svg.of(at((i + 1) * columnNanos)));
      on = true;
    }
    return path.toString();
  }
}
