package dev.straingauge.archiver.compare;

import dev.straingauge.archiver.compare.MetricComparison.Test;
import dev.straingauge.archiver.metrics.Metric;
import dev.straingauge.archiver.statistics.FalseDiscovery;
import dev.straingauge.archiver.statistics.MannWhitney;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges the metrics of a family. */
final class Judge {

  private final Terms terms;

  Judge(Terms terms) {
    this.terms = terms;
  }

  /** Tests them against each other. With too few runs each is INSUFFICIENT and has its numbers. */
  List<MetricComparison> judged(List<Candidate> family, boolean enoughRuns) {
    List<Candidate> tested =
        family.stream().filter(each -> enoughRuns && enough(each, family.size())).toList();
    double[] ps =
        tested.stream()
            .mapToDouble(
                each -> MannWhitney.test(each.base().values(), each.candidate().values()).p())
            .toArray();
    double[] adjusted = FalseDiscovery.adjusted(ps);
    List<MetricComparison> all = new ArrayList<>();
    for (Candidate each : family) {
      int i = tested.indexOf(each);
      if (i < 0) {
        all.add(comparison(each, null, CompareVerdict.INSUFFICIENT, missing(each)));
      } else {
        Test test = new Test(ps[i], adjusted[i]);
        Effect effect = effect(each);
        CompareVerdict verdict =
            effect == null ? CompareVerdict.INSUFFICIENT : verdict(effect, test, each.metric());
        all.add(comparison(each, test, verdict, ""));
      }
    }
    return all;
  }

  /** Those that are the same in every run. */
  List<MetricComparison> same(List<Candidate> same, boolean enoughRuns) {
    return same.stream()
        .map(
            each -> {
              boolean unknown = each.base().values().getFirst().censored();
              CompareVerdict verdict =
                  !enoughRuns
                      ? CompareVerdict.INSUFFICIENT
                      : unknown ? CompareVerdict.UNCLEAR : CompareVerdict.NO_CHANGE;
              String note = unknown ? "beyond the data in every run" : "the same in every run";
              return comparison(each, null, verdict, note);
            })
        .toList();
  }

  /** Those that nobody asked for. */
  List<MetricComparison> aside(List<Candidate> aside) {
    return aside.stream().map(each -> comparison(each, null, null, "not judged")).toList();
  }

  private static boolean isEmpty(Candidate each) {
    return each.base().values().isEmpty() || each.candidate().values().isEmpty();
  }

  private boolean enough(Candidate each, int metrics) {
    return !isEmpty(each)
        && MannWhitney.smallestP(each.base().values().size(), each.candidate().values().size())
            <= terms.alpha() / metrics;
  }

  private static String missing(Candidate each) {
    return each.everywhere()
        ? ""
        : "%d and %d runs have it"
            .formatted(each.base().values().size(), each.candidate().values().size());
  }

  private MetricComparison comparison(
      Candidate each, @Nullable Test test, @Nullable CompareVerdict verdict, String note) {
    Metric metric = each.metric();
    return new MetricComparison(
        metric.name(),
        metric.unit(),
        metric.better(),
        each.base(),
        each.candidate(),
        effect(each),
        test,
        verdict,
        note);
  }

  private @Nullable Effect effect(Candidate each) {
    return isEmpty(each)
        ? null
        : Effect.of(each.metric().unit(), each.base(), each.candidate(), terms.alpha());
  }

  private CompareVerdict verdict(Effect effect, Test test, Metric metric) {
    if (test.adjusted() <= terms.alpha()) {
      boolean higherIsBetter = metric.better() == Metric.Direction.HIGHER;
      if (effect.rises(terms)) {
        return higherIsBetter ? CompareVerdict.IMPROVEMENT : CompareVerdict.REGRESSION;
      }
      if (effect.falls(terms)) {
        return higherIsBetter ? CompareVerdict.REGRESSION : CompareVerdict.IMPROVEMENT;
      }
    }
    return effect.isNothing(terms) ? CompareVerdict.NO_CHANGE : CompareVerdict.UNCLEAR;
  }
}
