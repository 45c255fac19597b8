package dev.straingauge.archiver.history;

import dev.straingauge.archiver.statistics.HodgesLehmann;
import dev.straingauge.archiver.statistics.Interval;
import dev.straingauge.archiver.statistics.Observation;
import java.util.List;
import java.util.Optional;

/**
 * A change of the level of a series.
 *
 * @param id the same whenever the history is read: made of the series and the first run of the new
 *     level as it was first seen
 * @param place of that run in the series, as it is seen now; at least 1
 * @param regression whether it is for the worse
 * @param state where it is in its life
 * @param levels medians, shift and evidence
 * @param confirmedBy name of the run that confirmed it; empty if none has
 * @param note what it lacks (provisional), the id that ended it (fixed, superseded), or the reason
 *     (acknowledged); empty otherwise
 * @param acknowledgement until when it is known; empty unless acknowledged
 */
public record Change(
    String id,
    int place,
    boolean regression,
    State state,
    Levels levels,
    String confirmedBy,
    String note,
    String acknowledgement) {

  /**
   * The levels on both sides.
   *
   * @param before median of the runs before, since the change before that
   * @param since median of the runs since, up to the next change
   * @param runsBefore how many runs before
   * @param runsSince how many since
   * @param shift by how much it is higher since, with a 99 % interval
   * @param p p-value of Mann and Whitney, not corrected for the search
   */
  public record Levels(
      Observation before,
      Observation since,
      int runsBefore,
      int runsSince,
      HodgesLehmann.Shift shift,
      double p) {

    /** The shift as a share of the median before; empty where that is 0, negative or censored. */
    public Optional<HodgesLehmann.Shift> relative() {
      double base = before.value();
      return before.censored() || base <= 0
          ? Optional.empty()
          : Optional.of(
              new HodgesLehmann.Shift(
                  share(shift.estimate(), base), share(shift.confidence(), base)));
    }

    private static Interval share(Interval interval, double base) {
      return new Interval(interval.lower() / base, interval.upper() / base);
    }
  }

  /** Whether it fails what it is asked for: a regression that is confirmed and not acknowledged. */
  public boolean alarming() {
    return regression && state == State.CONFIRMED;
  }

  /** The same change with what is known of it. */
  Change acknowledged(String reason, String until) {
    return new Change(
        id, place, regression, State.ACKNOWLEDGED, levels, confirmedBy, reason, until);
  }

  /** The same change, ended by another. */
  Change ended(State how, String by) {
    return new Change(id, place, regression, how, levels, confirmedBy, by, "");
  }

  /** Those that are alarming. */
  static List<Change> alarming(List<Change> changes) {
    return changes.stream().filter(Change::alarming).toList();
  }
}
