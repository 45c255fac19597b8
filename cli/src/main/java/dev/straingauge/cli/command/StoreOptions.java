package dev.straingauge.cli.command;

import dev.straingauge.archiver.store.S3Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which S3. */
final class StoreOptions {

  private static final String DEFAULT_BUCKET = "runs";

  @Option(
      names = "--s3",
      paramLabel = "URL",
      description =
          "A real S3 server (default: the embedded one). Keys come from the AWS chain:"
              + " AWS_ACCESS_KEY_ID, profiles, ...")
  @Nullable String url;

  @Option(
      names = "--bucket",
      paramLabel = "BUCKET",
      description = "Its bucket (default: runs). Without --s3: a bucket of AWS.")
  @Nullable String bucket;

  @Option(
      names = "--prefix",
      paramLabel = "PREFIX",
      description = "Folder of the runs in the bucket (default: none).")
  String prefix = "";

  /**
   * The real S3 that was asked for; empty: none was.
   *
   * @throws IllegalArgumentException if URL or bucket are not of their form
   */
  Optional<S3Settings> settings() {
    if (url == null && bucket == null) {
      return Optional.empty();
    }
    return Optional.of(S3Settings.of(endpoint(), bucket == null ? DEFAULT_BUCKET : bucket, null));
  }

  /** The same options again, for a command to paste; empty when none was given. */
  String words() {
    return (url == null ? "" : " --s3 " + url)
        + (bucket == null ? "" : " --bucket " + bucket)
        + (prefix.isEmpty() ? "" : " --prefix " + prefix);
  }

  /** What leads another command to the same archive, each option after a blank. */
  String where(Session session) {
    if (settings().isPresent()) {
      return words();
    }
    String data = session.dataAsGiven().toString();
    return (data.equals(LogOptions.DATA) ? "" : " --data " + data) + words();
  }

  private @Nullable URI endpoint() {
    if (url == null) {
      return null;
    }
    try {
      URI uri = new URI(url);
      if (uri.getHost() == null
          || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        throw new IllegalArgumentException(
            "read option '--s3': '%s' (expected https://HOST:PORT)".formatted(url));
      }
      if (uri.getUserInfo() != null) {
        throw new IllegalArgumentException(
            "read option '--s3': it holds a key (expected https://HOST:PORT; keys come from the AWS"
                + " chain)");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "read option '--s3': '%s' (expected https://HOST:PORT)".formatted(url), e);
    }
  }
}
