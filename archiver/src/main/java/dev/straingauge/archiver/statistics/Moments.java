package dev.straingauge.archiver.statistics;

/**
 * Mean and population deviation of one part of a series.
 *
 * @param n number of points, at least 1
 * @param mean arithmetic mean
 * @param deviation √(Σ(x − mean)² / n); 0 for one point
 */
record Moments(int n, double mean, double deviation) {

  private static final int LANES = 8;
  private static final int LONGEST_BLOCK = 128;

  /** Of {@code series[from..to)}. */
  static Moments of(double[] series, int from, int to) {
    int n = to - from;
    double mean = sum(series, from, n) / n;
    double[] squares = new double[n];
    for (int i = 0; i < n; i++) {
      double distance = series[from + i] - mean;
      squares[i] = distance * distance;
    }
    return new Moments(n, mean, Math.sqrt(sum(squares, 0, n) / n));
  }

  /**
   * Two-sided p-value of Student's t between two parts, with pooled variance and the population
   * deviation, as the published change-point method has it. NaN when both deviations and the
   * difference are 0: no change. 1 for two single points.
   */
  static double studentP(Moments left, Moments right) {
    int df = left.n + right.n - 2;
    if (df == 0) {
      return 1;
    }
    double pooled =
        ((left.n - 1) * (left.deviation * left.deviation)
                + (right.n - 1) * (right.deviation * right.deviation))
            / df;
    double error = Math.sqrt(pooled * (1.0 / left.n + 1.0 / right.n));
    return Probabilities.studentTwoSided((left.mean - right.mean) / error, df);
  }

  /**
   * The sum in the order in which NumPy adds (in pairs of blocks), so that a part of equal numbers
   * has the same deviation, often exactly 0, as in the published implementation.
   */
  private static double sum(double[] x, int from, int n) {
    if (n < LANES) {
      double sum = 0;
      for (int i = from; i < from + n; i++) {
        sum += x[i];
      }
      return sum;
    }
    if (n <= LONGEST_BLOCK) {
      return sumOfBlock(x, from, n);
    }
    int half = n / 2;
    half -= half % LANES;
    return sum(x, from, half) + sum(x, from + half, n - half);
  }

  private static double sumOfBlock(double[] x, int from, int n) {
    double[] lane = new double[LANES];
    System.arraycopy(x, from, lane, 0, LANES);
    int i = LANES;
    for (; i < n - n % LANES; i += LANES) {
      for (int j = 0; j < LANES; j++) {
        lane[j] += x[from + i + j];
      }
    }
    double sum =
        ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
    for (; i < n; i++) {
      sum += x[from + i];
    }
    return sum;
  }
}
