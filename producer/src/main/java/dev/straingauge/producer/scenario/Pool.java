package dev.straingauge.producer.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Things to choose from evenly, in constant time. Its order depends on nothing but the order of the
 * calls.
 */
final class Pool<T> {

  private final List<T> all = new ArrayList<>();
  private final Map<T, Integer> places = new HashMap<>(); // never iterated

  /** Has {@code thing} in here, or not. */
  void set(T thing, boolean in) {
    Integer place = places.get(thing);
    if (in && place == null) {
      places.put(thing, all.size());
      all.add(thing);
    } else if (!in && place != null) {
      T last = all.removeLast();
      if (place < all.size()) {
        all.set(place, last);
        places.put(last, place);
      }
      places.remove(thing);
    }
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  int size() {
    return all.size();
  }

  T get(int place) {
    return all.get(place);
  }

  T choose(RandomGenerator random) {
    return all.get(random.nextInt(all.size()));
  }
}
