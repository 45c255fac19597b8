package dev.straingauge.archiver;

import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectStore;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.archiver.store.StoredObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** An object store in memory. */
public class MemoryStore implements ObjectStore {

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry(byte[] bytes, SortedMap<String, String> metadata) {}

  private final TreeMap<String, Entry> objects = new TreeMap<>();
  private final List<String> read = new ArrayList<>();

  @Override
  public synchronized boolean putIfAbsent(
      String key, Content content, SortedMap<String, String> metadata) {
    return objects.putIfAbsent(Keys.requireSafe(key), new Entry(bytes(content), metadata)) == null;
  }

  @Override
  public synchronized void put(String key, Content content) {
    objects.put(Keys.requireSafe(key), new Entry(bytes(content), new TreeMap<>()));
  }

  private static byte[] bytes(Content content) {
    return switch (content) {
      case Content.Bytes inMemory -> inMemory.bytes().clone();
      case Content.File file -> {
        try {
          yield Files.readAllBytes(file.path());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  @Override
  public synchronized void delete(String key) {
    objects.remove(Keys.requireSafe(key));
  }

  @Override
  public boolean check(String prefix) {
    return true;
  }

  /** Keys of what was read since the last time it was asked. */
  public synchronized List<String> read() {
    List<String> before = List.copyOf(read);
    read.clear();
    return before;
  }

  @Override
  public synchronized Optional<byte[]> get(String key, long maxBytes) {
    read.add(key);
    Entry entry = objects.get(Keys.requireSafe(key));
    if (entry != null && entry.bytes().length > maxBytes) {
      throw new StoreException(StoreException.CORRUPT, "too large", List.of(), null);
    }
    return Optional.ofNullable(entry).map(e -> e.bytes().clone());
  }

  @Override
  public boolean copy(String key, OutputStream out) {
    Optional<byte[]> content = get(key, Long.MAX_VALUE);
    try {
      out.write(content.orElse(new byte[0]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return content.isPresent();
  }

  @Override
  public synchronized Optional<StoredObject> head(String key) {
    return Optional.ofNullable(objects.get(Keys.requireSafe(key)))
        .map(e -> new StoredObject(key, e.bytes().length, e.metadata()));
  }

  @Override
  public synchronized List<StoredObject> list(String prefix) {
    List<StoredObject> found = new ArrayList<>();
    for (Map.Entry<String, Entry> entry : objects.tailMap(prefix).entrySet()) {
      if (entry.getKey().startsWith(prefix)) {
        found.add(
            new StoredObject(entry.getKey(), entry.getValue().bytes().length, new TreeMap<>()));
      }
    }
    return found;
  }

  @Override
  public synchronized List<String> folders(String prefix) {
    TreeSet<String> names = new TreeSet<>();
    for (StoredObject object : list(prefix)) {
      String rest = object.key().substring(prefix.length());
      if (rest.indexOf('/') > 0) {
        names.add(rest.substring(0, rest.indexOf('/')));
      }
    }
    return List.copyOf(names);
  }

  @Override
  public synchronized Map<String, String> versions(Collection<String> keys) {
    Map<String, String> versions = new TreeMap<>();
    for (String key : keys) {
      Entry entry = objects.get(Keys.requireSafe(key));
      if (entry != null) {
        versions.put(key, Integer.toHexString(Arrays.hashCode(entry.bytes())));
      }
    }
    return versions;
  }

  @Override
  public String uri(String key) {
    return "memory:" + key;
  }

  @Override
  public void close() {}
}
