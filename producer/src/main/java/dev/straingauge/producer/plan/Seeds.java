package dev.straingauge.producer.plan;

import dev.straingauge.producer.plan.yaml.Place;
import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.Values;
import java.util.OptionalLong;

/**
 * The seed: the option's, the file's or 1. Within what JSON numbers hold exactly, since it is part
 * of the canonical plan.
 */
final class Seeds {

  private static final long MOST = (1L << 53) - 1;

  private Seeds() {}

  static long read(Section root, OptionalLong option) {
    if (option.isEmpty()) {
      return Values.whole(root, "seed", 1, -MOST, MOST);
    }
    root.value("seed");
    long seed = option.getAsLong();
    if (seed < -MOST || seed > MOST) {
      root.reading()
          .problem(Place.SEED, "seed", seed + " (expected " + -MOST + " to " + MOST + ")");
    }
    root.reading().effective("seed", seed, Place.SEED);
    return seed;
  }
}
