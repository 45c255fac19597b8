package dev.straingauge.archiver.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Turns what the SDK throws into what a user can act on. */
final class S3Errors {

  private final S3Settings settings;

  S3Errors(S3Settings settings) {
    this.settings = settings;
  }

  StoreException of(String verb, String key, String permission, SdkException e) {
    String what = what(verb, key);
    if (e instanceof S3Exception answer) {
      return answered(what, permission, answer);
    }
    if (e instanceof ApiCallTimeoutException
        || e instanceof ApiCallAttemptTimeoutException
        || ioCause(e) != null) {
      return unreachable(verb, key, e);
    }
    String text = String.valueOf(e.getMessage());
    if (text.contains("credentials")) {
      return new StoreException(
          StoreException.DENIED,
          what
              + ": no credentials found (expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a"
              + " profile or a role)",
          List.of(server()),
          e);
    }
    return new StoreException(StoreException.FAILED, what + ": " + text, List.of(server()), e);
  }

  StoreException unreachable(String verb, String key, Exception e) {
    IOException io = ioCause(e);
    List<String> facts = new ArrayList<>(List.of(server()));
    facts.add(io == null ? String.valueOf(e.getMessage()) : IoWords.of(io));
    return new StoreException(
        StoreException.UNREACHABLE,
        "%s: no answer (expected one within %d s)"
            .formatted(what(verb, key), settings.attemptLimit().toSeconds()),
        facts,
        e);
  }

  StoreException bucketMissing(String verb, String key, S3Exception e) {
    return bucketMissing(what(verb, key), e);
  }

  private StoreException bucketMissing(String what, S3Exception e) {
    return new StoreException(
        StoreException.BUCKET_MISSING,
        "%s: bucket '%s' does not exist (expected an existing one)"
            .formatted(what, settings.bucket()),
        List.of(server()),
        e);
  }

  private String what(String verb, String key) {
    return "%s 's3://%s/%s'".formatted(verb, settings.bucket(), key);
  }

  private StoreException answered(String what, String permission, S3Exception e) {
    String code =
        e.awsErrorDetails() == null ? "" : String.valueOf(e.awsErrorDetails().errorCode());
    int status = e.statusCode();
    if (status == 401 || status == 403) {
      return new StoreException(
          StoreException.DENIED,
          "%s: access denied, HTTP %d (expected %s)".formatted(what, status, permission),
          List.of(server() + (code.isEmpty() ? "" : " · " + code)),
          e);
    }
    if (code.equals("NoSuchBucket")) {
      return bucketMissing(what, e);
    }
    return new StoreException(
        StoreException.FAILED,
        "%s: HTTP %d %s (expected success)".formatted(what, status, code),
        List.of(server(), String.valueOf(e.getMessage())),
        e);
  }

  private String server() {
    return "server "
        + (settings.endpoint() == null ? "AWS S3" : String.valueOf(settings.endpoint()));
  }

  private static @Nullable IOException ioCause(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException io) {
        return io;
      }
    }
    return null;
  }
}
