package dev.straingauge.archiver.store;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where an S3 bucket is.
 *
 * @param endpoint the server; null for AWS itself
 * @param bucket name of the bucket
 * @param region region; null for what the AWS chain says, or {@code us-east-1} where it says
 *     nothing
 * @param credentials null for the AWS chain (environment, profile, container, instance)
 * @param attemptLimit how long one attempt of a request may take
 */
public record S3Settings(
    @Nullable URI endpoint,
    String bucket,
    @Nullable String region,
    @Nullable Credentials credentials,
    Duration attemptLimit) {

  /** How long one attempt may take unless said otherwise. */
  public static final Duration DEFAULT_ATTEMPT_LIMIT = Duration.ofSeconds(30);

  public S3Settings {
    if (bucket.length() < 3
        || bucket.length() > 63
        || !bucket.matches("[a-z0-9][a-z0-9.-]*[a-z0-9]")) {
      throw new IllegalArgumentException(
          "name a bucket '%s': not a name that S3 allows (expected 3 to 63 of a-z, 0-9, '.', '-')"
              .formatted(bucket));
    }
  }

  /** Settings with the default attempt limit and the region of the chain. */
  public static S3Settings of(
      @Nullable URI endpoint, String bucket, @Nullable Credentials credentials) {
    return new S3Settings(endpoint, bucket, null, credentials, DEFAULT_ATTEMPT_LIMIT);
  }

  /**
   * A key and its secret. Never printed.
   *
   * @param accessKey the key's id
   * @param secretKey the secret
   */
  public record Credentials(String accessKey, String secretKey) {
    @Override
    public String toString() {
      return "Credentials[***]";
    }
  }
}
