package dev.straingauge.archiver.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.history.HistoryPoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

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

  HistorySlots {
    for (int i = 1; i < places.size(); i++) {
      if (places.get(i) <= places.get(i - 1)) {
        throw new IllegalStateException(
            "place run %d of a series at %d: the one before is at %d (expected rising places)"
                .formatted(i, places.get(i), places.get(i - 1)));
      }
    }
  }

  private record Stop(Instant at, String run) {}

  /** Places of all series, in their order. */
  static List<HistorySlots> of(JsonNode document) {
    boolean byTime = document.path("order").asText().equals("time");
    Map<String, List<JsonNode>> together = new HashMap<>();
    for (JsonNode series : document.path("series")) {
      together.computeIfAbsent(where(series), key -> new ArrayList<>()).add(series);
    }
    Map<String, Map<Stop, Integer>> places = new HashMap<>();
    if (byTime) {
      together.forEach((where, all) -> places.put(where, numbers(all)));
    }
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

  /**
   * Numbers all runs of some series by time; those of one moment in the order in which the series
   * have them, which is that of the archive or of the lines of a table.
   */
  private static Map<Stop, Integer> numbers(List<JsonNode> all) {
    Map<Stop, Set<Stop>> after = new LinkedHashMap<>();
    Map<Stop, Integer> waitsFor = new HashMap<>();
    for (JsonNode series : all) {
      Stop before = null;
      for (JsonNode point : series.path("points")) {
        Stop stop = stop(point);
        after.computeIfAbsent(stop, key -> new LinkedHashSet<>());
        if (before != null && after.getOrDefault(before, Set.of()).add(stop)) {
          waitsFor.merge(stop, 1, Integer::sum);
        }
        before = stop;
      }
    }
    Map<Stop, Integer> seen = new HashMap<>();
    after.keySet().forEach(stop -> seen.put(stop, seen.size()));
    PriorityQueue<Stop> ready =
        new PriorityQueue<>(
            Comparator.comparing(Stop::at).thenComparing(stop -> seen.getOrDefault(stop, 0)));
    after.keySet().stream().filter(stop -> !waitsFor.containsKey(stop)).forEach(ready::add);
    Map<Stop, Integer> numbers = new HashMap<>();
    while (!ready.isEmpty()) {
      Stop next = ready.remove();
      numbers.put(next, numbers.size());
      for (Stop follower : after.getOrDefault(next, Set.of())) {
        if (waitsFor.merge(follower, -1, Integer::sum) == 0) {
          ready.add(follower);
        }
      }
    }
    return numbers;
  }

  private static String where(JsonNode series) {
    return String.join(
        "\n",
        series.path("scenario").asText(),
        series.path("driver").asText(),
        series.path("cluster").asText());
  }

  private static Stop stop(JsonNode point) {
    return new Stop(Instant.parse(point.path("at").asText()), point.path("run").asText());
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
