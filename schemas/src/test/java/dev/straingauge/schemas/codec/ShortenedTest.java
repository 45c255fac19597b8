package dev.straingauge.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.CleanupDone;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.Event;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShortenedTest {

  private static final CleanupOfKind PODS =
      new CleanupOfKind("Pods", 5L, 2L, 3L, List.of("one", "three", "two"), null);
  private static final Event EVENT =
      new Event(0, 1, 7L, 9L, new CleanupDone(List.of(PODS, PODS, PODS)));

  @Test
  void keepsTheFirstOfEachListAndOfEachTextAtEveryDepth() {
    Event cut = Shortened.copy(EVENT, 2, 3);

    CleanupOfKind pod = new CleanupOfKind("Pod", 5L, 2L, 3L, List.of("one", "thr"), null);
    assertThat(cut).isEqualTo(new Event(0, 1, 7L, 9L, new CleanupDone(List.of(pod, pod))));
  }

  @Test
  void leavesTheOriginalAsItIs() {
    byte[] before = new Codec().encode(EVENT);

    Shortened.copy(EVENT, 0, 0);

    assertThat(new Codec().encode(EVENT)).isEqualTo(before);
  }

  @Test
  void isEqualWhereNothingIsTooLong() {
    assertThat(Shortened.copy(EVENT, 3, 5)).isEqualTo(EVENT);
  }
}
