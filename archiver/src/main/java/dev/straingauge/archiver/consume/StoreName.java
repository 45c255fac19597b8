package dev.straingauge.archiver.consume;

import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectStore;
import dev.straingauge.archiver.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A name by which a store is known again, whatever address it has today: an object with a random
 * text, written by the first archiver.
 */
final class StoreName {

  private static final int MAX_BYTES = 100;

  private StoreName() {}

  /**
   * Reads the name, giving one if there is none.
   *
   * @throws StoreException if the store does not answer, or loses what it took
   */
  static String of(ObjectStore store, Keys keys) {
    Optional<byte[]> known = store.get(keys.store(), MAX_BYTES);
    if (known.isEmpty()) {
      byte[] name = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
      store.putIfAbsent(keys.store(), Content.of(name), new TreeMap<>());
      known = store.get(keys.store(), MAX_BYTES);
    }
    return new String(
        known.orElseThrow(
            () ->
                new StoreException(
                    StoreException.FAILED,
                    "read '%s': not there after it was put".formatted(store.uri(keys.store())),
                    List.of(),
                    null)),
        StandardCharsets.UTF_8);
  }
}
