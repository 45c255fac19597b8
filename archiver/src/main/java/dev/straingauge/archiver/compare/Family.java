package dev.straingauge.archiver.compare;

import dev.straingauge.archiver.statistics.MannWhitney;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which metrics are judged. Groups of n₁ and n₂ runs can judge α ÷ smallest p of them (contract
 * K17); so, unless the user names them, those that matter most are taken and only as many. Neither
 * choice looks at which run is on which side, so both keep the level of the tests: what is the same
 * in every run has p = 1 however the runs are divided and is not counted.
 *
 * @param judged tested against each other
 * @param same not tested: every run says the same
 * @param aside not judged
 * @param floor how many are judged at least
 */
record Family(List<Candidate> judged, List<Candidate> same, List<Candidate> aside, int floor) {

  static Family of(List<Candidate> all, Terms terms, int baseRuns, int candidateRuns) {
    return terms.metrics().isEmpty()
        ? chosen(all, most(terms.alpha(), baseRuns, candidateRuns))
        : named(all, terms);
  }

  /** How many metrics such groups can judge. */
  static long most(double alpha, int baseRuns, int candidateRuns) {
    return (long) Math.floor(alpha / MannWhitney.smallestP(baseRuns, candidateRuns));
  }

  private static Family named(List<Candidate> all, Terms terms) {
    List<Candidate> judged = new ArrayList<>();
    List<Candidate> same = new ArrayList<>();
    List<Candidate> aside = new ArrayList<>();
    for (Candidate each : all) {
      if (!terms.asksFor(each.name())) {
        aside.add(each);
      } else {
        (each.isConstant() ? same : judged).add(each);
      }
    }
    return new Family(judged, same, aside, judged.size());
  }

  private static Family chosen(List<Candidate> all, long most) {
    List<Candidate> judged = new ArrayList<>();
    List<Candidate> same = new ArrayList<>();
    List<Candidate> aside = new ArrayList<>();
    int floor = 0;
    for (Candidate each : all.stream().sorted(Comparator.comparingInt(Candidate::tier)).toList()) {
      if (each.tier() == Candidate.ASIDE || !(each.everywhere() || each.isFloor())) {
        aside.add(each);
      } else if (each.isConstant()) {
        same.add(each);
      } else if (each.isFloor() || judged.size() < most) {
        judged.add(each);
        floor += each.isFloor() ? 1 : 0;
      } else {
        aside.add(each);
      }
    }
    return new Family(judged, same, aside, floor);
  }
}
