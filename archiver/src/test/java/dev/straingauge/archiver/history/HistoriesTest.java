package dev.straingauge.archiver.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.straingauge.archiver.statistics.EDivisive;
import dev.straingauge.archiver.statistics.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HistoriesTest {

  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final long DAY = 86_400;

  /** A little noise, the same each time. */
  private static List<Observation> values(int n, IntToDoubleFunction level) {
    Random random = new Random(6);
    return IntStream.range(0, n)
        .mapToObj(i -> Observation.of(level.applyAsDouble(i) * (1 + 0.02 * random.nextGaussian())))
        .toList();
  }

  private static Series series(List<Observation> values, boolean lowerIsBetter) {
    List<HistoryPoint> points = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      TreeMap<String, String> attributes = new TreeMap<>();
      attributes.put(HistoryPoint.DRIVER_VERSION, "1." + i / 10 + ".0");
      HistoryRun run = new HistoryRun("t/" + i, START.plusSeconds(i * DAY), attributes);
      points.add(new HistoryPoint(run, values.get(i)));
    }
    return new Series(new SeriesKey("p99", "churn", "sim", "f"), "s", lowerIsBetter, points);
  }

  private static SeriesHistory history(List<Observation> values, Note.Acknowledgement... known) {
    return Histories.of(
        series(values, true), HistorySettings.DEFAULT, List.of(known), START.plusSeconds(90 * DAY));
  }

  private static List<Observation> step(int n) {
    return values(n, i -> i < 20 ? 10 : 12);
  }

  @Test
  void aStepIsProvisionalAtOnceThenConfirmedWithTheSameIdForEver() {
    // Given
    List<State> states = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    // When
    for (int n = 20; n <= 40; n++) {
      for (Change change : history(step(n)).changes()) {
        states.add(change.state());
        ids.add(change.id());
      }
    }
    // Then
    assertThat(states.getFirst()).isEqualTo(State.PROVISIONAL);
    assertThat(states.getLast()).isEqualTo(State.CONFIRMED);
    assertThat(states.indexOf(State.CONFIRMED)).isBetween(1, 4);
    assertThat(ids).hasSizeGreaterThan(15).containsOnly(ids.getFirst());
  }

  @Test
  void tellsTheLevelsTheShiftAndTheRunsOfAChange() {
    Change change = history(step(40)).changes().getFirst();

    assertThat(change.place()).isEqualTo(20);
    assertThat(change.regression()).isTrue();
    assertThat(change.alarming()).isTrue();
    assertThat(change.levels().before().value()).isCloseTo(10, within(0.2));
    assertThat(change.levels().since().value()).isCloseTo(12, within(0.2));
    assertThat(change.levels().relative().orElseThrow().estimate().lower())
        .isCloseTo(0.2, within(0.02));
    assertThat(change.levels().runsBefore()).isEqualTo(20);
    assertThat(change.levels().runsSince()).isEqualTo(20);
    assertThat(change.confirmedBy()).matches("t/2[2-5]");
  }

  @Test
  void whatIsARegressionDependsOnTheMetric() {
    Series higher = series(step(40), false);

    assertThat(Histories.of(higher, HistorySettings.DEFAULT, List.of(), START).changes())
        .extracting(Change::regression)
        .containsExactly(false);
  }

  @Test
  void aSingleBadRunIsAnOutlierAndNoChange() {
    SeriesHistory history = history(values(40, i -> i == 25 ? 30 : 10));

    assertThat(history.outliers()).containsExactly(25);
    assertThat(history.changes()).isEmpty();
  }

  @Test
  void theNewestBadRunIsAnOutlierUntilASecondOneFollows() {
    assertThat(history(values(21, i -> i < 20 ? 10 : 30)).outliers()).containsExactly(20);
    SeriesHistory two = history(values(22, i -> i < 20 ? 10 : 30));
    assertThat(two.outliers()).isEmpty();
    assertThat(two.changes()).extracting(Change::place).containsExactly(20);
  }

  @Test
  void aRegressionThatGoesAwayIsFixedByTheChangeBack() {
    List<Change> changes = history(values(60, i -> i >= 20 && i < 40 ? 12 : 10)).changes();

    assertThat(changes).extracting(Change::state).containsExactly(State.FIXED, State.CONFIRMED);
    assertThat(changes.getFirst().note()).isEqualTo(changes.getLast().id());
    assertThat(Change.alarming(changes)).isEmpty();
  }

  @Test
  void aRegressionThatGetsWorseIsSupersededAndOneThatGetsHalfBetterStays() {
    assertThat(history(values(60, i -> i < 20 ? 10 : i < 40 ? 12 : 15)).changes())
        .extracting(Change::state)
        .containsExactly(State.SUPERSEDED, State.CONFIRMED);
    assertThat(history(values(60, i -> i < 20 ? 10 : i < 40 ? 15 : 12)).changes())
        .extracting(change -> change.state() + " " + change.regression())
        .containsExactly("CONFIRMED true", "CONFIRMED false");
  }

  @Test
  void anAcknowledgementHoldsUntilItsDayOrVersion() {
    Change change = history(step(40)).changes().getFirst();

    // runs have the versions 1.0.0 to 1.3.0, the clock stands at 2027-01-30
    assertThat(state(change.id(), "")).isEqualTo(State.ACKNOWLEDGED);
    assertThat(state(change.id(), "2027-01-30")).isEqualTo(State.ACKNOWLEDGED);
    assertThat(state(change.id(), "2027-01-29")).isEqualTo(State.CONFIRMED);
    assertThat(state(change.id(), "1.10.0")).isEqualTo(State.ACKNOWLEDGED);
    assertThat(state(change.id(), "1.3.0")).isEqualTo(State.CONFIRMED);
    assertThat(state("c-00000000", "")).isEqualTo(State.ACKNOWLEDGED);
  }

  private static State state(String id, String until) {
    Note.Acknowledgement known =
        new Note.Acknowledgement(START, "me", id, "p99 · churn · sim · f", "t/21", until, "known");
    return history(step(40), known).changes().getFirst().state();
  }

  @Test
  void whatLaterRunsDoNotShowIsRetracted() {
    // Given
    List<Observation> values = new ArrayList<>(values(60, i -> 10));
    for (int i = 30; i < 33; i++) {
      values.set(i, Observation.of(11.5));
    }
    // When
    List<Change> found = history(values.subList(0, 33)).changes();
    List<Change> later = history(values).changes();
    // Then
    assertThat(found).extracting(Change::state).containsExactly(State.PROVISIONAL);
    assertThat(later.stream().filter(each -> each.id().equals(found.getFirst().id())))
        .allMatch(each -> !each.state().open() || each.state() == State.CONFIRMED)
        .isNotEmpty();
  }

  @Test
  void censoredRunsShiftByAtLeastSoMuch() {
    List<Observation> values = new ArrayList<>(values(30, i -> 10));
    for (int i = 20; i < 30; i++) {
      values.set(i, Observation.above(60));
    }
    Change change = history(values).changes().getFirst();

    assertThat(change.state()).isEqualTo(State.CONFIRMED);
    assertThat(change.levels().since()).isEqualTo(Observation.above(60));
    assertThat(change.levels().shift().estimate().upper()).isInfinite();
    assertThat(change.levels().relative().orElseThrow().estimate().lower()).isGreaterThan(4.5);
  }

  @Test
  void aRatioChangesByPointsAndAZeroBaselineByAnything() {
    HistorySettings settings = HistorySettings.DEFAULT;

    assertThat(settings.matters("ratio", 0.996, 0.015)).isTrue();
    assertThat(settings.matters("ratio", 0.1, 0.006)).isFalse();
    assertThat(settings.matters("s", 10, 0.5)).isTrue();
    assertThat(settings.matters("s", 10, 0.49)).isFalse();
    assertThat(settings.matters("count", 0, 1)).isTrue();
    assertThat(settings.matters("count", 0, 0)).isFalse();
  }

  @Test
  void withoutAGateItFindsWhatTheDetectorFinds() {
    double[] numbers = step(40).stream().mapToDouble(Observation::value).toArray();
    HistorySettings plain = new HistorySettings(new EDivisive(10, 0.1, 0), false, 0.05, 0.01);

    SeriesHistory history = Histories.of(series(step(40), true), plain, List.of(), START);

    assertThat(history.changes())
        .extracting(Change::place)
        .containsExactlyElementsOf(
            Arrays.stream(
                    plain.search().changePoints(numbers).stream()
                        .mapToInt(p -> p.index())
                        .toArray())
                .boxed()
                .toList());
  }

  @Test
  void fewRunsAreInsufficient() {
    assertThat(history(values(7, i -> 10)).insufficient()).isTrue();
    assertThat(history(values(8, i -> 10)).insufficient()).isFalse();
    assertThat(history(List.of()).changes()).isEmpty();
  }

  @Test
  void versionsAreOrderedByTheirNumbers() {
    assertThat(
            Stream.of("1.10.0", "v1.9", "1.9.1", "1.10.0-rc.2", "1.9.0-rc1", "2")
                .sorted(Versions.ORDER))
        .containsExactly("v1.9", "1.9.0-rc1", "1.9.1", "1.10.0-rc.2", "1.10.0", "2");
  }
}
