package dev.straingauge.archiver.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.history.HistoryPoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Where the runs of a series stand: a place for every run that any series of the same scenario,
 * driver and cluster has, so that a run without data is a gap.
 *
 * @param series which
 * @param points its runs
 * @param places of its runs, rising
 * @param count of all places
 */
record HistorySlots(JsonNode series, List<JsonNode> points, List<Integer> places, int count) {

  private record Stop(String at, String run) {}

  private static final Comparator<Stop> BY_TIME =
      Comparator.comparing(Stop::at).thenComparing(Stop::run);

  /** Places of all series, in their order. */
  static List<HistorySlots> of(JsonNode document) {
    boolean byTime = document.path("order").asText().equals("time");
    Map<String, TreeSet<Stop>> stops = new HashMap<>();
    for (JsonNode series : document.path("series")) {
      TreeSet<Stop> own = stops.computeIfAbsent(where(series), key -> new TreeSet<>(BY_TIME));
      series.path("points").forEach(point -> own.add(stop(point)));
    }
    Map<String, Map<Stop, Integer>> places = new HashMap<>();
    stops.forEach(
        (where, all) -> {
          Map<Stop, Integer> numbers = new HashMap<>();
          all.forEach(stop -> numbers.put(stop, numbers.size()));
          places.put(where, numbers);
        });
    List<HistorySlots> slots = new ArrayList<>();
    for (JsonNode series : document.path("series")) {
      Map<Stop, Integer> numbers = places.getOrDefault(where(series), Map.of());
      List<JsonNode> points = new ArrayList<>();
      List<Integer> own = new ArrayList<>();
      for (JsonNode point : series.path("points")) {
        own.add(byTime ? numbers.getOrDefault(stop(point), 0) : points.size());
        points.add(point);
      }
      if (!points.isEmpty()) {
        slots.add(new HistorySlots(series, points, own, byTime ? numbers.size() : points.size()));
      }
    }
    return slots;
  }

  private static String where(JsonNode series) {
    return String.join(
        "\n",
        series.path("scenario").asText(),
        series.path("driver").asText(),
        series.path("cluster").asText());
  }

  private static Stop stop(JsonNode point) {
    return new Stop(point.path("at").asText(), point.path("run").asText());
  }

  /** Where the {@code i}-th run of the series stands. */
  int slot(int i) {
    return places.get(i);
  }

  /** Those that are no outliers; all if none is. */
  static List<JsonNode> used(List<JsonNode> points) {
    List<JsonNode> used =
        points.stream().filter(point -> !point.path("outlier").asBoolean()).toList();
    return used.isEmpty() ? points : used;
  }

  /** The value of a run; of one that the data do not reach, what it lies above. */
  static double number(JsonNode point) {
    JsonNode value = point.path("value");
    return isBeyond(point) ? value.path("above").asDouble() : value.path("value").asDouble();
  }

  static boolean isBeyond(JsonNode point) {
    return point.path("value").path("above").isNumber();
  }

  static String version(JsonNode point) {
    return point.path("attributes").path(HistoryPoint.DRIVER_VERSION).asText();
  }
}
