package dev.straingauge.archiver.history;

import dev.straingauge.archiver.metrics.Metric;
import dev.straingauge.archiver.metrics.RunFacts;
import dev.straingauge.archiver.metrics.RunMetrics;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.statistics.Observation;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.schemas.run.RunId;
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

  private final Runs runs;

  public ArchivedSeries(Runs runs) {
    this.runs = runs;
  }

  /** In which order the runs of a series stand. */
  public enum Order {
    /** As they were made. */
    TIME,
    /** By the driver's version, then by time: an old version measured again stands with its own. */
    DRIVER_VERSION
  }

  /** A run as it was read: its metrics, or why it has none that count. */
  private record Reading(RunId run, List<RunMetrics> metrics, String leftOut) {}

  /**
   * Reads all runs of a test.
   *
   * @param excluded names of runs that do not count
   * @param wanted which metrics, by name
   * @throws StoreException if the store fails; a damaged run is left out and named
   */
  public Gathered read(
      String testName, Set<String> excluded, Predicate<String> wanted, Order order) {
    List<Reading> readings = readings(testName, excluded);
    List<LeftOut> leftOut = new ArrayList<>();
    List<RunMetrics> taken = new ArrayList<>();
    for (Reading reading : readings) {
      taken.addAll(reading.metrics);
      if (reading.metrics.isEmpty()) {
        leftOut.add(new LeftOut(reading.run.toString(), reading.leftOut));
      }
    }
    if (order == Order.DRIVER_VERSION) { // stable: runs of one version stay in order of time
      taken.sort(Comparator.comparing(run -> run.facts().driver().version(), Versions.ORDER));
    }
    return new Gathered(series(taken, wanted), taken.size(), leftOut);
  }

  /** Facts of the runs that take part, oldest first. */
  public List<RunFacts> fit(String testName, Set<String> excluded) {
    return readings(testName, excluded).stream()
        .flatMap(reading -> reading.metrics.stream())
        .map(RunMetrics::facts)
        .toList();
  }

  private List<Reading> readings(String testName, Set<String> excluded) {
    return runs.ids().stream()
        .filter(run -> run.testName().equals(testName))
        .toList()
        .parallelStream()
        .map(run -> read(run, excluded.contains(run.toString())))
        .toList();
  }

  private Reading read(RunId run, boolean excluded) {
    if (excluded) {
      return new Reading(run, List.of(), "excluded by hand");
    }
    try {
      return runs.open(run)
          .map(
              archive ->
                  RunMetrics.of(archive)
                      .map(metrics -> fit(run, metrics))
                      .orElseGet(() -> new Reading(run, List.of(), "archived without a summary")))
          .orElseGet(
              () ->
                  new Reading(
                      run,
                      List.of(),
                      runs.deleted(run).isPresent()
                          ? "deleted"
                          : "no MANIFEST.json: it is not finished"));
    } catch (StoreException e) {
      if (!e.id().equals(StoreException.CORRUPT)) {
        throw e;
      }
      return new Reading(run, List.of(), "damaged: " + e.getMessage());
    }
  }

  private static Reading fit(RunId run, RunMetrics metrics) {
    RunFacts facts = metrics.facts();
    return facts.fit()
        ? new Reading(run, List.of(metrics), "")
        : new Reading(run, List.of(), facts.unfit());
  }

  private static List<Series> series(List<RunMetrics> taken, Predicate<String> wanted) {
    Map<SeriesKey, List<HistoryPoint>> points = new LinkedHashMap<>();
    Map<SeriesKey, Metric> metrics = new LinkedHashMap<>();
    for (RunMetrics run : taken) {
      RunFacts facts = run.facts();
      SortedMap<String, String> attributes = new TreeMap<>(facts.labels());
      attributes.put(HistoryPoint.DRIVER_VERSION, facts.driver().version());
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
              .add(new HistoryPoint(facts.run().toString(), facts.run().at(), value, attributes));
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
