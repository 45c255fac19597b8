package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.schemas.run.RunId;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObjectRequestsTest {

  private static final String PODS = "/api/v1/namespaces/load/pods";

  private final FakeApi api = new FakeApi();
  private final Names names = new Names(RunId.parse("quickstart/20261121074512"));
  private final ObjectRequests requests = new ObjectRequests(api.connection, names);
  private final String path = PODS + "/" + names.of("pod-1");

  @AfterEach
  void close() throws IOException {
    api.close();
  }

  @Test
  void leavesAStrangersObjectAlone() {
    api.on("POST", PODS, FakeApi.status(409, "AlreadyExists", "it exists"))
        .on("GET", path, FakeApi.json(200, json(Map.of())));

    ClusterException refusal =
        catchThrowableOfType(
            ClusterException.class, () -> requests.create(PODS, pod(names.labels("pod-1", 7)), 0));

    assertThat(refusal.reason()).isEqualTo("AlreadyExists");
    assertThat(refusal).hasMessage("create Pod '%s': it exists".formatted(names.of("pod-1")));
    assertThat(api.requests).extracting(r -> r.getMethod()).containsExactly("POST", "GET");
  }

  @Test
  void leavesAnotherOperationsObjectAlone() {
    api.on("POST", PODS, FakeApi.status(409, "AlreadyExists", "it exists"))
        .on("GET", path, FakeApi.json(200, json(names.labels("pod-1", 8))));

    assertThat(
            catchThrowableOfType(
                    ClusterException.class,
                    () -> requests.create(PODS, pod(names.labels("pod-1", 7)), 0))
                .reason())
        .isEqualTo("AlreadyExists");
  }

  @Test
  void leavesTheObjectOfTheSameOperationOfAnotherRunAlone() {
    Names others = new Names(RunId.parse("quickstart/20261121074513"));
    api.on("POST", PODS, FakeApi.status(409, "AlreadyExists", "it exists"))
        .on("GET", path, FakeApi.json(200, json(others.labels("pod-1", 7))));

    assertThat(
            catchThrowableOfType(
                    ClusterException.class,
                    () -> requests.create(PODS, pod(names.labels("pod-1", 7)), 0))
                .reason())
        .isEqualTo("AlreadyExists");
  }

  @Test
  void takesItsOwnObjectForCreated() {
    api.on("POST", PODS, FakeApi.status(409, "AlreadyExists", "it exists"))
        .on("GET", path, FakeApi.json(200, json(names.labels("pod-1", 7))));

    assertThatCode(() -> requests.create(PODS, pod(names.labels("pod-1", 7)), 0))
        .doesNotThrowAnyException();
  }

  @Test
  void deletesByUidAndTakesANamesakeForGone() {
    api.on("DELETE", path, FakeApi.status(409, "Conflict", "the UID in the precondition differs"));

    assertThat(requests.delete("Pod", path, "uid-1", 0)).isFalse();
    assertThat(api.requests.getFirst().getUtf8Body()).contains("\"uid\":\"uid-1\"");
  }

  private Pod pod(Map<String, String> labels) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("load")
        .withName(names.of("pod-1"))
        .withLabels(labels)
        .endMetadata()
        .build();
  }

  private String json(Map<String, String> labels) {
    return api.connection.client().getKubernetesSerialization().asJson(pod(labels));
  }
}
