package dev.straingauge.archiver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.archiver.TestBroker;
import dev.straingauge.archiver.TestS3;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3ObjectStoreTest extends ObjectStoreContract {

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
    return store;
  }

  @Override
  ObjectStore writer() {
    return store;
  }

  private static S3ObjectStore with(URI endpoint, String bucket, String secret) {
    return new S3ObjectStore(
        new S3Settings(
            endpoint,
            bucket,
            null,
            new S3Settings.Credentials("test", secret),
            Duration.ofSeconds(2)));
  }

  @Test
  void makesItsBucketOnce() {
    try (S3ObjectStore other = with(s3.endpoint(), "another", "secret")) {
      other.createBucket();
      other.createBucket();
      assertThat(other.check("")).isTrue();
    }
  }

  @Test
  void saysWhatIsDeniedAndWhatWorked() {
    try (S3ObjectStore denied = with(s3.endpoint(), TestS3.BUCKET, "wrong")) {
      assertThatThrownBy(() -> denied.check("lab/"))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> {
                assertThat(e.id()).isEqualTo("s3-denied");
                assertThat(e)
                    .hasMessageContaining("access denied, HTTP 403 (expected s3:ListBucket)");
                assertThat(e.facts()).contains("checked: ListBucket denied");
                assertThat(e.facts().toString()).doesNotContain("wrong");
              });
    }
  }

  @Test
  void saysThatTheBucketIsMissing() {
    try (S3ObjectStore missing = with(s3.endpoint(), "no-such-bucket", "secret")) {
      assertThatThrownBy(() -> missing.check("lab/"))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.id()).isEqualTo("s3-bucket-missing"));
    }
  }

  @Test
  void saysThatNobodyAnswers() {
    URI nobody = URI.create("http://127.0.0.1:" + TestBroker.freePort());
    try (S3ObjectStore gone = with(nobody, TestS3.BUCKET, "secret")) {
      assertThatThrownBy(() -> gone.check("lab/"))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> {
                assertThat(e.id()).isEqualTo("s3-unreachable");
                assertThat(e.facts()).contains("server " + nobody);
              });
    }
  }
}
