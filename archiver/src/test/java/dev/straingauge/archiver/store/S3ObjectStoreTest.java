package dev.straingauge.archiver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.archiver.TestBroker;
import dev.straingauge.archiver.TestS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /**
   * S3Proxy answers all racers with 412 in about one of 200 races, though it keeps what one wrote:
   * as after an answer that is lost, the winner finds that out by reading.
   */
  @Override
  int fewestWon(int races) {
    return races - 2;
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

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 1000})
  void findsVersionsOverAnyNumberOfListings(int page) {
    List<String> keys = new ArrayList<>();
    for (String name : List.of("b/1/M", "b/2/M", "b/3/D", "b/3/M", "c/1/M")) {
      store.put("pages/" + name, text(name));
      store.put("pages/" + name + "-more", text("not asked for"));
      keys.add("pages/" + name);
    }
    List<String> asked = new ArrayList<>(keys);
    asked.addAll(List.of("pages/b/0/M", "pages/b/2/D", "pages/b/9/M", "pages/d/1/M"));

    assertThat(store.versions(asked, page)).containsOnlyKeys(keys);
  }

  /** Runs of a few objects each, as many as {@code numbers}. */
  private static List<String> runs(int numbers) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < numbers; i++) {
      for (String object : List.of("MANIFEST.json", "config.json", "events/0-1.avro")) {
        keys.add("soak/202601010000%02d/%s".formatted(i, object));
      }
    }
    return keys;
  }

  private static List<String> manifests(List<String> keys) {
    return keys.stream().filter(key -> key.endsWith("MANIFEST.json")).toList();
  }

  @Test
  @Timeout(30)
  void findsVersionsOnAServerThatListsFromTheBeginningOnly() throws IOException {
    List<String> keys = runs(20);
    List<String> asked = new ArrayList<>(manifests(keys).subList(0, 15));
    asked.add("soak/20260101000005/DELETED.json");
    try (ListingServer server = new ListingServer(keys, true);
        S3ObjectStore listing = with(server.endpoint(), TestS3.BUCKET, "secret")) {
      assertThat(listing.versions(asked, 7)).containsOnlyKeys(asked.subList(0, 15));
      assertThat(server.listings()).isBetween(1, 9); // not on to the end
    }
  }

  @Test
  @Timeout(30)
  void doesNotAskForTheSameListingForEver() throws IOException {
    List<String> keys = runs(20);
    try (ListingServer server = new ListingServer(keys, false);
        S3ObjectStore stuck = with(server.endpoint(), TestS3.BUCKET, "secret")) {
      assertThatThrownBy(() -> stuck.versions(manifests(keys), 7))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("does not go on behind 'soak/20260101000002/MANIFEST.json'");
    }
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
  void tellsAMissingBucketFromAMissingObject() {
    try (S3ObjectStore missing = with(s3.endpoint(), "no-such-bucket", "secret")) {
      for (ThrowingCallable request :
          List.<ThrowingCallable>of(
              () -> missing.head("lab/x"),
              () -> missing.get("lab/x", 10),
              () -> missing.copy("lab/x", new ByteArrayOutputStream()),
              () -> missing.put("lab/x", text("x")))) {
        assertThatThrownBy(request)
            .isInstanceOfSatisfying(
                StoreException.class, e -> assertThat(e.id()).isEqualTo("s3-bucket-missing"));
      }
    }
    assertThat(store.head("lab/no-such-object")).isEmpty();
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

  /** An HTTP server that says one thing, and closes. */
  private static ServerSocket saying(String answer) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                  byte[] request = new byte[16 * 1024];
                  assertThat(client.getInputStream().read(request)).isPositive();
                  client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                  return; // closed
                }
              }
            });
    return server;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nonly so much",
        "HTTP/1.1 200 OK\r\nDate: Sat, 21 Nov 2026 07:45:12 GMT\r\nContent-Le",
      })
  void takesNoAnswerThatBreaksOffForAWholeOne(String answer) throws IOException {
    try (ServerSocket server = saying(answer);
        S3ObjectStore cut =
            with(
                URI.create("http://127.0.0.1:" + server.getLocalPort()), TestS3.BUCKET, "secret")) {
      assertThatThrownBy(() -> cut.get("lab/x", 1_000))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.id()).isEqualTo("s3-unreachable"));
      assertThatThrownBy(() -> cut.copy("lab/x", new ByteArrayOutputStream()))
          .isInstanceOf(StoreException.class);
    }
  }

  @Test
  void takesNoHeadWithoutASizeForAnObject() throws IOException {
    try (ServerSocket server = saying("HTTP/1.1 200 OK\r\nETag: \"x\"\r\nx-amz-meta-fir");
        S3ObjectStore cut =
            with(
                URI.create("http://127.0.0.1:" + server.getLocalPort()), TestS3.BUCKET, "secret")) {
      assertThatThrownBy(() -> cut.head("lab/x")).isInstanceOf(StoreException.class);
    }
  }
}
