package dev.straingauge.cli.embedded;

import dev.straingauge.cli.embedded.EmbeddedException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/**
 * An S3 server in this process over a folder: loopback, free port, the key of the folder. A bucket
 * is a folder, an object a file. Thread-safe.
 */
public final class EmbeddedS3 implements AutoCloseable {

  /** The bucket that runs go to. */
  public static final String BUCKET = "runs";

  private final S3Proxy server;
  private final FolderKey key;

  private EmbeddedS3(S3Proxy server, FolderKey key) {
    this.server = server;
    this.key = key;
  }

  /**
   * Serves {@code data/s3} with the key in {@code data/s3.key}; both are made if they are missing.
   *
   * @throws EmbeddedException FULL, UNWRITABLE or BROKEN
   */
  public static EmbeddedS3 start(Path data) {
    Path folder = DataFolder.s3(data);
    try {
      FolderKey key = FolderKey.readOrMake(data.resolve("s3.key"));
      Files.createDirectories(folder.resolve(BUCKET));
      S3Proxy server =
          S3Proxy.builder()
              .blobStore(BlobStores.create("filesystem", at(folder)))
              .endpoint(URI.create("http://127.0.0.1:0"))
              .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, key.accessKey(), key.secretKey())
              .jettyMaxThreads(16)
              .build();
      server.start();
      return new EmbeddedS3(server, key);
    } catch (IOException e) {
      Kind kind = IoCauses.isDiskFull(e) ? Kind.FULL : Kind.UNWRITABLE;
      throw new EmbeddedException(
          kind, "start embedded S3 in '%s': %s".formatted(folder, IoCauses.words(e)), e);
    } catch (Exception e) {
      throw new EmbeddedException(
          Kind.BROKEN, "start embedded S3 in '%s': %s".formatted(folder, e.getMessage()), e);
    }
  }

  /** Where clients find it. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  /** Access key of this folder. */
  public String accessKey() {
    return key.accessKey();
  }

  /** Secret key of this folder; never logged. */
  public String secretKey() {
    return key.secretKey();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new EmbeddedException(Kind.BROKEN, "stop embedded S3: %s".formatted(e.getMessage()), e);
    }
  }

  private static Properties at(Path folder) {
    Properties properties = new Properties();
    properties.setProperty("jclouds.filesystem.basedir", folder.toString());
    return properties;
  }
}
