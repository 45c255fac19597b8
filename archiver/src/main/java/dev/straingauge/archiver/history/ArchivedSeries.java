package dev.straingauge.archiver.history;

import dev.straingauge.archiver.index.RunIndex;
import dev.straingauge.archiver.index.RunReading;
import dev.straingauge.archiver.metrics.Metric;
import dev.straingauge.archiver.metrics.RunFacts;
import dev.straingauge.archiver.metrics.RunMetrics;
import dev.straingauge.archiver.statistics.Observation;
import dev.straingauge.schemas.run.RunId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
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

  /**
   * Names of all tests; first those whose newest run says that one of their changes may have an id
   * that begins so, since it has a series, and the test a run, that make such an id.
   */
  public List<String> tests(String idBegin) {
    Map<String, List<RunId>> runs = new TreeMap<>();
    for (RunId run : index.runs().ids()) {
      runs.computeIfAbsent(run.testName(), test -> new ArrayList<>()).add(run);
    }
    Set<RunId> newest = new HashSet<>();
    runs.values().forEach(all -> newest.add(all.getLast()));
    Set<String> likely = new TreeSet<>();
    for (RunReading reading : index.readings(newest::contains)) {
      String test = reading.run().testName();
      RunMetrics metrics = reading.metrics();
      if (metrics != null && mayHave(metrics, runs.getOrDefault(test, List.of()), idBegin)) {
        likely.add(test);
      }
    }
    return runs.keySet().stream()
        .sorted(Comparator.comparing(test -> !likely.contains(test)))
        .toList();
  }

  private static boolean mayHave(RunMetrics run, List<RunId> runs, String idBegin) {
    return run.metrics().stream()
        .map(metric -> key(metric, run.facts()))
        .anyMatch(
            key ->
                runs.stream()
                    .anyMatch(each -> Histories.id(key, each.toString()).startsWith(idBegin)));
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

  /** A metric of runs that belong together. Its parts are texts that the runs share. */
  private record Source(
      Metric.Family family,
      String subject,
      String statistic,
      String scenario,
      String driver,
      String cluster) {

    static Source of(Metric metric, RunFacts facts) {
      return new Source(
          metric.family(),
          metric.subject(),
          metric.statistic(),
          facts.scenario(),
          facts.driver().name(),
          facts.cluster().fingerprint());
    }
  }

  /** A series that is being put together: what its first run says of it, and all points. */
  private record Growing(Metric first, List<HistoryPoint> points) {}

  private static List<Series> series(List<RunMetrics> taken, Predicate<String> wanted) {
    Map<SeriesKey, Growing> series = new LinkedHashMap<>();
    Map<Source, Optional<Growing>> known = new HashMap<>();
    for (RunMetrics run : taken) {
      RunFacts facts = run.facts();
      HistoryRun each = run(facts);
      for (Metric metric : run.metrics()) {
        known
            .computeIfAbsent(
                Source.of(metric, facts),
                source ->
                    wanted.test(metric.name())
                        ? Optional.of(
                            series.computeIfAbsent(
                                key(metric, facts), key -> new Growing(metric, new ArrayList<>())))
                        : Optional.empty())
            .ifPresent(
                growing ->
                    growing.points.add(
                        new HistoryPoint(
                            each, new Observation(metric.value(), metric.censored()))));
      }
    }
    return series.entrySet().stream()
        .map(
            entry ->
                new Series(
                    entry.getKey(),
                    entry.getValue().first.unit().word(),
                    entry.getValue().first.better() == Metric.Direction.LOWER,
                    entry.getValue().points))
        .toList();
  }

  private static HistoryRun run(RunFacts facts) {
    SortedMap<String, String> attributes = new TreeMap<>(facts.labels());
    attributes.put(HistoryPoint.DRIVER_VERSION, facts.driver().version());
    return new HistoryRun(facts.run().toString(), facts.run().at(), attributes);
  }

  private static SeriesKey key(Metric metric, RunFacts facts) {
    return new SeriesKey(
        metric.name(), facts.scenario(), facts.driver().name(), facts.cluster().fingerprint());
  }
}
