package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A count for each of a fixed list of constants. Not thread-safe. */
final class Tallied<E extends Enum<E>> {

  private final Map<E, long[]> counts;

  Tallied(Class<E> type, List<E> constants) {
    counts = new EnumMap<>(type);
    constants.forEach(constant -> counts.put(constant, new long[1]));
  }

  void add(E constant) {
    countOf(constant)[0]++;
  }

  long of(E constant) {
    return countOf(constant)[0];
  }

  long sum() {
    long sum = 0;
    for (long[] count : counts.values()) {
      sum += count[0];
    }
    return sum;
  }

  void write(StateWriter out) {
    counts.values().forEach(count -> out.writeLong(count[0]));
  }

  void read(StateReader in) {
    counts.values().forEach(count -> count[0] = in.readLong());
  }

  private long[] countOf(E constant) {
    long[] count = counts.get(constant);
    if (count == null) {
      throw new IllegalArgumentException(
          "count '%s': not one of %s".formatted(constant, counts.keySet()));
    }
    return count;
  }
}
