package dev.straingauge.producer.cluster;

/**
 * The cluster refused an intent or its effect cannot come about. The one exception type of this
 * port.
 */
public final class ClusterException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String reason;
  private final String code;

  /**
   * @param reason one word for counting: AccessPointLimitExceeded, NotFound, VerifyMismatch, ...
   * @param code code of the API or of gRPC, empty when there is none
   * @param message what was tried, which thing, what was found, what was expected
   */
  public ClusterException(String reason, String code, String message) {
    super(message);
    this.reason = reason;
    this.code = code;
  }

  /** One word for counting. */
  public String reason() {
    return reason;
  }

  /** Code of the API or of gRPC, empty when there is none. */
  public String code() {
    return code;
  }
}
