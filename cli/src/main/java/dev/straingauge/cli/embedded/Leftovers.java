package dev.straingauge.cli.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a killed archiver was deriving: folders {@code derive-*}. Whoever derives holds the lock of
 * the data folder, so the holder of the lock knows that they belong to nobody. Links are not
 * followed, and anything else in the folder stays.
 */
final class Leftovers {

  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);
  private static final String OURS = "derive-*";

  private Leftovers() {}

  /** Removes them; one that cannot be removed is logged and stays. */
  static void remove(Path temp) {
    if (!Files.isDirectory(temp)) {
      return;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(temp, OURS)) {
      for (Path folder : folders) {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
          Files.walkFileTree(folder, new Removal());
        }
      }
    } catch (IOException e) {
      LOG.atWarn().setCause(e).addKeyValue("folder", temp).log("leftovers cannot be removed");
    }
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
