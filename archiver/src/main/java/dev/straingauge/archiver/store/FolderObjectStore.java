package dev.straingauge.archiver.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Reads a folder in which an S3 server keeps a bucket, one file per object: {@code list} and {@code
 * show} work without the server (contract K23), and notes and an index are added. Symbolic links
 * are not followed. Metadata are neither read nor written: chunks hold theirs in their header.
 */
public final class FolderObjectStore implements ObjectAdder {

  private static final SecureRandom NAMES = new SecureRandom();

  private final Path bucket;

  /**
   * @param bucket folder of the bucket; may be missing, then there is nothing in it
   */
  public FolderObjectStore(Path bucket) {
    this.bucket = bucket.toAbsolutePath().normalize();
  }

  @Override
  public Optional<byte[]> get(String key, long maxBytes) {
    Path file = file(key);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(S3ObjectStore.Limited.read(in, Files.size(file), maxBytes, uri(key)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", key, e);
    }
  }

  @Override
  public boolean copy(String key, OutputStream out) {
    Path file = file(key);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      in.transferTo(out);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw failed("read", key, e);
    }
  }

  @Override
  public boolean putIfAbsent(String key, Content content, SortedMap<String, String> metadata) {
    Path file = file(key);
    try {
      Path whole = whole(file, content);
      try {
        Files.createLink(file, whole); // the name appears with all bytes, and never twice
        return true;
      } finally {
        Files.delete(whole);
      }
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw failed("write", key, e);
    }
  }

  @Override
  public void put(String key, Content content) {
    Path file = file(key);
    try {
      Path whole = whole(file, content);
      try {
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(whole);
      }
    } catch (IOException e) {
      throw failed("write", key, e);
    }
  }

  /** A file with all bytes, not beside the object: whoever lists that folder would meet it. */
  private Path whole(Path file, Content content) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    while (true) {
      // not createTempFile: its files are the owner's alone, and others read this folder too
      Path whole = bucket.resolve(".new-%016x.part".formatted(NAMES.nextLong()));
      try (OutputStream out = Files.newOutputStream(whole, StandardOpenOption.CREATE_NEW)) {
        switch (content) {
          case Content.Bytes bytes -> out.write(bytes.bytes());
          case Content.File from -> Files.copy(from.path(), out);
        }
        return whole;
      } catch (FileAlreadyExistsException e) {
        // somebody drew the same name: another one
      }
    }
  }

  @Override
  public Optional<StoredObject> head(String key) {
    Path file = file(key);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new StoredObject(key, Files.size(file), new TreeMap<>()));
    } catch (IOException e) {
      throw failed("read", key, e);
    }
  }

  @Override
  public List<StoredObject> list(String prefix) {
    int slash = prefix.lastIndexOf('/');
    Path folder = slash < 0 ? bucket : file(prefix.substring(0, slash));
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    List<StoredObject> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String key = bucket.relativize(file).toString().replace('\\', '/');
              if (key.startsWith(prefix) && attributes.isRegularFile()) {
                found.add(new StoredObject(key, attributes.size(), new TreeMap<>()));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE; // deleted meanwhile
              }
              throw e;
            }
          });
    } catch (IOException e) {
      throw failed("list", prefix, e);
    }
    found.sort(Comparator.comparing(StoredObject::key));
    return found;
  }

  @Override
  public List<String> folders(String prefix) {
    Path folder = prefix.isEmpty() ? bucket : file(prefix.substring(0, prefix.length() - 1));
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    try (Stream<Path> entries = Files.list(folder)) {
      entries
          .filter(e -> Files.isDirectory(e, LinkOption.NOFOLLOW_LINKS))
          .forEach(e -> names.add(String.valueOf(e.getFileName())));
    } catch (UncheckedIOException | IOException e) {
      throw failed("list", prefix, e);
    }
    Collections.sort(names);
    return names;
  }

  @Override
  public Map<String, String> versions(Collection<String> keys) {
    Map<String, String> versions = new HashMap<>();
    for (String key : keys) {
      try {
        BasicFileAttributes file =
            Files.readAttributes(file(key), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (file.isRegularFile()) {
          versions.put(key, file.size() + "-" + file.lastModifiedTime().to(TimeUnit.NANOSECONDS));
        }
      } catch (NoSuchFileException e) {
        // it is not there, and has no version
      } catch (IOException e) {
        throw failed("read", key, e);
      }
    }
    return versions;
  }

  @Override
  public String uri(String key) {
    return bucket.resolve(key).toString();
  }

  @Override
  public void close() {}

  private Path file(String key) {
    Path file = bucket.resolve(Keys.requireSafe(key)).normalize();
    if (!file.startsWith(bucket)) {
      throw new IllegalArgumentException(
          "use object key '%s': outside of '%s'".formatted(key, bucket));
    }
    return file;
  }

  private StoreException failed(String verb, String key, Exception e) {
    return new StoreException(
        StoreException.FAILED,
        "%s '%s': %s".formatted(verb, uri(key), IoWords.of(e)),
        List.of(),
        e);
  }
}
