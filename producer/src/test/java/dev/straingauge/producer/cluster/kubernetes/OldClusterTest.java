package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.straingauge.event.Change;
import dev.straingauge.event.Claim;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.producer.cluster.kubernetes.Observed.Item;
import dev.straingauge.producer.plan.ScenarioFiles;
import dev.straingauge.schemas.config.Scenario;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.mockwebserver.http.MockResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Clusters as old as Kubernetes 1.28, of vendors with versions of their own, with a wrong clock.
 */
class OldClusterTest {

  private static final String VERSION =
      "{\"major\":\"1\",\"minor\":\"28+\",\"gitVersion\":\"v1.28.15-eks-7f9249a\",\"emulationMajor\":\"1\",\"gitCommit\":\"x\",\"buildDate\":\"2024-10-22T20:29:07Z\"}";

  private final FakeApi api = new FakeApi();

  @AfterEach
  void close() throws IOException {
    api.close();
  }

  @Test
  void takesAVersionOfAVendorAndADriverThatSaysNothingOfItself() {
    MockResponse version = FakeApi.json(200, VERSION).setHeader("Date", inMinutes(3));
    api.on("GET", "/version", version)
        .on("GET", "/version/", version)
        .on(
            "GET",
            "/api/v1/nodes",
            list("Node", "{\"metadata\":{\"name\":\"node-1\"},\"spec\":{}}"))
        .on(
            "GET",
            "/apis/storage.k8s.io/v1/csidrivers/efs.csi.aws.com",
            FakeApi.json(
                200,
                "{\"kind\":\"CSIDriver\",\"apiVersion\":\"storage.k8s.io/v1\",\"metadata\":{\"name\":\"efs.csi.aws.com\"},\"spec\":{}}"))
        .on("GET", "/api/v1/pods", FakeApi.status(403, "Forbidden", "no pods of other namespaces"));
    Scenario scenario =
        ScenarioFiles.load("efs-orchestrator", List.of(), OptionalLong.empty()).scenario();

    Survey survey = Survey.of(api.connection, scenario, "efs.csi.aws.com");

    assertThat(survey.facts().getVersion()).isEqualTo("v1.28.15-eks-7f9249a");
    assertThat(survey.facts().getNodes()).isEqualTo(1);
    assertThat(survey.driver().getVersion()).isEqualTo("unknown");
    assertThat(survey.csiDriver().getAttachRequired()).as("the default").isTrue();
    assertThat(survey.makesNamespace()).isTrue();
    assertThat(survey.makesClass()).isTrue();
    assertThat(survey.notes())
        .anySatisfy(
            note ->
                assertThat(note)
                    .matches(
                        "the cluster's clock is \\+1(79|80)\\.\\d s from ours, .* will not fit"));
  }

  private static String inMinutes(int minutes) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(minutes));
  }

  @Test
  void readsThatTheClustersClockIsThreeMinutesOff() {
    for (int minutes : new int[] {3, -3}) {
      MockResponse answer = FakeApi.json(200, VERSION).setHeader("Date", inMinutes(minutes));
      api.on("GET", "/version", answer).on("GET", "/version/", answer);
      api.connection.send("read the version", () -> api.connection.client().getKubernetesVersion());

      assertThat(api.connection.clockDifference().orElseThrow().millis())
          .isCloseTo(Duration.ofMinutes(minutes).toMillis(), within(2_000L));
    }
  }

  @Test
  void stampsWithItsOwnClockAndShowsTheClusters() {
    // Given
    Instant ours = Instant.parse("2026-11-21T07:45:12.5Z");
    long nanos = ours.getEpochSecond() * 1_000_000_000L + ours.getNano();
    List<SpecificRecord> written = new ArrayList<>();
    List<Long> settled = new ArrayList<>();
    Observed observed = new Observed(written::add, () -> nanos);
    Expectations expectations =
        new Expectations(observed, (operation, at, bytes, failure) -> settled.add(at));
    observed.listener(expectations::look);
    expectations.expect(1, "vol-1", new Conditions(observed, false).claimSettled("vol-1"));
    // When
    PersistentVolumeClaim claim =
        new PersistentVolumeClaimBuilder()
            .withNewMetadata()
            .withName("sg-vol-1")
            .withUid("u")
            .withResourceVersion("7")
            .withCreationTimestamp("2026-11-21T07:48:12Z")
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .withPhase("Bound")
            .endStatus()
            .build();
    observed.changed(
        Watches.CLAIM, new Item(claim, "vol-1", "vol-1", Facts.of(claim)), Change.ADDED, true);
    // Then
    assertThat(settled).containsExactly(nanos);
    assertThat((ObjectChanged) written.getFirst())
        .returns("Bound", changed -> ((Claim) changed.getFacts()).getPhase())
        .returns(
            Instant.parse("2026-11-21T07:48:12Z").getEpochSecond() * 1_000_000_000L,
            ObjectChanged::getObjectTime);
  }

  private static MockResponse list(String kind, String... items) {
    return FakeApi.json(
        200,
        "{\"kind\":\"%sList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[%s]}"
            .formatted(kind, String.join(",", items)));
  }
}
