package dev.straingauge.producer.plan.yaml;

import java.util.Comparator;

/**
 * Where a value or a problem is. Ordered by source, then line.
 *
 * @param source file name as the user gave it, {@code --set}, {@code --seed} or {@code default}
 * @param line line in the file from 1, or 0 for no line
 */
public record Place(String source, int line) implements Comparable<Place> {

  /** What nobody set. */
  public static final Place DEFAULT = new Place("default", 0);

  /** What the option {@code --set} set. */
  public static final Place SET = new Place("--set", 0);

  /** What the option {@code --seed} set. */
  public static final Place SEED = new Place("--seed", 0);

  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::source).thenComparingInt(Place::line);

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  /** {@code efs.yaml:14}, or the source alone. */
  @Override
  public String toString() {
    return line > 0 ? source + ":" + line : source;
  }
}
