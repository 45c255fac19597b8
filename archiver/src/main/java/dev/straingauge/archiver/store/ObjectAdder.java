package dev.straingauge.archiver.store;

import java.util.SortedMap;

/** Reads objects, and puts new ones where there are none: nothing is ever replaced. Thread-safe. */
public interface ObjectAdder extends ObjectReader {

  /**
   * Puts an object where there is none.
   *
   * @param metadata kept beside it, where the store does so; keys and values are short ASCII
   * @return false when there is one already: it is left as it is
   * @throws StoreException if the store fails; the object may be there nevertheless
   */
  boolean putIfAbsent(String key, Content content, SortedMap<String, String> metadata);
}
