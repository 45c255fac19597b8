package dev.straingauge.archiver.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.statistics.Interval;
import dev.straingauge.archiver.statistics.Observation;
import dev.straingauge.schemas.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Series and their changes as JSON, for {@code straingauge.history/1}. All static. */
public final class HistoryJson {

  private HistoryJson() {}

  /**
   * A series with its points and changes.
   *
   * @param whole whether all points are in it; else the outliers alone
   */
  private static ObjectNode series(SeriesHistory history, boolean whole) {
    Series series = history.series();
    ObjectNode json =
        Json.object()
            .put("series", series.key().words())
            .put("metric", series.key().metric())
            .put("scenario", series.key().scenario())
            .put("driver", series.key().driver())
            .put("cluster", series.key().cluster())
            .put("unit", series.unit())
            .put("better", series.lowerIsBetter() ? "lower" : "higher")
            .put("enoughRuns", !history.insufficient());
    ArrayNode points = json.putArray("points");
    Set<Integer> outliers = new TreeSet<>(history.outliers());
    for (int i = 0; i < series.points().size(); i++) {
      if (whole || outliers.contains(i)) {
        points.add(point(series.points().get(i), outliers.contains(i)));
      }
    }
    ArrayNode changes = json.putArray("changes");
    history.changes().forEach(change -> changes.add(change(series, change)));
    return json;
  }

  private static ObjectNode point(HistoryPoint point, boolean outlier) {
    ObjectNode json = Json.object().put("run", point.name()).put("at", point.at().toString());
    json.set("value", observation(point.value()));
    json.put("outlier", outlier);
    ObjectNode attributes = json.putObject("attributes");
    point.attributes().forEach(attributes::put);
    return json;
  }

  /** A note, into its document. */
  public static void note(Note note, ObjectNode document) {
    NoteJson.fill(note, document);
  }

  private static ObjectNode change(Series series, Change change) {
    HistoryPoint first = series.points().get(change.place());
    HistoryPoint last = series.points().get(change.place() - 1);
    Change.Levels levels = change.levels();
    ObjectNode json =
        Json.object()
            .put("id", change.id())
            .put("state", change.state().name())
            .put("kind", change.regression() ? "regression" : "improvement")
            .put("place", change.place())
            .put("lastRunBefore", last.name())
            .put("firstRun", first.name())
            .put("at", first.at().toString())
            .put("driverVersionBefore", last.driverVersion())
            .put("driverVersion", first.driverVersion())
            .put("runsBefore", levels.runsBefore())
            .put("runsSince", levels.runsSince());
    json.set("before", observation(levels.before()));
    json.set("since", observation(levels.since()));
    json.set("shift", interval(levels.shift().estimate()));
    json.set("shiftInterval", interval(levels.shift().confidence()));
    levels
        .relative()
        .ifPresentOrElse(
            relative -> {
              json.set("relative", interval(relative.estimate()));
              json.set("relativeInterval", interval(relative.confidence()));
            },
            () -> json.putNull("relative").putNull("relativeInterval"));
    return json.put("p", levels.p())
        .put("confirmedBy", change.confirmedBy())
        .put("note", change.note())
        .put("until", change.acknowledgement());
  }

  /** {@code {"value": 1.5}}, or {@code {"value": null, "above": 60}}. */
  private static ObjectNode observation(Observation value) {
    return value.censored()
        ? Json.object().putNull("value").put("above", value.value())
        : Json.object().put("value", value.value());
  }

  /** A side that is open is null. */
  private static ObjectNode interval(Interval interval) {
    ObjectNode json = Json.object();
    put(json, "lower", interval.lower());
    put(json, "upper", interval.upper());
    return json;
  }

  private static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }

  /** How many changes of a kind there are in a state. */
  static long count(List<SeriesHistory> histories, State state, boolean regression) {
    return histories.stream()
        .flatMap(history -> history.changes().stream())
        .filter(change -> change.state() == state && change.regression() == regression)
        .count();
  }

  /**
   * The whole of a history.
   *
   * @param whole whether all points are in it; else the outliers alone, of which a table tells: the
   *     points of many runs take longer than all the rest
   */
  public static void write(
      ObjectNode document, List<SeriesHistory> histories, List<LeftOut> leftOut, boolean whole) {
    ObjectNode counts = document.putObject("counts");
    for (State state : State.values()) {
      String name = state.name().toLowerCase(Locale.ROOT);
      ObjectNode each = counts.putObject(name);
      each.put("regressions", count(histories, state, true));
      each.put("improvements", count(histories, state, false));
    }
    ArrayNode out = document.putArray("leftOut");
    leftOut.forEach(each -> out.addObject().put("run", each.run()).put("reason", each.reason()));
    ArrayNode series = document.putArray("series");
    histories.forEach(history -> series.add(series(history, whole)));
  }
}
