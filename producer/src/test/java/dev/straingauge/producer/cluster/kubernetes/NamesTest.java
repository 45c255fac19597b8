package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.schemas.run.RunId;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamesTest {

  private static final String RFC_1123 = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
  private static final RunId RUN = RunId.parse("Quick_start/20261121074512");

  private final Names names = new Names(RUN);

  @Test
  void makesNamesThatKubernetesTakesAndThatDiffer() {
    List<String> plan =
        List.of(
            "vol-17", "VOL-17", "vol_17", "pod-1234567", "v".repeat(200), "v".repeat(201), "x-");
    Set<String> made = new HashSet<>();
    for (String name : plan) {
      assertThat(names.of(name)).as(name).matches(RFC_1123);
      made.add(names.of(name));
    }

    assertThat(made).hasSameSizeAs(plan);
  }

  @Test
  void makesTheSameNameOfTheSameRunOnly() {
    assertThat(new Names(RUN).of("vol-1")).isEqualTo(names.of("vol-1"));
    assertThat(new Names(RUN.next()).of("vol-1")).isNotEqualTo(names.of("vol-1"));
    assertThat(names.planName(names.of("vol-1"))).isEqualTo("vol-1");
  }

  @Test
  void knowsTheRunsObjectsByTheirLabel() {
    var ours = new ObjectMetaBuilder().withName("a").withLabels(names.labels("vol-1", 17)).build();
    var foreign =
        new ObjectMetaBuilder()
            .withName(names.of("vol-1"))
            .withLabels(new Names(RUN.next()).labels("vol-1", 17))
            .build();

    assertThat(names.isOurs(ours)).isTrue();
    assertThat(names.isOurs(foreign)).isFalse();
    assertThat(names.isOurs(new ObjectMetaBuilder().withName("a").build())).isFalse();
    assertThat(Names.planName(ours)).isEqualTo("vol-1");
    assertThat(Names.operation(ours)).hasValue(17);
    assertThat(ours.getLabels()).allSatisfy((key, value) -> assertThat(value).hasSizeLessThan(64));
  }
}
