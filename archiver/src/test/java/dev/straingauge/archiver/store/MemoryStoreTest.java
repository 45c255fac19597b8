package dev.straingauge.archiver.store;

import dev.straingauge.archiver.MemoryStore;

/** The fake of the other tests behaves as the real ones do. */
class MemoryStoreTest extends ObjectStoreContract {

  private final MemoryStore store = new MemoryStore();

  @Override
  ObjectReader reader() {
    return store;
  }

  @Override
  ObjectStore writer() {
    return store;
  }
}
