package dev.straingauge.schemas.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BucketsTest {

  private static final BigInteger TWO = BigInteger.TWO;

  /**
   * Largest whole number n with n ≤ 2^((index + 1)/32), by its definition: n^32 ≤ 2^(index + 1).
   */
  private static BigInteger exactUpper(int index) {
    BigInteger power = TWO.pow(index + 1);
    BigInteger low = BigInteger.ONE;
    BigInteger high = TWO.pow((index + 1) / 32 + 1);
    while (high.subtract(low).compareTo(BigInteger.ONE) > 0) {
      BigInteger middle = low.add(high).shiftRight(1);
      if (middle.pow(32).compareTo(power) <= 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * By definition: b is the integer part of 2^(63 + j/32) when b^32 ≤ 2^(32 · 63 + j) < (b + 1)^32.
   */
  @Test
  void tableHoldsTheIntegerPartsOfTheExactBounds() {
    for (int place = 0; place < 32; place++) {
      BigInteger bound = new BigInteger(Long.toUnsignedString(Buckets.bound(place)));
      BigInteger power = TWO.pow(32 * 63 + place);
      assertThat(bound.pow(32)).as("bound %d", place).isLessThanOrEqualTo(power);
      assertThat(bound.add(BigInteger.ONE).pow(32)).as("bound %d", place).isGreaterThan(power);
    }
  }

  @Test
  void upperBoundsAreTheIntegerPartsOfTheExactPowers() {
    for (int index = Buckets.FIRST; index < Buckets.LAST; index++) {
      assertThat(Buckets.upperNanos(index))
          .as("bucket %d", index)
          .isEqualTo(exactUpper(index).longValueExact());
    }
    assertThat(Buckets.upperNanos(Buckets.LAST)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void changesTheBucketExactlyBehindEachBound() {
    for (int index = Buckets.FIRST; index < Buckets.LAST; index++) {
      long upper = Buckets.upperNanos(index);
      assertThat(upper <= Buckets.upperNanos(Buckets.indexOf(upper))).isTrue();
      assertThat(Buckets.indexOf(upper)).as("%d", upper).isLessThanOrEqualTo(index);
      assertThat(Buckets.indexOf(upper + 1)).as("%d", upper + 1).isGreaterThan(index);
    }
    assertThat(Buckets.indexOf(1)).isEqualTo(Buckets.FIRST);
    assertThat(Buckets.indexOf(2)).isEqualTo(31);
    assertThat(Buckets.indexOf(3)).isEqualTo(50);
    assertThat(Buckets.indexOf(Long.MAX_VALUE)).isEqualTo(Buckets.LAST);
  }

  @Test
  void holdsEachValueBetweenTheExactBoundsOfItsBucket() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 20_000; i++) {
      long value = Math.max(1, random.nextLong() >>> 1 >>> random.nextInt(63));
      int index = Buckets.indexOf(value);
      BigInteger power = BigInteger.valueOf(value).pow(32);
      assertThat(power).as("%d", value).isLessThanOrEqualTo(TWO.pow(index + 1));
      if (index >= 0) {
        assertThat(power).as("%d", value).isGreaterThan(TWO.pow(index));
      }
    }
  }

  @Test
  void middleIsWithinTheErrorBoundOfBothEnds() {
    for (int index = 300; index < Buckets.LAST; index++) {
      double middle = Buckets.middleNanos(index);
      assertThat(middle - Buckets.upperNanos(index - 1))
          .isBetween(0.0, 0.010831 * Buckets.upperNanos(index - 1) + 1.5);
      assertThat(Buckets.upperNanos(index) - middle)
          .isBetween(-0.5, 0.010831 * Buckets.upperNanos(index) + 0.5);
    }
  }
}
