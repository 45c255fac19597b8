package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.straingauge.producer.cluster.ClusterException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSIDriverBuilder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriverImagesTest {

  private static final String DRIVER = "efs.csi.aws.com";
  private static final String IMAGE = "registry:5000/aws-efs-csi-driver:v2.1.8";
  private static final String DIGEST = "sha256:" + "ab".repeat(32);

  private final FakeApi api = new FakeApi();

  @AfterEach
  void close() throws IOException {
    api.close();
  }

  @ParameterizedTest
  @CsvSource({
    "registry:5000/driver:v2.1.8,2.1.8",
    "driver:2.1.8@sha256:00,2.1.8",
    "driver:vnext,vnext",
    "registry:5000/driver,''",
    "driver,''"
  })
  void readsTheTagOfAnImage(String image, String tag) {
    assertThat(DriverImages.tag(image).orElse("")).isEqualTo(tag);
  }

  @Test
  void findsNodeAndControllerPodsByTheDriversOwnImage() {
    pods(
        pod("node-x", "/var/lib/kubelet/plugins/" + DRIVER + "/", IMAGE),
        pod("controller-x", null, IMAGE),
        pod("other-driver", "/var/lib/kubelet/plugins/other.csi/", "other:1"));

    DriverImages images = DriverImages.of(api.connection, DRIVER, driver(null));

    assertThat(images.version()).contains("2.1.8");
    assertThat(images.controllers()).containsExactly("kube-system/controller-x");
    assertThat(images.digests()).containsExactly(DIGEST);
    assertThat(images.notes()).isEmpty();
  }

  @Test
  void takesTheLabelOfTheDriverWithoutPodsOrTheRightToSeeThem() {
    pods();
    assertThat(DriverImages.of(api.connection, DRIVER, driver("2.0.0")).version())
        .contains("2.0.0");
    api.on("GET", "/api/v1/pods", FakeApi.status(403, "Forbidden", "no list of pods"));
    DriverImages images = DriverImages.of(api.connection, DRIVER, driver(null));

    assertThat(images.version()).isEmpty();
    assertThat(images.notes()).singleElement().asString().contains("no list of pods");
  }

  @Test
  void refusesTheClustersOwnNamespaces() {
    for (String name : new String[] {"kube-system", "kube-public", "openshift-storage"}) {
      assertThatThrownBy(() -> Survey.refuseSystem(name)).isInstanceOf(ClusterException.class);
    }
    Survey.refuseSystem("load");
    Survey.refuseSystem("default");
  }

  private void pods(Pod... pods) {
    String list =
        api.connection
            .client()
            .getKubernetesSerialization()
            .asJson(new PodListBuilder().withItems(pods).build());
    api.on("GET", "/api/v1/pods", FakeApi.json(200, list));
  }

  private static Pod pod(String name, @Nullable String folder, String image) {
    PodBuilder pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("kube-system")
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("driver")
            .withImage(image)
            .endContainer()
            .addNewContainer()
            .withName("sidecar")
            .withImage("registry.k8s.io/sig-storage/csi-provisioner:v6.3.0")
            .endContainer()
            .endSpec()
            .withNewStatus()
            .addNewContainerStatus()
            .withName("driver")
            .withImageID("registry/driver@" + DIGEST)
            .endContainerStatus()
            .endStatus();
    if (folder != null) {
      pod.editSpec()
          .addNewVolume()
          .withName("socket")
          .withNewHostPath()
          .withPath(folder)
          .endHostPath()
          .endVolume()
          .endSpec();
    }
    return pod.build();
  }

  private static CSIDriver driver(@Nullable String version) {
    CSIDriverBuilder driver =
        new CSIDriverBuilder().withNewMetadata().withName(DRIVER).endMetadata();
    if (version != null) {
      driver.editMetadata().addToLabels("app.kubernetes.io/version", version).endMetadata();
    }
    return driver.withNewSpec().endSpec().build();
  }
}
