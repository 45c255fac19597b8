package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.producer.cluster.ClusterException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The way to one cluster: every request but a watch goes through our own limiter, and one that the
 * server throttles (429) is sent again after its Retry-After. Thread-safe. Requests block: not to
 * be called in the stage's turn.
 */
public final class KubernetesConnection implements AutoCloseable {

  private static final String USER_AGENT = "straingauge/1";
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(30);
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  private static final String NOBODY = "User \"system:anonymous\"";
  private static final int THROTTLED_AT_MOST = 20;

  /** A load balancer that goes takes all connections with it, once. */
  private static final int ASKED_AT_MOST = 3;

  private final KubernetesSettings settings;
  private final KubernetesClient client;
  private final RequestLimiter limiter;
  private final Answers answers;
  private final String context;

  private KubernetesConnection(
      KubernetesSettings settings,
      KubernetesClient client,
      RequestLimiter limiter,
      Answers answers,
      String context) {
    this.settings = settings;
    this.client = client;
    this.limiter = limiter;
    this.answers = answers;
    this.context = context;
  }

  /**
   * Reads the kubeconfig; nothing is sent yet.
   *
   * @throws ClusterException Config: no such file, no such context, not readable
   */
  public static KubernetesConnection open(KubernetesSettings settings) {
    return open(settings, config(settings));
  }

  static KubernetesConnection open(KubernetesSettings settings, Config config) {
    config.setUserAgent(USER_AGENT);
    config.setRequestRetryBackoffLimit(0);
    config.setWatchReconnectLimit(0);
    config.setRequestTimeout((int) REQUEST_LIMIT.toMillis());
    config.setConnectionTimeout((int) CONNECT_LIMIT.toMillis());
    RequestLimiter limiter = new RequestLimiter(settings.requestsPerSecond(), settings.burst());
    Answers answers = new Answers(limiter);
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientFactory(new JdkHttpClientFactory())
            .withHttpClientBuilderConsumer(
                builder -> builder.addOrReplaceInterceptor("answers", answers))
            .build();
    return new KubernetesConnection(
        settings, client, limiter, answers, Kubeconfigs.currentContext(config));
  }

  /** What it was opened with. */
  public KubernetesSettings settings() {
    return settings;
  }

  /** Address of the API server. */
  public String server() {
    return client.getMasterUrl().toString();
  }

  /** Context of the kubeconfig; empty in a pod. */
  public String context() {
    return context;
  }

  /** How often the server answered 429. */
  public long throttled() {
    return limiter.throttled();
  }

  @Override
  public void close() {
    client.close();
  }

  /** At the last answer that said what time it was. */
  Optional<ClockDifference> clockDifference() {
    return answers.clockDifference();
  }

  KubernetesClient client() {
    return client;
  }

  /** A place among the requests; how long it has to wait. */
  long reserve() {
    return limiter.reserve(System.nanoTime());
  }

  /** Sends a request after its turn in the limiter, in one place. */
  <T> T send(String what, Supplier<T> request) {
    return send(what, reserve(), request);
  }

  /**
   * Sends a question, which changes nothing: where the connection breaks in the middle, it is asked
   * again, {@value #ASKED_AT_MOST} times at most.
   *
   * @throws ClusterException if the answer is no, or there is none
   */
  <T> T ask(String what, Supplier<T> question) {
    return send(
        what,
        () -> {
          for (int attempt = 1; ; attempt++) {
            try {
              return question.get();
            } catch (RuntimeException e) {
              if (!Refusals.isBroken(e) || attempt == ASKED_AT_MOST) {
                throw e;
              }
            }
          }
        });
  }

  /**
   * Sends a request.
   *
   * @param waitNanos what {@link #reserve} said
   * @throws ClusterException if the answer is no, or there is none
   */
  <T> T send(String what, long waitNanos, Supplier<T> request) {
    pause(waitNanos);
    for (int attempt = 1; ; attempt++) {
      pause(limiter.pauseNanos(System.nanoTime()));
      try {
        return request.get();
      } catch (RuntimeException e) {
        if (!Refusals.isThrottled(e) || attempt == THROTTLED_AT_MOST) {
          throw explained(Refusals.of(what, e));
        }
      }
    }
  }

  /** An API server does not say why it does not know somebody, or takes him for nobody. */
  private ClusterException explained(ClusterException refusal) {
    boolean unknown =
        refusal.reason().equals("Unauthorized")
            || String.valueOf(refusal.getMessage()).contains(NOBODY);
    if (!unknown) {
      return refusal;
    }
    ClusterException explained =
        new ClusterException(
            refusal.reason(),
            refusal.code(),
            "%s: %s"
                .formatted(
                    refusal.getMessage(),
                    Kubeconfigs.expiredCertificate(client.getConfiguration())
                        .orElse(
                            "the server does not know who asks: the kubeconfig's credentials are"
                                + " none, expired, or of another cluster")));
    explained.initCause(refusal);
    return explained;
  }

  /** Waits; an interrupt ends it early. */
  static void pause(long nanos) {
    long until = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = until - System.nanoTime()) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      LockSupport.parkNanos(left);
    }
  }

  private static Config config(KubernetesSettings settings) {
    Path file = settings.kubeconfig();
    if (file == null) {
      return Kubeconfigs.require(
          Config.autoConfigure(settings.context()), settings.context(), "this machine");
    }
    if (!Files.isReadable(file)) {
      throw new ClusterException(
          "Config",
          "",
          "read kubeconfig '%s': %s (expected a file with a cluster and a user)"
              .formatted(file, Files.exists(file) ? "no permission" : "no such file"));
    }
    return Kubeconfigs.read(file, settings.context());
  }
}
