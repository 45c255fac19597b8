package dev.straingauge.schemas.sketch;

/**
 * The buckets of the latency sketch: base-2 exponential, scale 5. With γ = 2^(1/32), bucket {@code
 * i} holds the nanoseconds in (γ^i, γ^(i+1)]; {@code i} goes from {@link #FIRST} (which holds 1 ns)
 * to {@link #LAST} (which holds {@code Long.MAX_VALUE}). These are the bucket indices of the
 * OpenTelemetry exponential histogram with scale 5; Prometheus' native histogram with schema 5
 * counts from one higher.
 *
 * <p>The index is 32 × exponent + place of the mantissa among exact 64-bit bounds (contract D7):
 * the bounds between 1 and 2 are irrational, so comparing with their integer part is exact. Each of
 * 64 equal slices of the mantissa holds at most one bound, which leaves one comparison.
 */
public final class Buckets {

  /** Buckets per power of two. */
  public static final int PER_OCTAVE = 32;

  /** Index of the bucket of 1 ns. */
  public static final int FIRST = -1;

  /** Index of the bucket of {@code Long.MAX_VALUE}. */
  public static final int LAST = 63 * PER_OCTAVE - 1;

  /** Number of buckets. */
  public static final int COUNT = LAST - FIRST + 1;

  /**
   * floor(2^(63 + j/32)) for j = 0..31 as unsigned 64-bit numbers, then the largest such number as
   * a guard.
   */
  private static final long[] BOUNDS = {
    0x8000000000000000L, 0x82CD8698AC2BA1D7L, 0x85AAC367CC487B14L, 0x88980E8092DA8527L,
    0x8B95C1E3EA8BD6E6L, 0x8EA4398B45CD53C0L, 0x91C3D373AB11C336L, 0x94F4EFA8FEF70961L,
    0x9837F0518DB8A96FL, 0x9B8D39B9D54E5538L, 0x9EF5326091A111ADL, 0xA27043030C496818L,
    0xA5FED6A9B15138EAL, 0xA9A15AB4EA7C0EF8L, 0xAD583EEA42A14AC6L, 0xB123F581D2AC258FL,
    0xB504F333F9DE6484L, 0xB8FBAF4762FB9EE9L, 0xBD08A39F580C36BEL, 0xC12C4CCA66709456L,
    0xC5672A115506DADDL, 0xC9B9BD866E2F27A2L, 0xCE248C151F8480E3L, 0xD2A81D91F12AE45AL,
    0xD744FCCAD69D6AF4L, 0xDBFBB797DAF23755L, 0xE0CCDEEC2A94E111L, 0xE5B906E77C8348A8L,
    0xEAC0C6E7DD24392EL, 0xEFE4B99BDCDAF5CBL, 0xF5257D152486CC2CL, 0xFA83B2DB722A033AL,
    0xFFFFFFFFFFFFFFFFL
  };

  private static final int SLICES = 64;
  private static final byte[] BOUNDS_BELOW_SLICE = boundsBelowSlice();
  private static final double[] MIDDLES = middles();

  private Buckets() {}

  /** Index of the bucket of {@code nanos}, which is positive. */
  public static int indexOf(long nanos) {
    int zeros = Long.numberOfLeadingZeros(nanos);
    long mantissa = nanos << zeros;
    int place = BOUNDS_BELOW_SLICE[(int) (mantissa >>> 57) & (SLICES - 1)];
    // both have the top bit set, so the signed comparison is the unsigned one
    if (mantissa > BOUNDS[place]) {
      place++;
    }
    return (63 - zeros) * PER_OCTAVE + place - 1;
  }

  /**
   * The largest whole number of nanoseconds in bucket {@code index}, or below it if it holds none.
   */
  public static long upperNanos(int index) {
    int exponent = (index + 1) / PER_OCTAVE;
    return index == LAST ? Long.MAX_VALUE : BOUNDS[(index + 1) % PER_OCTAVE] >>> (63 - exponent);
  }

  /**
   * The value that stands for bucket {@code index}: the harmonic mean of its bounds, at most
   * (γ−1)/(γ+1) = 1.083 % from any value in it, rounded to a nanosecond.
   */
  public static long middleNanos(int index) {
    double middle = MIDDLES[Math.floorMod(index, PER_OCTAVE)];
    return Math.round(Math.scalb(middle, Math.floorDiv(index, PER_OCTAVE)));
  }

  /**
   * The bound at {@code place} = 0..31 of the mantissa, 2^(63 + place/32) without its fraction, as
   * an unsigned number.
   */
  static long bound(int place) {
    return BOUNDS[place];
  }

  private static byte[] boundsBelowSlice() {
    byte[] below = new byte[SLICES];
    for (int slice = 1; slice < SLICES; slice++) {
      long start = 1L << 63 | (long) slice << 57;
      int place = below[slice - 1];
      while (Long.compareUnsigned(BOUNDS[place], start) < 0) {
        place++;
      }
      below[slice] = (byte) place;
    }
    return below;
  }

  /**
   * 2ab/(a+b) of the bounds a, b of the buckets between 1 and 2; only operations that are exact to
   * the last bit on every machine.
   */
  private static double[] middles() {
    double[] middles = new double[PER_OCTAVE];
    for (int j = 0; j < PER_OCTAVE; j++) {
      double a = Math.scalb((double) (BOUNDS[j] >>> 11), -52);
      double b = j == PER_OCTAVE - 1 ? 2 : Math.scalb((double) (BOUNDS[j + 1] >>> 11), -52);
      middles[j] = 2 * a * b / (a + b);
    }
    return middles;
  }
}
