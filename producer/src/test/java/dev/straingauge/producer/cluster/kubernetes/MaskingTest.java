package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {

  private static final String PLANTED = "hunter2-Zx81";

  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private final Masking masking = new Masking();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /x Authorization: Bearer hunter2-Zx81",
        "{\"Authorization\":\"Bearer hunter2-Zx81\"}",
        "authorization: Basic hunter2-Zx81",
        "request with bearer hunter2-Zx81 sent",
        "token=hunter2-Zx81&user=a",
        "password: hunter2-Zx81",
        "\"db_password\" : \"hunter2-Zx81\"",
        "{\\\"apiKey\\\":\\\"hunter2-Zx81\\\"}",
        "AWS_SECRET_ACCESS_KEY=hunter2-Zx81",
        "AccountKey=hunter2-Zx81;EndpointSuffix=x",
        "Set-Cookie: session=hunter2-Zx81; Path=/",
        "https://user:hunter2-Zx81@host/path",
        "driver --token hunter2-Zx81 --v=5",
        "X-Amz-Signature=hunter2-Zx81&X=1",
        "-----BEGIN RSA PRIVATE KEY-----\nhunter2-Zx81\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nhunter2-Zx81",
      })
  void masksSecretsInText(String text) {
    assertThat(masking.text(text)).doesNotContain(PLANTED).contains(Masking.MASKED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl",
        "id AKIAIOSFODNN7EXAMPLE used",
      })
  void masksTokensThatAreKnownByTheirLooks(String text) {
    assertThat(masking.text(text)).doesNotContain("eyJhbGci", "AKIAIOSF");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MountVolume.SetUp failed for volume \"pvc-1\" : rpc error: code = Internal desc = x",
        "secretKeyRef:\n    name: credentials",
        "0/3 nodes are available: 3 node(s) had untolerated taint",
        "exceeded quota: few, requested: pods=1, used: pods=2, limited: pods=2",
      })
  void leavesAllElseAsItIs(String text) {
    assertThat(masking.text(text)).isEqualTo(text);
  }

  @Test
  void masksAPodAndRemembersItsEnvironment() {
    // Given
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("p")
            .addToAnnotations(
                "kubectl.kubernetes.io/last-applied-configuration",
                "{\"spec\":{\"env\":[{\"value\":\"" + PLANTED + "\"}]}}")
            .addToAnnotations("vendor/api-token", PLANTED)
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("c")
            .withArgs("--token", PLANTED, "--password=" + PLANTED, "--v=5")
            .addNewEnv()
            .withName("HARMLESS")
            .withValue(PLANTED)
            .endEnv()
            .addNewEnv()
            .withName("FROM")
            .withNewValueFrom()
            .withNewSecretKeyRef("key-of-it", "secret-of-it", false)
            .endValueFrom()
            .endEnv()
            .endContainer()
            .endSpec()
            .build();
    ObjectNode tree = serialization.convertValue(pod, ObjectNode.class);

    // When
    masking.learn(tree);
    masking.mask(tree);

    // Then
    String yaml = serialization.asYaml(tree);
    assertThat(yaml)
        .doesNotContain(PLANTED)
        .contains("HARMLESS", "--v=5", "key-of-it", "secret-of-it");
    assertThat(masking.text("the log says " + PLANTED)).isEqualTo("the log says (masked)");
  }

  @Test
  void masksTheDataOfASecret() {
    var secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName("s")
            .endMetadata()
            .addToData("plain", "aHVudGVyMg==")
            .addToStringData("other", PLANTED)
            .build();
    ObjectNode tree = serialization.convertValue(secret, ObjectNode.class);

    masking.mask(tree);

    assertThat(serialization.asYaml(tree)).doesNotContain(PLANTED, "aHVudGVyMg");
  }
}
