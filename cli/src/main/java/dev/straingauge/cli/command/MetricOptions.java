package dev.straingauge.cli.command;

import dev.straingauge.archiver.metrics.Glob;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** Which metrics of runs are judged, and what is no change of one. */
final class MetricOptions {

  @Option(
      names = "--metric",
      paramLabel = "GLOB",
      description =
          "Judge these metrics only, * stands for any text: 'attach_pod *'. Repeatable (default:"
              + " all; compare: those that matter most, as many as the runs can judge).")
  List<String> metrics = new ArrayList<>();

  @Option(
      names = "--min-effect",
      paramLabel = "SHARE",
      description =
          "A smaller change is none: 5%% or 0.05; of shares always one point (default: 5%%).")
  String minEffect = "5%";

  /** Which names are meant; all without a pattern. */
  Predicate<String> wanted() {
    return fitting(globs(), true);
  }

  /** Whether a name fits one of the patterns; each name is looked at once. */
  static Predicate<String> fitting(List<String> globs, boolean whenNone) {
    Map<String, Boolean> known = new ConcurrentHashMap<>();
    return globs.isEmpty()
        ? name -> whenNone
        : name -> known.computeIfAbsent(name, each -> Glob.fitsAny(globs, each));
  }

  /** The patterns, one by one. */
  List<String> globs() {
    return metrics.stream().flatMap(each -> Arrays.stream(each.split(",", -1))).toList();
  }

  /**
   * The minimum effect as a share, above 0 and at most 10.
   *
   * @throws Failure if it is none
   */
  double minimum() {
    boolean percent = minEffect.endsWith("%");
    try {
      double number =
          Double.parseDouble(
              percent ? minEffect.substring(0, minEffect.length() - 1).strip() : minEffect);
      if (number > 0 && (percent ? number <= 1000 : number < 1)) {
        return percent ? number / 100 : number;
      }
    } catch (NumberFormatException e) {
      throw wrong().cause(e);
    }
    throw wrong();
  }

  private Failure wrong() {
    return Failure.of(
        ErrorId.USAGE,
        "read option '--min-effect': '%s' (expected a share like 5%% or 0.05)"
            .formatted(minEffect));
  }
}
