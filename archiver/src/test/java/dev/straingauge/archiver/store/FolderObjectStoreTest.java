package dev.straingauge.archiver.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.archiver.TestS3;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
