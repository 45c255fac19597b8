package dev.straingauge.archiver.compare;

import dev.straingauge.archiver.statistics.MannWhitney;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A comparison of two groups of runs (docs/statistics.md). Pure.
 *
 * @param base what is compared with
 * @param candidate what is compared
 * @param terms how
 * @param verdict the worst of all
 * @param differences in what else they differ
 * @param judged the metrics that were judged, the worst first
 * @param same those that are the same in every run
 * @param aside those that were not judged
 * @param shapes the second detector, the widest apart first
 * @param most how many metrics such groups can judge
 */
public record Comparison(
    Side base,
    Side candidate,
    Terms terms,
    CompareVerdict verdict,
    List<Difference> differences,
    List<MetricComparison> judged,
    List<MetricComparison> same,
    List<MetricComparison> aside,
    List<ShapeComparison> shapes,
    long most) {

  private static final int MOST_RUNS = 100;

  public Comparison {
    differences = List.copyOf(differences);
    judged = List.copyOf(judged);
    same = List.copyOf(same);
    aside = List.copyOf(aside);
    shapes = List.copyOf(shapes);
  }

  /**
   * Compares. Runs that are on both sides are left out of the base.
   *
   * @throws IllegalArgumentException if then a side is empty, or the user asks for metrics that no
   *     run has
   */
  public static Comparison of(Side whole, Side candidate, Terms terms) {
    Side base = whole.without(candidate);
    if (base.size() == 0 || candidate.size() == 0) {
      throw new IllegalArgumentException(
          "compare '%s' with '%s': the same runs on both sides (expected others)"
              .formatted(whole.selection().reference(), candidate.selection().reference()));
    }
    List<Candidate> all = Candidate.all(base, candidate);
    Family family = Family.of(all, terms, base.size(), candidate.size());
    if (!terms.metrics().isEmpty() && family.judged().isEmpty() && family.same().isEmpty()) {
      throw new IllegalArgumentException(
          "read option '--metric': %s fits none of the %d metrics of these runs (expected names like %s)"
              .formatted(
                  quoted(terms.metrics()),
                  all.size(),
                  quoted(all.stream().limit(3).map(Candidate::name).toList())));
    }
    long most = Family.most(terms.alpha(), base.size(), candidate.size());
    boolean enough = family.floor() <= most && most > 0;
    Judge judge = new Judge(terms);
    List<MetricComparison> judged =
        judge.judged(family.judged(), enough).stream().sorted(worstFirst(terms)).toList();
    List<MetricComparison> same = judge.same(family.same(), enough);
    List<ShapeComparison> shapes =
        enough ? new Shapes(terms).of(base, candidate, judged) : List.of();
    return new Comparison(
        base,
        candidate,
        terms,
        verdict(judged, same, shapes),
        Difference.between(base, candidate),
        judged,
        same,
        judge.aside(family.aside()),
        shapes,
        most);
  }

  /** Fewest runs a side, equally many, that can judge that many metrics. */
  public static int runsNeeded(double alpha, int metrics) {
    int runs = 1;
    while (runs < MOST_RUNS && MannWhitney.smallestP(runs, runs) > alpha / Math.max(1, metrics)) {
      runs++;
    }
    return runs;
  }

  /** How many metrics have that verdict. */
  public long count(CompareVerdict verdict) {
    return verdict == CompareVerdict.SHAPE_CHANGED
        ? shapes.stream().filter(ShapeComparison::changed).count()
        : Stream.concat(judged.stream(), same.stream())
            .filter(each -> each.verdict() == verdict)
            .count();
  }

  private static CompareVerdict verdict(
      List<MetricComparison> judged, List<MetricComparison> same, List<ShapeComparison> shapes) {
    boolean shape = shapes.stream().anyMatch(ShapeComparison::changed);
    return Stream.concat(
            Stream.concat(judged.stream(), same.stream())
                .map(each -> Objects.requireNonNull(each.verdict())),
            shape ? Stream.of(CompareVerdict.SHAPE_CHANGED) : Stream.empty())
        .min(Comparator.naturalOrder())
        .orElse(CompareVerdict.INSUFFICIENT);
  }

  private static Comparator<MetricComparison> worstFirst(Terms terms) {
    return Comparator.comparing((MetricComparison each) -> Objects.requireNonNull(each.verdict()))
        .thenComparing(
            Comparator.comparingDouble((MetricComparison m) -> size(m, terms)).reversed())
        .thenComparing(MetricComparison::name);
  }

  /** The effect in minimum effects; what is beyond every number stands first. */
  private static double size(MetricComparison metric, Terms terms) {
    Effect effect = metric.effect();
    if (effect == null) {
      return 0;
    }
    if (effect.isUnknown()) {
      return 0;
    }
    double lower = Math.abs(effect.estimate().lower());
    double upper = Math.abs(effect.estimate().upper());
    double bound = effect.bound(terms);
    return bound == 0 ? Double.POSITIVE_INFINITY : Math.max(lower, upper) / bound;
  }

  private static String quoted(List<String> names) {
    return "'" + String.join("', '", names) + "'";
  }
}
