package dev.straingauge.archiver.store;

import java.util.SortedMap;

/**
 * Reads objects, and puts them whole: an object is seen with all its bytes or not at all. Nothing
 * is deleted. Thread-safe.
 */
public interface ObjectAdder extends ObjectReader {

  /**
   * Puts an object where there is none.
   *
   * @param metadata kept beside it, where the store does so; keys and values are short ASCII
   * @return false when there is one already: it is left as it is
   * @throws StoreException if the store fails; the object may be there nevertheless
   */
  boolean putIfAbsent(String key, Content content, SortedMap<String, String> metadata);

  /**
   * Puts an object, in place of the one that may be there: for what can be made again from others.
   *
   * @throws StoreException if the store fails; the object may be there nevertheless
   */
  void put(String key, Content content);
}
