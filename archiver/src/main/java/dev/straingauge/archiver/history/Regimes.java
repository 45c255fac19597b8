package dev.straingauge.archiver.history;

import dev.straingauge.archiver.statistics.ChangePoint;
import dev.straingauge.archiver.statistics.HodgesLehmann;
import dev.straingauge.archiver.statistics.Interval;
import dev.straingauge.archiver.statistics.MannWhitney;
import dev.straingauge.archiver.statistics.Observation;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The two levels on both sides of a change: the runs of each that are used, their medians. Looks at
 * the runs only when it is asked. Immutable.
 */
final class Regimes {

  /** More runs of a side than so many add cost, and drift. */
  private static final int NEAR = 50;

  private final Series series;

  /** Place in the series of each point that the detector saw. */
  private final int[] used;

  private final ChangePoint change;

  /** Those of a change point; {@code used} is not copied and not to be changed. */
  Regimes(Series series, int[] used, ChangePoint change) {
    this.series = series;
    this.used = used;
    this.change = change;
  }

  int runsBefore() {
    return change.index() - change.from();
  }

  int runsSince() {
    return change.to() - change.index();
  }

  Observation before() {
    return median(values(change.from(), change.index()));
  }

  Observation since() {
    return median(values(change.index(), change.to()));
  }

  /** Mann-Whitney's p between the runs next to the change. */
  double p() {
    return MannWhitney.test(leftNear(), rightNear()).p();
  }

  /** Hodges and Lehmann's shift between the runs next to the change. */
  HodgesLehmann.Shift shift() {
    return HodgesLehmann.absolute(leftNear(), rightNear(), HistorySettings.MOST_P);
  }

  /** How far the shift goes at least in the direction of the change; negative against it. */
  double least(boolean rise) {
    Interval shift = shift().estimate();
    return rise ? shift.lower() : -shift.upper();
  }

  /** The runs of both sides next to the change: what the tests look at. */
  List<List<Observation>> near() {
    return List.of(leftNear(), rightNear());
  }

  private List<Observation> leftNear() {
    return values(Math.max(change.from(), change.index() - NEAR), change.index());
  }

  private List<Observation> rightNear() {
    return values(change.index(), Math.min(change.to(), change.index() + NEAR));
  }

  private List<Observation> values(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> series.points().get(used[i]).value()).toList();
  }

  /** Censored when the middle, or the upper of the two middle ones, is. */
  static Observation median(List<Observation> values) {
    List<Observation> sorted =
        values.stream()
            .sorted(
                Comparator.comparing(Observation::censored).thenComparingDouble(Observation::value))
            .toList();
    Observation upper = sorted.get(sorted.size() / 2);
    Observation lower = sorted.get((sorted.size() - 1) / 2);
    return new Observation((lower.value() + upper.value()) / 2, upper.censored());
  }
}
