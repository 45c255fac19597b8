package dev.straingauge.archiver.store;

/**
 * An object store that is written: objects are put whole, an object is seen with all its bytes or
 * not at all. Thread-safe.
 */
public interface ObjectStore extends ObjectAdder {

  /**
   * Puts an object, in place of the one that may be there.
   *
   * @throws StoreException if the store fails; the object may be there nevertheless
   */
  void put(String key, Content content);

  /**
   * Deletes an object; nothing happens when there is none.
   *
   * @throws StoreException if the store fails
   */
  void delete(String key);

  /**
   * Tries what archiving needs: list, put and get below {@code prefix}, and whether a second
   * conditional put is refused. Leaves nothing behind.
   *
   * @return false if the store lets a second conditional put through: then only one archiver may
   *     ever run
   * @throws StoreException if something is denied or the store cannot be reached, with what worked
   *     and what did not among its facts
   */
  boolean check(String prefix);
}
