package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads kubeconfigs and says what is wrong with them. */
final class Kubeconfigs {

  private Kubeconfigs() {}

  /**
   * @param context the one that is wanted; null: its current one
   * @throws ClusterException Config
   */
  static Config read(Path file, @Nullable String context) {
    String what = "'" + file + "'";
    Config config;
    try {
      config = Config.fromKubeconfig(context, file.toFile());
    } catch (RuntimeException _) {
      // The parser's words quote the file, which may hold a token.
      throw new ClusterException(
          "Config",
          "",
          "read kubeconfig %s: it is no kubeconfig (expected YAML with clusters, users and contexts)"
              .formatted(what));
    }
    if (contexts(config).isEmpty()) {
      throw new ClusterException(
          "Config", "", "read kubeconfig %s: no contexts (expected at least one)".formatted(what));
    }
    return require(config, context, what);
  }

  /** The same configuration, if it has that context. */
  static Config require(Config config, @Nullable String context, String where) {
    if (context != null && !contexts(config).contains(context)) {
      throw new ClusterException(
          "Config",
          "",
          "find context '%s' in the kubeconfig of %s: none of that name (expected one of %s)"
              .formatted(context, where, String.join(", ", contexts(config))));
    }
    if (config.getMasterUrl() == null || config.getMasterUrl().isEmpty()) {
      throw new ClusterException(
          "Config", "", "read the kubeconfig of %s: no server in it".formatted(where));
    }
    return config;
  }

  /** The context in use; empty: none, as in a pod. */
  static String currentContext(Config config) {
    NamedContext current = config.getCurrentContext();
    return current == null || current.getName() == null ? "" : current.getName();
  }

  /** That the client's certificate has expired, or is not valid yet, in words; empty otherwise. */
  static Optional<String> expiredCertificate(Config config) {
    Optional<X509Certificate> certificate = clientCertificate(config);
    try {
      if (certificate.isPresent()) {
        certificate.get().checkValidity();
      }
      return Optional.empty();
    } catch (CertificateException _) {
      return Optional.of(
          "the client's certificate is valid from %s to %s"
              .formatted(
                  certificate.get().getNotBefore().toInstant(),
                  certificate.get().getNotAfter().toInstant()));
    }
  }

  private static Optional<X509Certificate> clientCertificate(Config config) {
    try {
      byte[] pem;
      if (config.getClientCertData() != null) {
        pem = Base64.getMimeDecoder().decode(config.getClientCertData());
      } else if (config.getClientCertFile() != null) {
        pem = Files.readAllBytes(Path.of(config.getClientCertFile()));
      } else {
        return Optional.empty();
      }
      return Optional.of(
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(pem)));
    } catch (CertificateException | IOException | IllegalArgumentException _) {
      return Optional.empty(); // whatever is wrong with it, the connection has said so
    }
  }

  private static List<String> contexts(Config config) {
    List<NamedContext> all = config.getContexts();
    return all == null ? List.of() : all.stream().map(NamedContext::getName).sorted().toList();
  }
}
