package dev.straingauge.cli.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;

/**
 * The key of an embedded S3 folder, made once at random and kept in a file that only its owner may
 * read. Its text form hides the secret.
 *
 * @param accessKey public part
 * @param secretKey secret part
 */
record FolderKey(String accessKey, String secretKey) {

  /**
   * Reads the file, or makes it.
   *
   * @throws IOException if it cannot be read or written, or holds something else
   */
  static FolderKey readOrMake(Path file) throws IOException {
    if (!Files.exists(file)) {
      make(file);
    }
    List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
    if (lines.size() != 2 || lines.stream().anyMatch(String::isBlank)) {
      throw new IOException(
          "'%s' holds no key (expected two lines; delete it and a new one is made)"
              .formatted(file));
    }
    return new FolderKey(lines.get(0), lines.get(1));
  }

  @Override
  public String toString() {
    return "FolderKey[accessKey=" + accessKey + ", secretKey=***]";
  }

  /** Written beside and moved into place, so that a reader never sees half of it. */
  private static void make(Path file) throws IOException {
    SecureRandom random = new SecureRandom();
    byte[] secret = new byte[32];
    byte[] access = new byte[8];
    random.nextBytes(secret);
    random.nextBytes(access);
    String text =
        "SG"
            + HexFormat.of().withUpperCase().formatHex(access)
            + "\n"
            + HexFormat.of().formatHex(secret)
            + "\n";
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path fresh = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
    Files.deleteIfExists(fresh);
    try (var channel =
        Files.newByteChannel(
            fresh,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            ownerOnly())) {
      channel.write(StandardCharsets.US_ASCII.encode(text));
    }
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException e) {
      Files.deleteIfExists(fresh);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
