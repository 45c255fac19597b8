package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Change;
import dev.straingauge.event.CsiDriver;
import dev.straingauge.event.ObjectChanged;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import io.fabric8.kubernetes.api.model.storage.CSIDriverBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KnownDriverTest {

  private static final String DRIVER = "block.csi.straingauge.dev";
  private static final String OLD = "driver:v1.4.0";
  private static final String NEW = "driver:v1.5.0";
  private static final List<Pod> BEFORE = List.of(node("a", OLD), node("b", OLD), controller(OLD));

  private final FakeApi api = new FakeApi();
  private final List<SpecificRecord> written = new ArrayList<>();
  private final Observed observed = new Observed(written::add, System::nanoTime);

  @AfterEach
  void close() throws IOException {
    api.close();
  }

  @Test
  void tellsWhenANewVersionComesAndWhenTheOldOneIsGone() {
    KnownDriver known = known(BEFORE);
    look(known, List.of(node("a", NEW), node("b", OLD), controller(OLD)));
    look(known, List.of(node("a", NEW), node("b", NEW), controller(NEW)));
    look(known, List.of(node("a", NEW), node("b", NEW), controller(NEW)));

    assertThat(facts())
        .containsExactly(
            new CsiDriver("1.4.0", true, List.of(digest(OLD))),
            new CsiDriver("1.4.0", true, sorted(digest(OLD), digest(NEW))),
            new CsiDriver("1.5.0", true, List.of(digest(NEW))));
    assertThat(written)
        .last()
        .isInstanceOfSatisfying(
            ObjectChanged.class,
            changed -> {
              assertThat(changed.getKind()).isEqualTo("CSIDriver");
              assertThat(changed.getName()).isEqualTo(DRIVER);
              assertThat(changed.getChange()).isEqualTo(Change.MODIFIED);
            });
  }

  @Test
  void doesNotTakeAPodThatIsReplacedForAChange() {
    KnownDriver known = known(BEFORE);
    look(known, List.of(node("a", OLD), node("b", OLD)));
    look(known, List.of(node("a", OLD), pod("b", "b", OLD, null), controller(OLD)));
    look(known, BEFORE);

    assertThat(facts()).containsExactly(new CsiDriver("1.4.0", true, List.of(digest(OLD))));
  }

  @Test
  void keepsWhatItKnowsWhenTheServerRefuses() {
    KnownDriver known = known(BEFORE);
    api.on("GET", "/api/v1/namespaces/kube-system/pods", FakeApi.status(403, "Forbidden", "no"));
    known.look();

    assertThat(facts()).hasSize(1);
  }

  @Test
  void followsTheLabelWhereItSeesNoPods() {
    KnownDriver known = known(List.of());
    observed.changed(
        Watches.CSI_DRIVER, known.seen(driver("1.5.0")).orElseThrow(), Change.MODIFIED, false);
    known.look();

    assertThat(facts()).extracting(CsiDriver::getVersion).containsExactly("1.4.0", "1.5.0");
    assertThat(api.requests).as("no pods to look at").isEmpty();
  }

  private KnownDriver known(List<Pod> pods) {
    DriverImages images = DriverImages.among(pods, DRIVER, driver("1.4.0"));
    KnownDriver known =
        new KnownDriver(
            api.connection,
            DRIVER,
            new CsiDriver(images.version().orElseThrow(), true, images.digests()),
            images,
            observed);
    observed.listed(
        Watches.CSI_DRIVER, List.of(known.seen(driver("1.4.0")).orElseThrow()), false, false);
    return known;
  }

  private void look(KnownDriver known, List<Pod> pods) {
    String list =
        api.connection
            .client()
            .getKubernetesSerialization()
            .asJson(new PodListBuilder().withItems(pods).build());
    api.on("GET", "/api/v1/namespaces/kube-system/pods", FakeApi.json(200, list));
    known.look();
  }

  private List<CsiDriver> facts() {
    return written.stream().map(each -> (CsiDriver) ((ObjectChanged) each).getFacts()).toList();
  }

  private static Pod node(String name, String image) {
    return pod(name, name, image, digest(image));
  }

  private static Pod controller(String image) {
    return pod("controller", null, image, digest(image));
  }

  private static Pod pod(
      String name, @Nullable String node, String image, @Nullable String digest) {
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
            .endSpec()
            .withNewStatus()
            .addNewContainerStatus()
            .withName("driver")
            .withImageID(digest == null ? "" : "driver@" + digest)
            .endContainerStatus()
            .endStatus();
    if (node != null) {
      pod.editSpec()
          .addNewVolume()
          .withName("socket")
          .withNewHostPath()
          .withPath("/var/lib/kubelet/plugins/" + DRIVER)
          .endHostPath()
          .endVolume()
          .endSpec();
    }
    return pod.build();
  }

  private static String digest(String image) {
    return "sha256:" + (image.equals(OLD) ? "a" : "b").repeat(64);
  }

  private static List<String> sorted(String... texts) {
    return java.util.Arrays.stream(texts).sorted().toList();
  }

  private static CSIDriver driver(String version) {
    return new CSIDriverBuilder()
        .withNewMetadata()
        .withName(DRIVER)
        .withUid("uid")
        .addToLabels("app.kubernetes.io/version", version)
        .endMetadata()
        .withNewSpec()
        .withAttachRequired(true)
        .endSpec()
        .build();
  }
}
