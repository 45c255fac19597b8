package dev.straingauge.archiver.store;

/** An object store in which objects are deleted too, and that can be tried. Thread-safe. */
public interface ObjectStore extends ObjectAdder {

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
