package dev.straingauge.archiver.history;

import dev.straingauge.archiver.statistics.ChangePoint;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/** Finds the changes of a series and says where each is in its life. Pure. All static. */
public final class Histories {

  private static final int ID_BYTES = 4;

  private Histories() {}

  /**
   * The history of a series.
   *
   * @param acknowledgements what somebody said of changes, oldest first
   * @param now decides whether an acknowledgement still holds
   */
  public static SeriesHistory of(
      Series series,
      HistorySettings settings,
      List<Note.Acknowledgement> acknowledgements,
      Instant now) {
    return settings.gated()
        ? followed(series, settings, acknowledgements, now)
        : plain(series, settings);
  }

  /** What the detector alone finds. */
  private static SeriesHistory plain(Series series, HistorySettings settings) {
    int[] all = IntStream.range(0, series.points().size()).toArray();
    List<Change> changes = new ArrayList<>();
    for (ChangePoint point : settings.search().changePoints(series.values())) {
      Tracked tracked = Tracked.first(point.index(), point, new Regimes(series, all, point));
      changes.add(change(series, tracked, State.PROVISIONAL, "found without a gate"));
    }
    return new SeriesHistory(series, List.of(), changes);
  }

  private static SeriesHistory followed(
      Series series,
      HistorySettings settings,
      List<Note.Acknowledgement> acknowledgements,
      Instant now) {
    Tracker tracker = new Tracker(series, settings).read();
    Gate gate = new Gate(series, settings);
    List<Change> changes = new ArrayList<>();
    for (Tracked tracked : tracker.changes()) {
      if (tracked.retracted()) {
        changes.add(change(series, tracked, State.RETRACTED, ""));
      } else if (tracked.confirmed()) {
        changes.add(change(series, tracked, State.CONFIRMED, ""));
      } else {
        String lacking = String.join(", ", gate.lacking(tracked));
        changes.add(change(series, tracked, State.PROVISIONAL, lacking));
      }
    }
    changes.sort(Comparator.comparingInt(Change::place));
    changes.replaceAll(change -> ended(series, settings, changes, change));
    changes.replaceAll(change -> Acknowledgements.applied(series, change, acknowledgements, now));
    boolean[] outliers = tracker.outliers();
    return new SeriesHistory(
        series,
        IntStream.range(0, outliers.length).filter(i -> outliers[i]).boxed().toList(),
        changes);
  }

  /**
   * A confirmed regression is fixed when the level came back to what it was, within the minimum
   * effect; it is superseded when it went on getting worse. An improvement is superseded by any
   * confirmed change after it.
   */
  private static Change ended(
      Series series, HistorySettings settings, List<Change> changes, Change change) {
    if (change.state() != State.CONFIRMED) {
      return change;
    }
    Change superseding = null;
    for (Change later : changes) {
      boolean counts =
          later.place() > change.place()
              && !later.confirmedBy().isEmpty()
              && later.state() != State.RETRACTED;
      if (counts && change.regression() && !later.regression()) {
        if (isBack(series, settings, change, later)) {
          return change.ended(State.FIXED, later.id());
        }
      } else if (counts && superseding == null) {
        superseding = later;
      }
    }
    return superseding == null ? change : change.ended(State.SUPERSEDED, superseding.id());
  }

  private static boolean isBack(
      Series series, HistorySettings settings, Change change, Change later) {
    double before = change.levels().before().value();
    double worse = later.levels().since().value() - before;
    return !later.levels().since().censored()
        && !settings.matters(series.unit(), before, series.lowerIsBetter() ? worse : -worse);
  }

  private static Change change(Series series, Tracked tracked, State state, String note) {
    Regimes regimes = tracked.regimes;
    return new Change(
        id(series.key(), series.points().get(tracked.firstSeenAs).name()),
        tracked.place,
        tracked.rise == series.lowerIsBetter(),
        state,
        new Change.Levels(
            regimes.before(),
            regimes.since(),
            regimes.runsBefore(),
            regimes.runsSince(),
            regimes.shift(),
            regimes.p()),
        tracked.confirmed() ? series.points().get(tracked.confirmedBy).name() : "",
        note,
        "");
  }

  /** Whether it is a whole id, not the beginning of several. */
  public static boolean isWhole(String id) {
    return id.matches("c-[0-9a-f]{" + 2 * ID_BYTES + "}");
  }

  /** Whether a change of the series can have an id that begins so: told without looking for one. */
  public static boolean mayHave(Series series, String idBegin) {
    return series.points().stream()
        .anyMatch(point -> id(series.key(), point.name()).startsWith(idBegin));
  }

  /** {@code c-} and 8 hex digits of a hash of series and run. */
  static String id(SeriesKey key, String run) {
    try {
      String text =
          String.join("\n", key.metric(), key.scenario(), key.driver(), key.cluster(), run);
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "c-" + HexFormat.of().formatHex(hash, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
