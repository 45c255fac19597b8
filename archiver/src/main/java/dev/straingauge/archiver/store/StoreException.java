package dev.straingauge.archiver.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object store refused or failed. The message says what was tried, on which thing, what was
 * found and what was expected; {@link #facts()} are the lines below it.
 */
public final class StoreException extends RuntimeException {

  /** Access denied: HTTP 401 or 403. */
  public static final String DENIED = "s3-denied";

  /** No answer, or none in time. */
  public static final String UNREACHABLE = "s3-unreachable";

  /** The bucket does not exist. */
  public static final String BUCKET_MISSING = "s3-bucket-missing";

  /** Any other answer that is not expected. */
  public static final String FAILED = "s3-failed";

  /** What was read is not what was written, or too large. */
  public static final String CORRUPT = "archive-corrupt";

  /** A newer version wrote it. */
  public static final String NEWER = "archive-newer";

  /** The runs of this Kafka were going to another store. */
  public static final String DIFFERS = "store-differs";

  private final String id;
  private final transient List<String> facts;

  public StoreException(String id, String message, List<String> facts, @Nullable Throwable cause) {
    super(message, cause);
    this.id = id;
    this.facts = List.copyOf(facts);
  }

  /** One of the constants above. */
  public String id() {
    return id;
  }

  /** Whether the object cannot be used as it is, whoever reads it: other runs still can. */
  public boolean isOfOneObject() {
    return id.equals(CORRUPT) || id.equals(NEWER);
  }

  /** Why a run whose object it is takes no part. */
  public String reason() {
    return (id.equals(NEWER) ? "written by a newer version: " : "damaged: ") + getMessage();
  }

  /** Lines for the reader of the error. */
  public List<String> facts() {
    return facts;
  }

  /** The same failure with these facts. */
  StoreException withFacts(List<String> more) {
    return new StoreException(id, String.valueOf(getMessage()), more, getCause());
  }
}
