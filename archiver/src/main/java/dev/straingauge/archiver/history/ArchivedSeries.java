package dev.straingauge.archiver.history;

import dev.straingauge.archiver.index.RunIndex;
import dev.straingauge.archiver.index.RunReading;
import dev.straingauge.archiver.metrics.Metric;
import dev.straingauge.archiver.metrics.RunFacts;
import dev.straingauge.archiver.metrics.RunMetrics;
import dev.straingauge.archiver.statistics.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Series out of the archived runs of a test. Only complete runs whose driver stayed the same take
 * part; the others are named with the reason. Thread-safe.
 */
public final class ArchivedSeries {

  private final RunIndex index;

  public ArchivedSeries(RunIndex index) {
    this.index = index;
  }

  /** In which order the runs of a series stand. */
  public enum Order {
    /** As they were made. */
    TIME,
    /** By the driver's version, then by time: an old version measured again stands with its own. */
    DRIVER_VERSION
  }

  /**
   * Reads all runs of a test.
   *
   * @param excluded names of runs that do not count
   * @param wanted which metrics, by name
   * @throws dev.straingauge.archiver.store.StoreException if the store fails; a damaged run is left
   *     out and named
   */
  public Gathered read(
      String testName, Set<String> excluded, Predicate<String> wanted, Order order) {
    List<LeftOut> leftOut = new ArrayList<>();
    List<RunMetrics> taken = new ArrayList<>();
    for (RunReading reading : readings(testName, excluded)) {
      reading
          .fit()
          .ifPresentOrElse(
              taken::add,
              () -> leftOut.add(new LeftOut(reading.run().toString(), reading.leftOut())));
    }
    if (order == Order.DRIVER_VERSION) { // stable: runs of one version stay in order of time
      taken.sort(Comparator.comparing(run -> run.facts().driver().version(), Versions.ORDER));
    }
    List<String> clusters =
        taken.stream().map(run -> run.facts().cluster().kind()).distinct().sorted().toList();
    return new Gathered(series(taken, wanted), taken.size(), leftOut, clusters);
  }

  /** The runs that take part, oldest first. */
  public List<RunMetrics> fit(String testName, Set<String> excluded) {
    return readings(testName, excluded).stream().flatMap(each -> each.fit().stream()).toList();
  }

  private List<RunReading> readings(String testName, Set<String> excluded) {
    return index.readings(run -> run.testName().equals(testName)).stream()
        .map(
            reading ->
                excluded.contains(reading.run().toString())
                    ? new RunReading(reading.run(), null, "excluded by hand")
                    : reading)
        .toList();
  }

  private static List<Series> series(List<RunMetrics> taken, Predicate<String> wanted) {
    Map<SeriesKey, List<HistoryPoint>> points = new LinkedHashMap<>();
    Map<SeriesKey, Metric> metrics = new LinkedHashMap<>();
    for (RunMetrics run : taken) {
      RunFacts facts = run.facts();
      SortedMap<String, String> attributes = new TreeMap<>(facts.labels());
      attributes.put(HistoryPoint.DRIVER_VERSION, facts.driver().version());
      Instant at = facts.run().at();
      for (Metric metric : run.metrics()) {
        if (wanted.test(metric.name())) {
          SeriesKey key =
              new SeriesKey(
                  metric.name(),
                  facts.scenario(),
                  facts.driver().name(),
                  facts.cluster().fingerprint());
          Observation value = new Observation(metric.value(), metric.censored());
          metrics.putIfAbsent(key, metric);
          points
              .computeIfAbsent(key, each -> new ArrayList<>())
              .add(new HistoryPoint(facts.run().toString(), at, value, attributes));
        }
      }
    }
    return metrics.entrySet().stream()
        .map(
            entry ->
                new Series(
                    entry.getKey(),
                    entry.getValue().unit().word(),
                    entry.getValue().better() == Metric.Direction.LOWER,
                    points.getOrDefault(entry.getKey(), List.of())))
        .toList();
  }
}
