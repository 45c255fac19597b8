package dev.straingauge.cli.embedded;

import dev.straingauge.cli.embedded.EmbeddedException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of the embedded stack, locked for one process. Readers ({@code list}, {@code show})
 * need no lock. The lock goes with the process, so a killed one leaves nothing to clean up.
 */
public final class DataFolder implements AutoCloseable {

  /** Less free space than this and nothing is started. */
  static final long MIN_FREE_BYTES = 64L << 20;

  private static final String LOCK_FILE = "lock";

  private final Path path;
  private final FileChannel channel;

  private DataFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Makes the folder if it is missing, locks it, and removes what a killed process left in {@link
   * #temp}.
   *
   * @throws EmbeddedException LOCKED, UNWRITABLE or FULL
   */
  public static DataFolder lock(Path path) {
    Path folder = path.toAbsolutePath().normalize();
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              folder.resolve(LOCK_FILE),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw locked(path, channel);
      }
      Leftovers.remove(temp(folder));
      requireSpace(path, folder);
      DataFolder locked = new DataFolder(folder, channel);
      locked.announce("");
      return locked;
    } catch (OverlappingFileLockException e) {
      EmbeddedException locked = locked(path, channel);
      close(channel, locked);
      throw locked;
    } catch (EmbeddedException e) {
      close(channel, e);
      throw e;
    } catch (IOException e) {
      EmbeddedException unwritable = unwritable(path, e);
      close(channel, unwritable);
      throw unwritable;
    }
  }

  /** The folder, absolute. */
  public Path path() {
    return path;
  }

  /** Where the broker keeps its log. */
  public Path kafka() {
    return path.resolve("kafka");
  }

  /** What the S3 server serves: a folder per bucket. */
  public static Path s3(Path data) {
    return data.resolve("s3");
  }

  /** Where files are on their way to the archive; only under the lock. */
  public static Path temp(Path data) {
    return data.resolve("temp");
  }

  /**
   * Says to other processes where the broker of this folder listens.
   *
   * @throws EmbeddedException UNWRITABLE or FULL
   */
  public void announce(String bootstrapServers) {
    String text = ProcessHandle.current().pid() + "\n" + bootstrapServers + "\n";
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** Where the broker of a folder listens in which another process works; empty when none does. */
  public static Optional<String> announced(Path path) {
    Path file = path.resolve(LOCK_FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.empty();
      }
      return words(channel).skip(1).filter(word -> !word.isEmpty()).findFirst();
    } catch (OverlappingFileLockException e) {
      return announcedHere(file);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> announcedHere(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return words(channel).skip(1).filter(word -> !word.isEmpty()).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    close(channel, null);
  }

  private static void requireSpace(Path given, Path folder) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < MIN_FREE_BYTES) {
      throw new EmbeddedException(
          Kind.FULL,
          String.format(
              Locale.ROOT,
              "use data folder '%s': %d MiB free (expected at least %d MiB)",
              given,
              free >> 20,
              MIN_FREE_BYTES >> 20));
    }
  }

  private static EmbeddedException unwritable(Path path, IOException cause) {
    if (IoCauses.isDiskFull(cause)) {
      return new EmbeddedException(
          Kind.FULL, "use data folder '%s': no space left on the device".formatted(path), cause);
    }
    return new EmbeddedException(
        Kind.UNWRITABLE,
        "use data folder '%s': %s (expected a folder that can be written)"
            .formatted(path, IoCauses.words(cause)),
        cause);
  }

  private static EmbeddedException locked(Path path, @Nullable FileChannel channel) {
    return new EmbeddedException(
        Kind.LOCKED,
        "use data folder '%s': %s works in it (expected one at a time)"
            .formatted(path, holder(channel)));
  }

  private static String holder(@Nullable FileChannel channel) {
    try {
      return channel == null
          ? "another process"
          : words(channel)
              .findFirst()
              .filter(pid -> !pid.isEmpty())
              .map("process "::concat)
              .orElse("another process");
    } catch (IOException e) {
      return "another process";
    }
  }

  /** Process id, then where its broker listens. */
  private static Stream<String> words(FileChannel channel) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(256);
    channel.read(content, 0);
    return new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII).lines();
  }

  private static void close(@Nullable FileChannel channel, @Nullable Exception first) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      if (first != null) {
        first.addSuppressed(e);
      }
    }
  }
}
