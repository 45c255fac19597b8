package dev.straingauge.producer.cluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestLimiterTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void letsABurstThroughAndThenOneEachInterval() {
    RequestLimiter limiter = new RequestLimiter(10, 3);

    assertThat(limiter.reserve(0)).isZero();
    assertThat(limiter.reserve(0)).isZero();
    assertThat(limiter.reserve(0)).isZero();
    assertThat(limiter.reserve(0)).isEqualTo(SECOND / 10);
    assertThat(limiter.reserve(0)).isEqualTo(2 * SECOND / 10);
  }

  @Test
  void fillsUpAgainWithTimeButNotBeyondTheBurst() {
    RequestLimiter limiter = new RequestLimiter(10, 2);
    limiter.reserve(0);
    limiter.reserve(0);

    assertThat(limiter.reserve(100 * SECOND)).isZero();
    assertThat(limiter.reserve(100 * SECOND)).isZero();
    assertThat(limiter.reserve(100 * SECOND)).isEqualTo(SECOND / 10);
  }

  @Test
  void keepsTheRateOverALongTime() {
    RequestLimiter limiter = new RequestLimiter(30, 1);
    long last = 0;
    for (int i = 0; i < 3_001; i++) {
      last = limiter.reserve(0);
    }

    assertThat(last).isBetween(99_999 * SECOND / 1_000, 100_001 * SECOND / 1_000);
  }

  @Test
  void pausesForAsLongAsTheServerWantsAndCountsThat() {
    RequestLimiter limiter = new RequestLimiter(10, 1);
    limiter.throttled(0, 2 * SECOND);
    limiter.throttled(0, SECOND);

    assertThat(limiter.pauseNanos(SECOND / 2)).isEqualTo(3 * SECOND / 2);
    assertThat(limiter.pauseNanos(3 * SECOND)).isZero();
    assertThat(limiter.throttled()).isEqualTo(2);
  }
}
