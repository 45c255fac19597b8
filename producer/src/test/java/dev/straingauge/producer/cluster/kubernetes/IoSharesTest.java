package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.straingauge.schemas.config.Scenario.IoLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IoSharesTest {

  private static final long SECOND = 1_000_000_000L;

  private final IoShares shares = new IoShares(new IoLoad(200, 100, 10, 4096));

  @Test
  void dividesEvenly() {
    Map<String, IoLoad> all = shares.of(pods(1, 20), 0);

    assertThat(all).hasSize(20);
    assertThat(all.values())
        .allSatisfy(
            share -> {
              assertThat(share.readPerSecond()).isEqualTo(10);
              assertThat(share.writePerSecond()).isEqualTo(5);
              assertThat(share.sizeBytes()).isEqualTo(4096);
            });
  }

  @Test
  void onlySomeDoWhatWouldBeLessThanTwoASecondEach() {
    assertThat(shares.of(pods(1, 20), 0).values().stream().map(IoLoad::metadataPerSecond))
        .containsOnly(0.0, 2.0)
        .filteredOn(perSecond -> perSecond == 2)
        .hasSize(5);
    assertThat(new IoShares(new IoLoad(1.5, 0, 0, 1)).of(pods(1, 3), 0))
        .as("who does nothing is not in it")
        .containsExactly(Map.entry("pod-1", new IoLoad(1.5, 0, 0, 1)));
  }

  @Test
  void togetherTheyDoWhatIsAskedFor() {
    for (int pods = 1; pods <= 250; pods++) {
      List<IoLoad> all =
          List.copyOf(new IoShares(new IoLoad(200, 1.5, 7, 1)).of(pods(1, pods), 0).values());
      assertThat(all.stream().mapToDouble(IoLoad::readPerSecond).sum())
          .isCloseTo(200, within(1e-9));
      assertThat(all.stream().mapToDouble(IoLoad::writePerSecond).sum())
          .isCloseTo(1.5, within(1e-9));
      assertThat(all.stream().mapToDouble(IoLoad::metadataPerSecond).sum())
          .isCloseTo(7, within(1e-9));
    }
  }

  @Test
  void whoComesTakesTheShareOfWhoWentAndNobodyElseBeginsAnew() {
    Map<String, IoLoad> before = shares.of(pods(1, 20), 0);
    Map<String, IoLoad> without = shares.of(pods(2, 20), 60 * SECOND);
    List<String> replaced = new ArrayList<>(pods(2, 20));
    replaced.add("pod-21");
    Map<String, IoLoad> after = shares.of(replaced, 61 * SECOND);

    assertThat(without).hasSize(19).allSatisfy((pod, share) -> same(before, pod, share));
    assertThat(after).hasSize(20).containsEntry("pod-21", before.getOrDefault("pod-1", share()));
    pods(2, 20).forEach(pod -> same(before, pod, after.getOrDefault(pod, share())));
  }

  @Test
  void whoHasNoShareIsInReserveAndNobodyBeginsAnewWhenOthersComeAndGo() {
    IoShares few = new IoShares(new IoLoad(20, 10, 0, 1));
    Map<String, IoLoad> before = few.of(pods(1, 30), 0);
    Map<String, IoLoad> after = few.of(pods(5, 60), 60 * SECOND);

    assertThat(before).containsOnlyKeys(pods(1, 10));
    assertThat(after).containsOnlyKeys(pods(5, 14));
    pods(5, 10).forEach(pod -> same(before, pod, after.getOrDefault(pod, share())));
    assertThat(after.values().stream().mapToDouble(IoLoad::writePerSecond).sum()).isEqualTo(10);
  }

  @Test
  void whoHasAShareKeepsItWhenItIsDividedAnew() {
    IoShares few = new IoShares(new IoLoad(20, 0, 0, 1));
    few.of(pods(1, 12), 0);

    assertThat(few.of(pods(8, 12), 20 * SECOND)).containsOnlyKeys(pods(8, 12));
    assertThat(few.of(List.of("pod-0", "pod-12", "pod-8"), 40 * SECOND))
        .containsOnlyKeys("pod-8", "pod-12", "pod-0");
  }

  @Test
  void dividesAnewWhenMoreThanATenthIsVacantOrSomebodyWaits() {
    shares.of(pods(1, 20), 0);

    assertThat(reads(shares.of(pods(3, 20), 20 * SECOND))).containsOnly(10.0);
    assertThat(reads(shares.of(pods(4, 20), 40 * SECOND))).containsOnly(200.0 / 17);
    assertThat(reads(shares.of(pods(1, 20), 60 * SECOND))).containsOnly(10.0);
  }

  @Test
  void dividesAnewEveryTenSecondsAtMost() {
    shares.of(pods(1, 2), 0);

    assertThat(shares.of(pods(1, 4), 9 * SECOND)).hasSize(2);
    assertThat(shares.of(pods(1, 4), 10 * SECOND)).hasSize(4);
  }

  @Test
  void whereNobodyHasAShareItDividesAtOnce() {
    shares.of(pods(1, 2), 0);

    assertThat(shares.of(pods(5, 5), SECOND)).containsOnlyKeys("pod-5");
    assertThat(shares.of(List.of(), 2 * SECOND)).isEmpty();
  }

  private static List<Double> reads(Map<String, IoLoad> all) {
    return all.values().stream().map(IoLoad::readPerSecond).toList();
  }

  private static void same(Map<String, IoLoad> before, String pod, IoLoad share) {
    assertThat(share).as(pod).isEqualTo(before.get(pod));
  }

  private static IoLoad share() {
    return new IoLoad(-1, -1, -1, 1);
  }

  private static List<String> pods(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(i -> "pod-" + i).toList();
  }
}
