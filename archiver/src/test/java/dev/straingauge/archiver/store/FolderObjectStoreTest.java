package dev.straingauge.archiver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.straingauge.archiver.TestS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads, as files, what an S3 server wrote. */
class FolderObjectStoreTest extends ObjectReaderContract {

  @TempDir static Path folder;
  private static TestS3 s3;
  private static S3ObjectStore store;

  @BeforeAll
  static void start() throws Exception {
    s3 = new TestS3(folder);
    store = s3.store();
  }

  @AfterAll
  static void stop() {
    store.close();
    s3.close();
  }

  @Override
  ObjectReader reader() {
    try {
      return new FolderObjectStore(s3.bucket());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  ObjectStore writer() {
    return store;
  }

  @Test
  void doesNotFollowLinks(@TempDir Path outside) throws IOException {
    Files.writeString(outside.resolve("secret"), "s");
    Files.createSymbolicLink(s3.bucket().resolve("link"), outside);
    Files.createSymbolicLink(s3.bucket().resolve("file"), outside.resolve("secret"));
    assertThat(reader().folders("")).doesNotContain("link");
    assertThat(reader().get("file", 10)).isEmpty();
    assertThat(reader().list("").stream().map(StoredObject::key))
        .doesNotContain("link/secret", "file");
    Files.delete(s3.bucket().resolve("link"));
    Files.delete(s3.bucket().resolve("file"));
  }

  /** A colleague may read what one writes into a shared folder, as far as the umask lets him. */
  @Test
  void writesFilesWithTheUsualPermissions(@TempDir Path bucket) throws IOException {
    FolderObjectStore folder = new FolderObjectStore(bucket);
    Path usual = Files.createFile(bucket.resolve("usual"));

    folder.putIfAbsent("a/new", Content.of(new byte[] {1}), new TreeMap<>());
    folder.put("a/put", new Content.File(usual));

    for (String name : List.of("a/new", "a/put")) {
      assertThat(Files.getPosixFilePermissions(bucket.resolve(name)))
          .isEqualTo(Files.getPosixFilePermissions(usual));
    }
    assertThat(folder.list("").stream().map(StoredObject::key))
        .containsExactly("a/new", "a/put", "usual");
  }

  @Test
  void saysWhatCannotBeEntered(@TempDir Path bucket) throws IOException {
    Path closed = Files.createDirectory(bucket.resolve("lost+found"));
    Files.setPosixFilePermissions(closed, Set.of());
    assumeThat(Files.isReadable(closed)).as("whoever may read everything").isFalse();

    assertThatThrownBy(() -> new FolderObjectStore(bucket).list(""))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("permission denied");
  }
}
