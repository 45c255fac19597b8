package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.straingauge.schemas.run.RunId;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CleanupTest {

  private static final String NONE = "";

  private final FakeApi api = new FakeApi();
  private final Names names = new Names(RunId.parse("quickstart/20261121074512"));
  private final String claim = names.of("vol-1");

  @AfterEach
  void close() throws IOException {
    api.close();
  }

  @Test
  void removesThePodThenTheClaimAndWhatTheyAreInWhenAllOfThatIsGone() {
    String volume = volume("Bound");
    look(object("pod-1", "load"), object("vol-1", "load"), volume, ours("sc"), ours("load"));
    look(NONE, NONE, volume, ours("sc"), ours("load"));
    look(NONE, NONE, NONE, ours("sc"), ours("load"));
    look(NONE, NONE, NONE, NONE, NONE);

    assertThat(cleanup().run()).isEmpty();
    assertThat(asked())
        .containsExactly(
            "DELETE /api/v1/namespaces/load/pods/" + names.of("pod-1"),
            "DELETE /api/v1/namespaces/load/persistentvolumeclaims/" + claim,
            "DELETE /apis/storage.k8s.io/v1/storageclasses/sc",
            "DELETE /api/v1/namespaces/load");
    assertThat(api.requests)
        .filteredOn(request -> request.getMethod().equals("DELETE"))
        .allSatisfy(
            request -> assertThat(request.getUtf8Body()).contains("\"preconditions\":{\"uid\":\""));
  }

  @Test
  void tellsTheDriverToRemoveAVolumeThatItsClassRetainedAndNeverDeletesTheObject() {
    look(NONE, NONE, volume("Released"), NONE, NONE);
    look(NONE, NONE, NONE, NONE, NONE);
    api.on("PATCH", "/api/v1/persistentvolumes/pv-1", FakeApi.json(200, volume("Released")));

    assertThat(cleanup().run()).isEmpty();
    assertThat(asked()).containsExactly("PATCH /api/v1/persistentvolumes/pv-1");
  }

  @Test
  void leavesStrangersAlone() {
    look(NONE, NONE, volume("Released", "load", "data-0"), NONE, NONE);
    assertThat(cleanup().run()).isEmpty();
    look(NONE, NONE, volume("Released", "other", claim), NONE, NONE);
    assertThat(cleanup().run()).isEmpty();

    assertThat(asked()).isEmpty();
    assertThat(api.requests)
        .filteredOn(
            request -> !request.getPath().matches(".*/(persistentvolumes|volumeattachments)[?].*"))
        .hasSize(8)
        .allSatisfy(
            request ->
                assertThat(request.getPath()).contains("labelSelector=straingauge.dev%2Frun%3D"));
  }

  @Test
  void namesWhatDoesNotGo() {
    for (int i = 0; i < 3; i++) {
      look(NONE, object("vol-1", "load"), NONE, NONE, ours("load"));
    }

    assertThat(cleanup().run())
        .extracting(Scan.Left::kind, Scan.Left::name)
        .contains(tuple(Watches.CLAIM, claim));
    assertThat(asked()).noneMatch(request -> request.equals("DELETE /api/v1/namespaces/load"));
  }

  private Cleanup cleanup() {
    ObjectRequests requests = new ObjectRequests(api.connection, names);
    return new Cleanup(
        api.connection,
        requests,
        new NodeMarks(api.connection, requests, names),
        new Scan(api.connection, names, "load", name -> false, true, false, false, false),
        Duration.ofMillis(100),
        null);
  }

  private List<String> asked() {
    synchronized (api.requests) {
      return api.requests.stream()
          .filter(request -> !request.getMethod().equals("GET"))
          .map(CleanupTest::line)
          .collect(Collectors.toList());
    }
  }

  private static String line(RecordedRequest request) {
    return request.getMethod() + " " + request.getPath().replaceFirst("\\?.*", "");
  }

  /** What one look through the cluster finds. */
  private void look(
      String pods, String claims, String volumes, String storageClasses, String namespaces) {
    Map.of(
            "/api/v1/namespaces/load/pods", pods,
            "/api/v1/namespaces/load/persistentvolumeclaims", claims,
            "/api/v1/persistentvolumes", volumes,
            "/apis/storage.k8s.io/v1/volumeattachments", NONE,
            "/apis/storage.k8s.io/v1/storageclasses", storageClasses,
            "/api/v1/namespaces", namespaces)
        .forEach(
            (path, items) ->
                api.on(
                    "GET",
                    path,
                    FakeApi.json(
                        200,
                        "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[%s]}"
                            .formatted(items))));
  }

  private String object(String planName, String namespace) {
    return """
    {"metadata":{"name":"%s","namespace":"%s","uid":"uid-%s","labels":{"%s":"%s"}},"spec":{},"status":{}}\
    """
        .formatted(names.of(planName), namespace, planName, Names.RUN, names.runLabel());
  }

  private String ours(String name) {
    return """
    {"metadata":{"name":"%s","uid":"uid-%s","labels":{"%s":"%s"}}}\
    """
        .formatted(name, name, Names.RUN, names.runLabel());
  }

  private String volume(String phase) {
    return volume(phase, "load", claim);
  }

  private static String volume(String phase, String namespace, String claim) {
    return """
    {"kind":"PersistentVolume","apiVersion":"v1","metadata":{"name":"pv-1","uid":"uid-pv"},
    "spec":{"persistentVolumeReclaimPolicy":"%s","claimRef":{"namespace":"%s","name":"%s"}},"status":{"phase":"%s"}}\
    """
        .formatted(phase.equals("Released") ? "Retain" : "Delete", namespace, claim, phase);
  }
}
