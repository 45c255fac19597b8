package dev.straingauge.archiver.consume;

/** A newer archiver of the same topics took over: the broker lets this one do nothing more. */
public final class TakenOverException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TakenOverException(String topicPrefix, Throwable cause) {
    super(
        "archive the topics '%s…': another archiver took over (expected one at a time)"
            .formatted(topicPrefix),
        cause);
  }
}
