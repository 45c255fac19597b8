package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.straingauge.producer.cluster.ClusterException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.mockwebserver.http.MockResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesConnectionTest {

  private static final String NODES = "/api/v1/nodes";
  private static final String NONE =
      "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[]}";

  private final FakeApi api = new FakeApi();

  @AfterEach
  void close() throws IOException {
    api.close();
  }

  @Test
  void asksAgainAfterTheServersPauseAndCountsIt() {
    api.on(
            "GET",
            NODES,
            FakeApi.status(429, "TooManyRequests", "later").setHeader("Retry-After", "1"))
        .on("GET", NODES, FakeApi.json(200, NONE));
    long begun = System.nanoTime();

    assertThat(nodes()).isZero();
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(1_000_000_000L);
    assertThat(api.connection.throttled()).isEqualTo(1);
    assertThat(api.count("GET")).isEqualTo(2);
  }

  @Test
  void repeatsAQuestionWhereTheConnectionBreaksAndNothingElse() throws IOException {
    AtomicInteger requests = new AtomicInteger();
    AtomicInteger broken = new AtomicInteger(Integer.MAX_VALUE);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(NODES, exchange -> answer(exchange, requests, broken));
    server.start();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
            .build();
    try (KubernetesConnection connection =
        KubernetesConnection.open(KubernetesSettings.of(null), config)) {
      Supplier<Integer> question = () -> connection.client().nodes().list().getItems().size();

      assertThatThrownBy(() -> connection.ask("list Node", question))
          .isInstanceOfSatisfying(
              ClusterException.class, e -> assertThat(e.reason()).isEqualTo("Unreachable"));
      assertThat(requests).hasValue(3);
      assertThatThrownBy(() -> connection.send("list Node", question))
          .isInstanceOf(ClusterException.class);
      assertThat(requests).hasValue(4);

      broken.set(2);
      assertThat(connection.ask("list Node", question)).isZero();
      assertThat(requests).hasValue(7);
    } finally {
      server.stop(0);
    }
  }

  private static void answer(HttpExchange exchange, AtomicInteger requests, AtomicInteger broken)
      throws IOException {
    requests.incrementAndGet();
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, NONE.length());
    int sent = broken.getAndDecrement() > 0 ? 10 : NONE.length();
    exchange.getResponseBody().write(NONE.getBytes(StandardCharsets.UTF_8), 0, sent);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  @Test
  void tellsWhatTheServerRefuses() {
    api.on("GET", NODES, FakeApi.status(403, "Forbidden", "nodes is forbidden: no list"));

    ClusterException refusal = catchThrowableOfType(ClusterException.class, this::nodes);

    assertThat(refusal)
        .hasMessage("list Node: nodes is forbidden: no list")
        .returns("Forbidden", ClusterException::reason)
        .returns("403", ClusterException::code);
  }

  @Test
  void doesNotTakeAWebPageForAnAnswer() {
    api.on(
        "GET",
        NODES,
        new MockResponse()
            .setResponseCode(200)
            .setHeader("Content-Type", "text/html")
            .setBody("<html><body>Sign in</body></html>"));

    assertThatThrownBy(this::nodes)
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("none of Kubernetes'")
        .hasMessageContaining("Sign in");
  }

  @Test
  void tellsThatACertificateHasExpiredAndThatNobodyListens() {
    assertThat(
            Refusals.words(
                new KubernetesClientException(
                    "x",
                    new IOException(
                        "handshake",
                        new CertificateExpiredException("NotAfter: Sat Feb 01 2025")))))
        .isEqualTo(
            "a certificate of the server has expired, or is not valid yet: NotAfter: Sat Feb 01"
                + " 2025");
    ConnectException refused = new ConnectException();
    refused.initCause(new ClosedChannelException());
    assertThat(Refusals.words(new KubernetesClientException("x", refused)))
        .startsWith("no connection: nobody listens");
    assertThat(
            Refusals.words(
                new KubernetesClientException(
                    "x", new IOException("PKIX", new CertPathBuilderException("no path")))))
        .contains("signed by nobody whom the kubeconfig trusts");
  }

  @Test
  void saysWhatIsWrongWithAKubeconfig(@TempDir Path folder) throws IOException {
    Path none = folder.resolve("none");
    Path empty = Files.writeString(folder.resolve("empty"), "");
    Path page = Files.writeString(folder.resolve("page"), "<html>{{</html>");
    Path token = Files.writeString(folder.resolve("token"), "hunter2");
    Path good = Files.writeString(folder.resolve("good"), KUBECONFIG);

    assertThat(refusal(token, null))
        .contains(token.toString(), "no kubeconfig")
        .doesNotContain("hunter2");
    assertThat(refusal(none, null)).contains(none.toString(), "no such file");
    assertThat(refusal(empty, null)).contains(empty.toString());
    assertThat(refusal(page, null)).contains(page.toString());
    assertThat(refusal(good, "prod")).contains("'prod'", "none of that name", "lab");
    try (KubernetesConnection lab = KubernetesConnection.open(KubernetesSettings.of(good))) {
      assertThat(lab.context()).isEqualTo("lab");
      assertThat(lab.server()).startsWith("https://127.0.0.1:1");
    }
  }

  @Test
  void saysThatTheClientsCertificateHasExpired(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("client.crt"), EXPIRED);
    Config byFile = new ConfigBuilder(Config.empty()).withClientCertFile(file.toString()).build();
    Config byData =
        new ConfigBuilder(Config.empty())
            .withClientCertData(
                Base64.getEncoder().encodeToString(EXPIRED.getBytes(StandardCharsets.UTF_8)))
            .build();
    api.connection.client().getConfiguration().setClientCertFile(file.toString());
    api.on("GET", NODES, FakeApi.status(401, "Unauthorized", "Unauthorized"));

    assertThat(Kubeconfigs.expiredCertificate(byFile)).contains(VALIDITY);
    assertThat(Kubeconfigs.expiredCertificate(byData)).contains(VALIDITY);
    assertThat(Kubeconfigs.expiredCertificate(Config.empty())).isEmpty();
    assertThatThrownBy(this::nodes).hasMessage("list Node: Unauthorized: " + VALIDITY);
  }

  @Test
  void saysThatTheServerTakesTheClientForNobody() {
    api.on(
        "GET",
        NODES,
        FakeApi.status(
            403, "Forbidden", "nodes is forbidden: User \\\"system:anonymous\\\" cannot list"));

    assertThatThrownBy(this::nodes).hasMessageEndingWith("expired, or of another cluster");
  }

  private static final String VALIDITY =
      "the client's certificate is valid from 2025-01-01T00:00:00Z to 2025-02-01T00:00:00Z";

  private static final String EXPIRED =
      """
      -----BEGIN CERTIFICATE-----
      MIIBATCBqAIBAzAKBggqhkjOPQQDAjANMQswCQYDVQQDDAJtZTAeFw0yNTAxMDEw
      MDAwMDBaFw0yNTAyMDEwMDAwMDBaMA0xCzAJBgNVBAMMAm1lMFkwEwYHKoZIzj0C
      AQYIKoZIzj0DAQcDQgAEKQEPYr4HwBZvLZbI0eFhEDTkwPoOUtkVaw74DIOZfpe8
      PoIsZiy4OZsTwTCuxy+5zVBpM/D3T7s4mUw2nJ0c0zAKBggqhkjOPQQDAgNIADBF
      AiB5x18sOsLCC57LkFelBVrzbQYUP57siXPvf3Dac0bxwQIhAOlhilajbIOHiZrc
      xrcRgdPVx3pwCKROmqFx/uQL0tyw
      -----END CERTIFICATE-----
      """;

  private static final String KUBECONFIG =
      """
      apiVersion: v1
      kind: Config
      clusters: [{name: lab, cluster: {server: "https://127.0.0.1:1"}}]
      users: [{name: me, user: {token: t}}]
      contexts: [{name: lab, context: {cluster: lab, user: me}}]
      current-context: lab
      """;

  private static String refusal(Path file, @Nullable String context) {
    KubernetesSettings usual = KubernetesSettings.of(file);
    KubernetesSettings settings =
        new KubernetesSettings(
            file,
            context,
            null,
            null,
            null,
            usual.requestsPerSecond(),
            usual.burst(),
            List.of(),
            PodSettings.USUAL);
    ClusterException refusal =
        catchThrowableOfType(
            ClusterException.class, () -> KubernetesConnection.open(settings).close());
    assertThat(refusal.reason()).isEqualTo("Config");
    return String.valueOf(refusal.getMessage());
  }

  private int nodes() {
    return api.connection.send(
        "list Node", () -> api.connection.client().nodes().list().getItems().size());
  }
}
