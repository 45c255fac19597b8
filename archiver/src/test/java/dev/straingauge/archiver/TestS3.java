package dev.straingauge.archiver;

import dev.straingauge.archiver.store.S3ObjectStore;
import dev.straingauge.archiver.store.S3Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/** An S3 server over a folder, for a test. */
public final class TestS3 implements AutoCloseable {

  public static final String BUCKET = "runs";
  public static final S3Settings.Credentials KEY = new S3Settings.Credentials("test", "secret");

  private final Path folder;
  private final int port;
  private S3Proxy proxy;

  public TestS3(Path folder) throws Exception {
    this.folder = folder;
    Files.createDirectories(folder.resolve(BUCKET));
    port = TestBroker.freePort();
    start();
  }

  public void start() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("jclouds.filesystem.basedir", folder.toString());
    proxy =
        S3Proxy.builder()
            .blobStore(BlobStores.create("filesystem", properties))
            .endpoint(endpoint())
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEY.accessKey(), KEY.secretKey())
            .jettyMaxThreads(16)
            .build();
    proxy.start();
  }

  public void stop() {
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public S3Settings settings() {
    return new S3Settings(endpoint(), BUCKET, "us-east-1", KEY, Duration.ofSeconds(10));
  }

  public S3ObjectStore store() {
    return new S3ObjectStore(settings());
  }

  /** Folder of the bucket. */
  public Path bucket() throws IOException {
    return folder.resolve(BUCKET);
  }

  @Override
  public void close() {
    stop();
  }
}
