package dev.straingauge.archiver.compare;

import dev.straingauge.archiver.statistics.Observation;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of a side say about one metric.
 *
 * @param values one per run that has it, oldest run first
 */
public record Group(List<Observation> values) {

  private static final Comparator<Observation> BY_RANK =
      Comparator.comparing(Observation::censored).thenComparingDouble(Observation::value);

  public Group {
    values = List.copyOf(values);
  }

  /**
   * The median: the middle value, of an even number the mean of the middle two, a bound if one of
   * them is one. Null without values.
   */
  public @Nullable Observation median() {
    if (values.isEmpty()) {
      return null;
    }
    List<Observation> sorted = values.stream().sorted(BY_RANK).toList();
    Observation upper = sorted.get(sorted.size() / 2);
    Observation lower = sorted.get((sorted.size() - 1) / 2);
    return upper.censored()
        ? Observation.above(Math.min(lower.value(), upper.value()))
        : Observation.of((lower.value() + upper.value()) / 2);
  }
}
