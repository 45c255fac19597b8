package dev.straingauge.analyzer.rules;

import dev.straingauge.event.RuleLevel;
import dev.straingauge.event.RuleState;
import dev.straingauge.event.Verdict;
import dev.straingauge.schemas.config.RuleSet.FailOn;
import java.util.ArrayList;
import java.util.List;

/**
 * What follows for a run from its rules.
 *
 * @param verdict NONE: no rule was judged
 * @param reason in one sentence
 */
public record RuleVerdict(Verdict verdict, String reason) {

  static RuleVerdict of(List<RuleTrack> tracks, FailOn failOn) {
    if (tracks.isEmpty()) {
      return new RuleVerdict(Verdict.NONE, "no thresholds were given");
    }
    long critical = count(tracks, RuleLevel.CRITICAL);
    long warning = count(tracks, RuleLevel.WARNING) - critical;
    long elevated = count(tracks, RuleLevel.ELEVATED) - critical - warning;
    boolean failed =
        switch (failOn) {
          case CRITICAL -> critical > 0;
          case WARNING -> critical + warning > 0;
          case NEVER -> false;
        };
    List<RuleTrack> undecided =
        tracks.stream().filter(track -> track.rule.required() && !track.isDecided()).toList();
    String others = others(critical, warning, elevated, tracks.size());
    if (failed) {
      return new RuleVerdict(Verdict.FAIL, others + missing(undecided));
    }
    if (!undecided.isEmpty()) {
      return new RuleVerdict(
          Verdict.UNDECIDED,
          "%d of %s could not be judged: %s%s"
              .formatted(
                  undecided.size(),
                  rules(tracks.size()),
                  why(undecided.getFirst()),
                  undecided.size() == 1 ? "" : ", and others"));
    }
    long judged = tracks.stream().filter(RuleTrack::wasJudged).count();
    if (judged == 0) {
      return new RuleVerdict(
          Verdict.NONE, "none of %s saw enough to judge by".formatted(rules(tracks.size())));
    }
    String unjudged =
        judged == tracks.size() ? "" : ", %d saw too little".formatted(tracks.size() - judged);
    return new RuleVerdict(
        Verdict.PASS,
        (critical + warning + elevated == 0
                ? "%d of %s hold".formatted(judged, rules(tracks.size()))
                : others)
            + unjudged);
  }

  private static String others(long critical, long warning, long elevated, int all) {
    List<String> parts = new ArrayList<>();
    add(parts, critical, "critical");
    add(parts, warning, "warning");
    add(parts, elevated, "elevated");
    return "%d of %s breached (%s)"
        .formatted(critical + warning + elevated, rules(all), String.join(", ", parts));
  }

  private static String missing(List<RuleTrack> undecided) {
    return undecided.isEmpty() ? "" : ", %d not judged".formatted(undecided.size());
  }

  private static String why(RuleTrack track) {
    String words =
        track.state() == RuleState.INSUFFICIENT
            ? "too few observations"
            : track.state() == RuleState.MUTED
                ? "planned faults reached into all its windows"
                : "no data";
    return "%s (%s)".formatted(track.rule.id(), words);
  }

  private static String rules(int count) {
    return count == 1 ? "1 rule" : count + " rules";
  }

  private static void add(List<String> parts, long count, String what) {
    if (count > 0) {
      parts.add(count + " " + what);
    }
  }

  private static long count(List<RuleTrack> tracks, RuleLevel level) {
    return tracks.stream().filter(track -> track.reached(level)).count();
  }
}
