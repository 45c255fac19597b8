package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the API server, or the way to it, said instead of yes. */
final class Refusals {

  /** Reason of a request without an answer. */
  static final String UNREACHABLE = "Unreachable";

  private static final int LONGEST = 500;

  private Refusals() {}

  /**
   * As this port tells it.
   *
   * @param what what was tried, for instance {@code create Pod 'pod-3'}
   */
  static ClusterException of(String what, RuntimeException e) {
    if (e instanceof ClusterException known) {
      return known;
    }
    ClusterException refusal =
        new ClusterException(reason(e), code(e), "%s: %s".formatted(what, words(e)));
    refusal.initCause(e);
    return refusal;
  }

  static boolean isThrottled(RuntimeException e) {
    return e instanceof KubernetesClientException known && known.getCode() == 429;
  }

  /**
   * Whether a connection that was there broke before the answer came. What was asked may have been
   * done.
   */
  static boolean isBroken(RuntimeException e) {
    boolean broken = false;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof HttpTimeoutException
          || cause instanceof GeneralSecurityException
          || isOfParser(cause)) {
        return false;
      }
      broken |= cause instanceof IOException;
    }
    return broken;
  }

  private static String code(RuntimeException e) {
    return e instanceof KubernetesClientException known && known.getCode() > 0
        ? Integer.toString(known.getCode())
        : "";
  }

  private static String reason(RuntimeException e) {
    if (!(e instanceof KubernetesClientException known)) {
      return "Defect";
    }
    Status status = known.getStatus();
    String said = status == null ? null : status.getReason();
    if (said != null && !said.isEmpty()) {
      return said.equals("Forbidden") || said.equals("Invalid") ? refused(said, status) : said;
    }
    return switch (known.getCode()) {
      case -1, 0 -> UNREACHABLE;
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "NotFound";
      case 409 -> "Conflict";
      case 422 -> "Invalid";
      case 429 -> "TooManyRequests";
      default -> known.getCode() >= 500 ? "InternalError" : "Refused";
    };
  }

  /** Who forbids it: rights, or one of those who look at what is to be made. */
  private static String refused(String said, Status status) {
    String words = status.getMessage() == null ? "" : status.getMessage();
    if (words.contains("exceeded quota") || words.contains("failed quota")) {
      return "QuotaExceeded";
    }
    if (words.contains("violates PodSecurity")) {
      return "PodSecurity";
    }
    if (words.contains("is being terminated")) {
      return "NamespaceTerminating";
    }
    if (words.matches("(?s).*(maximum|minimum) .* (usage|limit) per .*")
        || words.contains("limit to request ratio per")) {
      return "LimitRange";
    }
    return words.contains("admission webhook") || words.contains("ValidatingAdmissionPolicy")
        ? "AdmissionDenied"
        : said;
  }

  /** The server's own words, else those of the innermost cause. */
  static String words(Throwable e) {
    if (e instanceof KubernetesClientException known
        && known.getStatus() != null
        && known.getStatus().getMessage() != null) {
      return shortened(known.getStatus().getMessage());
    }
    Throwable inner = e;
    while (inner.getCause() != null) {
      if (inner instanceof ConnectException) {
        return "no connection: nobody listens at that address, or it cannot be reached from here";
      }
      inner = inner.getCause();
    }
    if (inner instanceof CertificateExpiredException
        || inner instanceof CertificateNotYetValidException) {
      return "a certificate of the server has expired, or is not valid yet: " + inner.getMessage();
    }
    if (inner instanceof CertPathBuilderException) {
      return "the server's certificate is signed by nobody whom the kubeconfig trusts (its"
          + " certificate-authority)";
    }
    if (inner instanceof HttpTimeoutException) {
      return "no answer in time";
    }
    if (isOfParser(inner)) {
      return "the answer is none of Kubernetes' (of a proxy or a sign-in page?): "
          + shortened(String.valueOf(inner.getMessage()));
    }
    @Nullable String message = inner.getMessage();
    String name = inner.getClass().getSimpleName();
    if (message == null || message.isEmpty()) {
      return name;
    }
    return shortened(
        inner instanceof IOException
            ? name.replace("Exception", "").toLowerCase(Locale.ROOT) + ": " + message
            : message);
  }

  /** Whether the answer was read, and was none. */
  private static boolean isOfParser(Throwable e) {
    return e.getClass().getName().startsWith("com.fasterxml.jackson.");
  }

  private static String shortened(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
