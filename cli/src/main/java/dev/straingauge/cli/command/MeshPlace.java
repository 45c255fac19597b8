package dev.straingauge.cli.command;

import dev.straingauge.archiver.appmesh.MeshRuns;
import dev.straingauge.archiver.intake.IntakeException;
import dev.straingauge.archiver.store.FolderObjectStore;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectAdder;
import dev.straingauge.archiver.store.S3ObjectStore;
import dev.straingauge.archiver.store.S3Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where load tests in the App Mesh layout are, or go to.
 *
 * @param reader the store
 * @param prefix of what is meant in it; empty, or ending in {@code /}
 */
record MeshPlace(ObjectAdder reader, String prefix) implements AutoCloseable {

  private static final String SCHEME = "s3://";

  /**
   * Opens it.
   *
   * @param given {@code s3://BUCKET/PREFIX}, or a folder
   * @param folder the same as a path
   * @param server S3 server of it; null: that of the archive, else AWS
   * @throws IllegalArgumentException if an address is not of its form
   * @throws IntakeException if a folder is not there
   */
  static MeshPlace of(String given, Path folder, @Nullable String server, StoreOptions archive) {
    if (given.startsWith(SCHEME)) {
      return bucket(given, server, archive);
    }
    if (!Files.isDirectory(folder)) {
      throw new IntakeException(
          IntakeException.EMPTY,
          "import load tests from '%s': no such folder (expected one, or s3://BUCKET/PREFIX)"
              .formatted(folder),
          List.of());
    }
    // the names of the test and of its time may be in the folder's own path
    Path root = folder.toAbsolutePath();
    int above = MeshRuns.isStamp(String.valueOf(root.getFileName())) ? 2 : 1;
    for (int i = 0; i < above && root.getParent() != null; i++) {
      root = root.getParent();
    }
    String prefix = root.relativize(folder.toAbsolutePath()).toString().replace('\\', '/');
    return new MeshPlace(new FolderObjectStore(root), prefix.isEmpty() ? "" : prefix + "/");
  }

  /** The bucket of an {@code s3://} address. */
  static MeshPlace bucket(String given, @Nullable String server, StoreOptions archive) {
    String rest = given.substring(SCHEME.length());
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    if (bucket.isEmpty()) {
      throw new IllegalArgumentException(
          "read an S3 address: '%s' (expected s3://BUCKET/PREFIX)".formatted(given));
    }
    String prefix = slash < 0 ? "" : rest.substring(slash + 1).replaceAll("/+$", "");
    Optional<S3Settings> settings = archive.settings();
    @Nullable URI endpoint =
        server == null ? settings.map(S3Settings::endpoint).orElse(null) : uri(server);
    return new MeshPlace(
        new S3ObjectStore(S3Settings.of(endpoint, bucket, null)), new Keys(prefix).prefix());
  }

  private static URI uri(String server) {
    StoreOptions options = new StoreOptions();
    options.url = server;
    return options
        .settings()
        .map(S3Settings::endpoint)
        .orElseThrow(
            () -> new IllegalArgumentException("read an S3 address: '%s'".formatted(server)));
  }

  @Override
  public void close() {
    reader.close();
  }
}
