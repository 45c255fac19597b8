package dev.straingauge.archiver.read;

import dev.straingauge.archiver.store.Keys;
import dev.straingauge.schemas.run.RunId;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** A run that is named by where it is, not by its name in the configured store. */
public sealed interface RunAddress {

  /** The run there. */
  RunId run();

  /**
   * In a folder.
   *
   * @param root folder that holds the folders of the tests
   * @param run the run
   */
  record InFolder(Path root, RunId run) implements RunAddress {}

  /**
   * In a bucket.
   *
   * @param bucket its name
   * @param keys its layout
   * @param run the run
   */
  record InBucket(String bucket, Keys keys, RunId run) implements RunAddress {}

  /**
   * Reads {@code s3://bucket/prefix/test/timestamp}, or a path that ends in {@code test/timestamp};
   * empty when it is neither.
   */
  static Optional<RunAddress> parse(String text) {
    try {
      if (text.startsWith("s3://")) {
        String[] parts = text.substring("s3://".length()).split("/");
        if (parts.length < 3) {
          return Optional.empty();
        }
        RunId run = new RunId(parts[parts.length - 2], parts[parts.length - 1]);
        String prefix = String.join("/", Arrays.copyOfRange(parts, 1, parts.length - 2));
        return Optional.of(new InBucket(parts[0], new Keys(prefix), run));
      }
      if (text.startsWith("/")
          || text.startsWith(".")
          || text.startsWith("~")
          || Path.of(text).getNameCount() > 2) {
        Path path = Path.of(text).toAbsolutePath().normalize();
        if (path.getNameCount() < 3) {
          return Optional.empty();
        }
        Path test = path.getName(path.getNameCount() - 2);
        Path root = path.resolve("../..").normalize();
        return Optional.of(
            new InFolder(root, new RunId(test.toString(), String.valueOf(path.getFileName()))));
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
