package dev.straingauge.archiver.statistics;

/**
 * Tails of the normal and of Student's distribution, to about 1e-13 relative. All static. Uses
 * {@link StrictMath}, so that every machine gives the same digits.
 *
 * <p>Sources: Abramowitz and Stegun 7.1.6 (series of erf), 26.2.14 (continued fraction of the
 * normal tail), 26.5.8 and 26.7.1 (incomplete beta function and Student's t); the continued
 * fractions by the method of Lentz.
 */
final class Probabilities {

  private static final double TINY = 1e-300;
  private static final double PRECISION = 1e-15;
  private static final int MOST_TERMS = 10_000;

  /** Lanczos' coefficients for g = 607/128 (Godfrey 2001). */
  private static final double[] LANCZOS = {
    0.9999999999999971,
    57.15623566586292,
    -59.59796035547549,
    14.136097974741746,
    -0.4919138160976202,
    3.399464998481189e-05,
    4.652362892704858e-05,
    -9.837447530487956e-05,
    0.0001580887032249125,
    -0.00021026444172410488,
    0.00021743961811521265,
    -0.0001643181065367639,
    8.441822398385275e-05,
    -2.6190838401581408e-05,
    3.6899182659531625e-06
  };

  private Probabilities() {}

  /** Probability that a standard normal variable is above {@code z}. */
  static double normalAbove(double z) {
    if (z < 0) {
      return 1 - normalAbove(-z);
    }
    double density = StrictMath.exp(-z * z / 2) / StrictMath.sqrt(2 * Math.PI);
    return z < 3 ? 0.5 - density * seriesOfCentre(z) : density * fractionOfTail(z);
  }

  /** The z that a standard normal variable exceeds with probability {@code p}, 0 < p ≤ 0.5. */
  static double normalQuantileAbove(double p) {
    double low = 0;
    double high = 40;
    // bisection: called once per interval, and as exact as the tail itself
    for (int i = 0; i < 200 && low < high; i++) {
      double middle = (low + high) / 2;
      if (normalAbove(middle) > p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /**
   * Two-sided p-value of Student's t with {@code df} degrees of freedom; NaN if {@code t} is, 0 if
   * it is infinite.
   */
  static double studentTwoSided(double t, double df) {
    if (Double.isNaN(t)) {
      return Double.NaN;
    }
    if (Double.isInfinite(t)) {
      return 0;
    }
    double squared = t * t;
    double small = df / (df + squared);
    // the smaller argument converges fast; the larger one would lose digits as 1 − x
    return small < (df / 2 + 1) / (df / 2 + 2.5)
        ? incompleteBeta(small, squared / (df + squared), df / 2, 0.5)
        : 1 - incompleteBeta(squared / (df + squared), small, 0.5, df / 2);
  }

  /** Natural logarithm of Γ(x), x > 0. */
  static double logGamma(double x) {
    double sum = LANCZOS[0];
    for (int i = 1; i < LANCZOS.length; i++) {
      sum += LANCZOS[i] / (x + i);
    }
    double shifted = x + 607.0 / 128 + 0.5;
    return (x + 0.5) * StrictMath.log(shifted)
        - shifted
        + StrictMath.log(StrictMath.sqrt(2 * Math.PI) * sum / x);
  }

  /** z + z³/3 + z⁵/(3·5) + …: the area between 0 and z, divided by the density. */
  private static double seriesOfCentre(double z) {
    double term = z;
    double sum = z;
    for (int i = 1; term > sum * PRECISION && i < MOST_TERMS; i++) {
      term *= z * z / (2 * i + 1);
      sum += term;
    }
    return sum;
  }

  /** 1/(z + 1/(z + 2/(z + 3/(z + …)))): the area above z, divided by the density. */
  private static double fractionOfTail(double z) {
    double fraction = z;
    double c = z;
    double d = 0;
    for (int i = 1; i < MOST_TERMS; i++) {
      d = 1 / (z + i * d);
      c = z + i / c;
      double change = c * d;
      fraction *= change;
      if (Math.abs(change - 1) < PRECISION) {
        break;
      }
    }
    return 1 / fraction;
  }

  /** I_x(a, b), with {@code y} = 1 − x, which the caller knows better. */
  private static double incompleteBeta(double x, double y, double a, double b) {
    if (x == 0) {
      return 0;
    }
    double front =
        StrictMath.exp(
                logGamma(a + b)
                    - logGamma(a)
                    - logGamma(b)
                    + a * StrictMath.log(x)
                    + b * StrictMath.log(y))
            / a;
    double c = 1;
    double d = 1 / atLeastTiny(1 - (a + b) * x / (a + 1));
    double fraction = d;
    for (int m = 1; m < MOST_TERMS; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / atLeastTiny(1 + even * d);
      c = atLeastTiny(1 + even / c);
      fraction *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / atLeastTiny(1 + odd * d);
      c = atLeastTiny(1 + odd / c);
      fraction *= d * c;
      if (Math.abs(d * c - 1) < PRECISION) {
        break;
      }
    }
    return front * fraction;
  }

  private static double atLeastTiny(double x) {
    return Math.abs(x) < TINY ? TINY : x;
  }
}
