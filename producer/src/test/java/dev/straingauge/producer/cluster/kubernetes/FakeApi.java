package dev.straingauge.producer.cluster.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An API server that gives the answers it was told, in order, by method and path without query. */
final class FakeApi implements AutoCloseable {

  private final MockWebServer server = new MockWebServer();
  private final Map<String, ConcurrentLinkedQueue<MockResponse>> answers =
      new ConcurrentHashMap<>();
  final List<RecordedRequest> requests = Collections.synchronizedList(new ArrayList<>());
  final KubernetesConnection connection;

  FakeApi() {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            if (request.getHeader("Upgrade") != null) {
              return new MockResponse().setResponseCode(503); // the client goes on over plain HTTP
            }
            requests.add(request);
            return next(request).orElseGet(() -> status(404, "NotFound", "nothing was planned"));
          }
        });
    server.start();
    Config config =
        new ConfigBuilder(Config.empty()).withMasterUrl(server.url("/").toString()).build();
    connection = KubernetesConnection.open(KubernetesSettings.of(null), config);
  }

  /** The answer to the next request of that method and path; watches have the method WATCH. */
  FakeApi on(String method, String path, MockResponse answer) {
    answers.computeIfAbsent(method + " " + path, key -> new ConcurrentLinkedQueue<>()).add(answer);
    return this;
  }

  long count(String method) {
    synchronized (requests) {
      return requests.stream().filter(request -> request.getMethod().equals(method)).count();
    }
  }

  static MockResponse json(int code, String body) {
    return new MockResponse()
        .setResponseCode(code)
        .setHeader("Content-Type", "application/json")
        .setBody(body);
  }

  static MockResponse status(int code, String reason, String message) {
    return json(
        code,
        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":%d,\"reason\":\"%s\",\"message\":\"%s\"}"
            .formatted(code, reason, message));
  }

  private Optional<MockResponse> next(RecordedRequest request) {
    String path = request.getPath().replaceFirst("\\?.*", "");
    boolean watch = request.getPath().contains("watch=true");
    ConcurrentLinkedQueue<MockResponse> planned =
        answers.get((watch ? "WATCH" : request.getMethod()) + " " + path);
    return Optional.ofNullable(planned).map(ConcurrentLinkedQueue::poll);
  }

  @Override
  public void close() throws IOException {
    connection.close();
    server.close();
  }
}
