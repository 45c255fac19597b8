package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.straingauge.producer.cluster.kubernetes.FioStatus.Counts;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FioStatusTest {

  @Test
  void readsTheCountsOfEachKind() {
    FioStatus first = Recorded.statuses(Recorded.STEADY).getFirst();

    assertThat(first.timeMillis()).isEqualTo(1795281476875L);
    assertThat(first.runtimeMillis()).isEqualTo(849);
    assertThat(first.kinds().keySet()).containsExactly("metadata", "read", "write");
    assertThat(done(first, "read")).isEqualTo(21);
    assertThat(done(first, "write")).isEqualTo(11);
    assertThat(done(first, "metadata")).isEqualTo(3);
    Counts reads = Objects.requireNonNull(first.kinds().get("read"));
    assertThat(reads.errors()).isZero();
    assertThat(reads.sumNanos()).isCloseTo(261_889.333333 * 21, within(1.0));
  }

  @Test
  void countsErrors() {
    assertThat(
            Recorded.statuses(Recorded.FULL).stream()
                .map(status -> Objects.requireNonNull(status.kinds().get("write")).errors()))
        .containsExactly(3L, 14L, 19L);
  }

  @Test
  void seesThatAJobIsOver() {
    List<FioStatus> all = Recorded.statuses(Recorded.LOST_FOLDER);

    assertThat(all.get(1).isBrokenSince(all.get(0))).as("it ended in that second").isFalse();
    assertThat(all.get(2).isBrokenSince(all.get(1))).isTrue();
    List<FioStatus> full = Recorded.statuses(Recorded.FULL);
    assertThat(full.get(1).isBrokenSince(full.get(0))).as("it goes on after errors").isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{",
        "{\"timestamp_ms\": 1, \"jobs\": []}",
        "{\"timestamp_ms\": 1, \"jobs\": [{\"jobname\": \"read\", \"read\": {\"clat_ns\":"
            + " {\"bins\": {\"<2\": 1}}}}]}"
      })
  void refusesWhatIsNoStatus(String text) {
    assertThatThrownBy(() -> FioStatus.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static long done(FioStatus status, String kind) {
    return Objects.requireNonNull(status.kinds().get(kind)).bins().values().stream()
        .mapToLong(count -> count)
        .sum();
  }
}
