package dev.straingauge.producer.cluster;

/**
 * An operation that failed or ran out of time.
 *
 * @param intent what it wanted
 * @param operation its kind, as in the plan
 * @param reason one word: of the failure, or {@code TimedOut}
 * @param message what is known about it, in words
 */
public record Trouble(Intent intent, String operation, String reason, String message) {

  /** Reason of an operation that ran out of time. */
  public static final String TIMED_OUT = "TimedOut";
}
