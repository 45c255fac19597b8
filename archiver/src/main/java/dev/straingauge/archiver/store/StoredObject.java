package dev.straingauge.archiver.store;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Facts of an object.
 *
 * @param key its key
 * @param bytes its size
 * @param metadata what it was put with; empty where the store keeps none or was not asked
 */
public record StoredObject(String key, long bytes, SortedMap<String, String> metadata) {

  public StoredObject {
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
  }
}
