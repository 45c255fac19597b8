package dev.straingauge.producer.cluster.kubernetes;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A service account that has exactly the roles that {@code doctor --print-rbac} prints, in a
 * namespace of its own, which goes with it.
 */
final class RestrictedUser implements AutoCloseable {

  private static final String ACCOUNT = "tester";

  final KubernetesConnection admin;
  final String namespace;
  private final Path kubeconfig;
  private final @Nullable String driverNamespace;
  private final List<String> faults;
  private final String roles;

  /**
   * @param labels of the namespace
   */
  RestrictedUser(
      Path folder,
      String namespace,
      Map<String, String> labels,
      @Nullable String driverNamespace,
      List<String> faults,
      boolean force)
      throws IOException {
    this.namespace = namespace;
    this.driverNamespace = driverNamespace;
    this.faults = faults;
    Path given = Path.of(System.getenv(KubernetesClusterIT.KUBECONFIG));
    admin = KubernetesConnection.open(KubernetesSettings.of(given));
    KubernetesClient client = admin.client();
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace)
                .withLabels(labels)
                .endMetadata()
                .build())
        .create();
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(ACCOUNT)
                .withNamespace(namespace)
                .endMetadata()
                .build())
        .create();
    // under names of its own: those of the cluster's users stay as they are
    roles =
        String.join("\n", Rights.yaml(namespace, ACCOUNT, driverNamespace, faults, force))
            .replaceAll("name: straingauge([,}])", "name: " + namespace + "$1");
    apply(roles);
    String token =
        client
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(ACCOUNT)
            .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
            .getStatus()
            .getToken();
    kubeconfig = folder.resolve("restricted.yaml");
    Files.writeString(kubeconfig, kubeconfig(client.getConfiguration(), token));
  }

  KubernetesSettings settings() {
    return settings(PodSettings.USUAL);
  }

  KubernetesSettings settings(PodSettings pods) {
    return new KubernetesSettings(
        kubeconfig,
        null,
        namespace,
        null,
        driverNamespace,
        KubernetesSettings.DEFAULT_REQUESTS_PER_SECOND,
        KubernetesSettings.DEFAULT_BURST,
        faults,
        pods);
  }

  /** As the user who may do everything. */
  void apply(String yaml) {
    admin
        .client()
        .load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
        .serverSideApply();
  }

  private static String kubeconfig(Config config, String token) throws IOException {
    String authority =
        config.getCaCertData() != null
            ? config.getCaCertData()
            : Base64.getEncoder()
                .encodeToString(Files.readAllBytes(Path.of(config.getCaCertFile())));
    return """
    apiVersion: v1
    kind: Config
    current-context: restricted
    clusters:
      - {name: c, cluster: {server: "%s", certificate-authority-data: %s}}
    users:
      - {name: u, user: {token: %s}}
    contexts:
      - {name: restricted, context: {cluster: c, user: u}}
    """
        .formatted(config.getMasterUrl(), authority, token);
  }

  @Override
  public void close() {
    KubernetesClient client = admin.client();
    client.load(new ByteArrayInputStream(roles.getBytes(StandardCharsets.UTF_8))).delete();
    client.namespaces().withName(namespace).delete();
    client
        .namespaces()
        .withName(namespace)
        .waitUntilCondition(gone -> gone == null, 60, TimeUnit.SECONDS);
    admin.close();
  }
}
