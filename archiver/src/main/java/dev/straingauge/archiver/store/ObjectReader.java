package dev.straingauge.archiver.store;

import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads objects by key. Keys are relative to the bucket, with {@code /} between their parts, never
 * with an empty part, {@code .} or {@code ..}. Thread-safe.
 */
public interface ObjectReader extends AutoCloseable {

  /**
   * The content of an object; empty when there is none.
   *
   * @param maxBytes largest size that is accepted
   * @throws StoreException if the store fails or the object is larger
   */
  Optional<byte[]> get(String key, long maxBytes);

  /**
   * Copies the content of an object of any size, with bounded memory.
   *
   * @return false when there is none; then nothing was written
   * @throws StoreException if the store, or writing, fails
   */
  boolean copy(String key, OutputStream out);

  /**
   * Facts of an object; empty when there is none.
   *
   * @throws StoreException if the store fails
   */
  Optional<StoredObject> head(String key);

  /**
   * All objects whose key begins with {@code prefix}, by key; without their metadata.
   *
   * @throws StoreException if the store fails
   */
  List<StoredObject> list(String prefix);

  /**
   * Names of the folders directly below {@code prefix} (empty, or ending in {@code /}), sorted.
   *
   * @throws StoreException if the store fails
   */
  List<String> folders(String prefix);

  /**
   * Versions of objects: a text each that is another one when the object was put again. Much
   * cheaper than reading them where they are many: of objects that stand together in the order of
   * keys it takes one request for a thousand of all objects there.
   *
   * @param keys which; those that are not there are missing in the answer
   * @throws StoreException if the store fails
   */
  Map<String, String> versions(Collection<String> keys);

  /** Where a human finds {@code key}: an address or a path. */
  String uri(String key);

  @Override
  void close();
}
