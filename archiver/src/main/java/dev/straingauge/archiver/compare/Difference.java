package dev.straingauge.archiver.compare;

import dev.straingauge.archiver.metrics.RunFacts;
import dev.straingauge.archiver.metrics.RunMetrics;
import dev.straingauge.archiver.words.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Something beside the driver's version in which the two sides differ, so that a change may come
 * from it.
 *
 * @param what of which thing
 * @param base what the base has of it, each value once
 * @param candidate what the candidate has
 */
public record Difference(String what, List<String> base, List<String> candidate) {

  private static final String NONE = "none";
  private static final String GIVEN = "given";

  public Difference {
    base = List.copyOf(base);
    candidate = List.copyOf(candidate);
  }

  /** All differences; those of the runs first, then those of their plans. */
  static List<Difference> between(Side base, Side candidate) {
    List<Difference> differences = new ArrayList<>();
    fact(differences, "scenario", base, candidate, RunFacts::scenario);
    fact(differences, "driver", base, candidate, facts -> facts.driver().name());
    fact(differences, "cluster", base, candidate, Difference::cluster);
    fact(differences, "Straingauge", base, candidate, RunFacts::straingaugeVersion);
    fact(
        differences,
        "analysis version",
        base,
        candidate,
        facts -> Integer.toString(facts.analysisVersion()));
    plans(differences, base, candidate);
    return differences.stream().distinct().toList();
  }

  /** What a side does not have at all is told once, by the longest way that both have. */
  private static void plans(List<Difference> differences, Side base, Side candidate) {
    NavigableSet<String> left = paths(base);
    NavigableSet<String> right = paths(candidate);
    TreeSet<String> all = new TreeSet<>(left);
    all.addAll(right);
    for (String path : all) {
      String missing = missing(path, left.contains(path) ? right : left);
      if (missing.equals(path)) {
        add(differences, path, values(base.plans(), path), values(candidate.plans(), path));
      } else {
        List<String> some = List.of(GIVEN);
        List<String> none = List.of(NONE);
        boolean inBase = left.contains(path);
        add(differences, missing, inBase ? some : none, inBase ? none : some);
      }
    }
  }

  /**
   * The shortest beginning of the path that leads to nothing among {@code others}; else the path.
   */
  private static String missing(String path, NavigableSet<String> others) {
    for (int i = 1; i < path.length(); i++) {
      if (path.charAt(i) == '.' || path.charAt(i) == '[') {
        String begin = path.substring(0, i);
        String next = others.ceiling(begin);
        if (next == null || !next.startsWith(begin)) {
          return begin;
        }
      }
    }
    return path;
  }

  private static NavigableSet<String> paths(Side side) {
    TreeSet<String> paths = new TreeSet<>();
    side.plans().forEach(plan -> paths.addAll(plan.keySet()));
    return paths;
  }

  private static String cluster(RunFacts facts) {
    RunFacts.Cluster cluster = facts.cluster();
    String nodes = cluster.nodes() == 0 ? "" : ", " + Figures.count(cluster.nodes(), "node");
    return "%s, fingerprint %s"
        .formatted(
            (cluster.kind() + " " + cluster.version()).strip() + nodes, cluster.fingerprint());
  }

  private static void fact(
      List<Difference> differences,
      String what,
      Side base,
      Side candidate,
      Function<RunFacts, String> fact) {
    add(differences, what, values(base.runs(), fact), values(candidate.runs(), fact));
  }

  private static void add(
      List<Difference> differences, String what, List<String> base, List<String> candidate) {
    if (base.size() != 1 || !base.equals(candidate)) {
      differences.add(new Difference(what, base, candidate));
    }
  }

  private static List<String> values(List<RunMetrics> runs, Function<RunFacts, String> fact) {
    return runs.stream().map(run -> fact.apply(run.facts())).distinct().sorted().toList();
  }

  private static List<String> values(List<SortedMap<String, String>> plans, String path) {
    return plans.stream().map(plan -> plan.getOrDefault(path, NONE)).distinct().sorted().toList();
  }
}
