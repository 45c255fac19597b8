package dev.straingauge.archiver.history;

import dev.straingauge.archiver.statistics.ChangePoint;
import dev.straingauge.archiver.statistics.Observation;
import java.util.List;

/** A change while the history is read run by run. Not thread-safe. */
final class Tracked {

  /** Place in the series of the first run of the new level, when the change was first seen. */
  final int firstSeenAs;

  final boolean rise;

  /** The same place now. */
  int place;

  /** The regimes when it was last seen. */
  Regimes regimes;

  /** How many evaluations in a row have seen it, up to the last that has. */
  int seen;

  /** How many evaluations in a row have not. */
  int missing;

  /** Place of the run that confirmed it; −1 as long as none has. */
  int confirmedBy = -1;

  /** The runs that were not enough for the gate when it last looked; empty: it never did. */
  List<List<Observation>> notEnough = List.of();

  private Tracked(int place, boolean rise, Regimes regimes) {
    this.firstSeenAs = place;
    this.place = place;
    this.rise = rise;
    this.regimes = regimes;
    this.seen = 1;
  }

  static Tracked first(int place, ChangePoint point, Regimes regimes) {
    return new Tracked(place, isRise(point), regimes);
  }

  static boolean isRise(ChangePoint point) {
    return point.meanAfter() > point.meanBefore();
  }

  boolean confirmed() {
    return confirmedBy >= 0;
  }

  /** A provisional one that is not seen again is gone; a confirmed one gets a second chance. */
  boolean retracted() {
    return missing >= (confirmed() ? HistorySettings.EVALUATIONS : 1);
  }

  void seenAgain(int nowAt, Regimes now) {
    seen = missing > 0 ? 1 : seen + 1;
    missing = 0;
    place = nowAt;
    regimes = now;
  }
}
