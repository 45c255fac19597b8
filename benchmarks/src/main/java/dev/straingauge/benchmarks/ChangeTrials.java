package dev.straingauge.benchmarks;

import dev.straingauge.archiver.history.Change;
import dev.straingauge.archiver.history.Histories;
import dev.straingauge.archiver.history.HistoryPoint;
import dev.straingauge.archiver.history.HistoryRun;
import dev.straingauge.archiver.history.HistorySettings;
import dev.straingauge.archiver.history.Series;
import dev.straingauge.archiver.history.SeriesKey;
import dev.straingauge.archiver.statistics.EDivisive;
import dev.straingauge.archiver.statistics.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * Histories of 60 runs, read after each run: in how many of those without a change one was
 * confirmed at any time, and how soon a step of +10 % is; and what searching costs. Prints tables.
 * Fails above 5 % false (but for autocorrelated noise), below 95 % found or later than 5 runs:
 * {@code benchmarks/changes [SEED [HISTORIES]]}.
 */
public final class ChangeTrials {

  private static final int RUNS = 60;
  private static final double NOISE = 0.03;
  private static final double STEP = 1.1;
  private static final int NEAR = 3;
  private static final double MOST_FALSE = 0.05;
  private static final double LEAST_FOUND = 0.95;
  private static final int LATEST = 5;

  private final Random random;
  private final int histories;
  private boolean failed;

  private ChangeTrials(long seed, int histories) {
    this.random = new Random(seed);
    this.histories = histories;
  }

  /** Runs it. */
  public static void main(String[] args) {
    long seed = args.length > 0 ? Long.parseLong(args[0]) : System.nanoTime();
    ChangeTrials trials =
        new ChangeTrials(seed, args.length > 1 ? Integer.parseInt(args[1]) : 1_000);
    System.out.printf("seed %d, %d histories of %d runs%n%n", seed, trials.histories, RUNS);
    System.out.println(
        "| noise, 3 % | detector alone, ever | false, ever confirmed | +10 % step confirmed |"
            + " median delay, runs | 9 of 10 within |");
    System.out.println("|---|---|---|---|---|---|");
    for (Noise noise : Noise.values()) {
      trials.row(noise);
    }
    trials.costs();
    System.exit(trials.failed ? 1 : 0);
  }

  /** What the runs of a history vary by. */
  private enum Noise {
    GAUSSIAN("Gaussian"),
    LOGNORMAL("lognormal"),
    STUDENT("t₃, deviation 3 %"),
    STUDENT_SCALED("t₃, scale 3 %"),
    SPIKES("Gaussian, 2 % spikes of +50 %"),
    AUTOREGRESSIVE("AR(1), 0.5");

    private final String words;

    Noise(String words) {
      this.words = words;
    }

    double[] draw(Random random) {
      double[] values = new double[RUNS];
      double last = 0;
      for (int i = 0; i < RUNS; i++) {
        double z = random.nextGaussian();
        double student = z / Math.sqrt(chiSquare(random) / 3);
        last = 0.5 * last + Math.sqrt(0.75) * z;
        double spike = random.nextDouble() < 0.02 ? 1.5 : 1;
        values[i] =
            100
                * switch (this) {
                  case GAUSSIAN -> 1 + NOISE * z;
                  case LOGNORMAL -> Math.exp(NOISE * z);
                  case STUDENT -> 1 + NOISE * student / Math.sqrt(3);
                  case STUDENT_SCALED -> 1 + NOISE * student;
                  case SPIKES -> (1 + NOISE * z) * spike;
                  case AUTOREGRESSIVE -> 1 + NOISE * last;
                };
      }
      return values;
    }

    /** Of three degrees of freedom. */
    private static double chiSquare(Random random) {
      return DoubleStream.generate(random::nextGaussian).limit(3).map(x -> x * x).sum();
    }
  }

  private void row(Noise noise) {
    int alone = 0;
    int confirmed = 0;
    List<Integer> delays = new ArrayList<>();
    for (int i = 0; i < histories; i++) {
      double[] still = noise.draw(random);
      alone += everFound(still) ? 1 : 0;
      confirmed += changes(still).stream().anyMatch(ChangeTrials::confirmed) ? 1 : 0;
      int at = 20 + random.nextInt(20);
      double[] stepped = noise.draw(random);
      for (int run = at; run < RUNS; run++) {
        stepped[run] *= STEP;
      }
      changes(stepped).stream()
          .filter(change -> confirmed(change) && Math.abs(change.place() - at) <= NEAR)
          .mapToInt(change -> Integer.parseInt(change.confirmedBy()) - at + 1)
          .min()
          .ifPresent(delays::add);
    }
    delays.sort(null);
    double wrong = (double) confirmed / histories;
    double found = (double) delays.size() / histories;
    int median = delays.isEmpty() ? RUNS : delays.get(delays.size() / 2);
    int most = delays.isEmpty() ? RUNS : delays.get(delays.size() * 9 / 10);
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f %% | %.1f %% | %.1f %% | %d | %d |%n",
        noise.words,
        100.0 * alone / histories,
        100 * wrong,
        100 * found,
        median,
        most);
    failed |=
        noise != Noise.AUTOREGRESSIVE
            && (wrong > MOST_FALSE || found < LEAST_FOUND || median > LATEST);
  }

  /** Whether the detector alone finds anything after any run. */
  private static boolean everFound(double[] values) {
    for (int n = 2; n <= values.length; n++) {
      if (!EDivisive.PUBLISHED.changePoints(Arrays.copyOf(values, n)).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static boolean confirmed(Change change) {
    return !change.confirmedBy().isEmpty();
  }

  private static List<Change> changes(double[] values) {
    List<HistoryPoint> points = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      points.add(
          new HistoryPoint(
              new HistoryRun(Integer.toString(i), Instant.EPOCH, new TreeMap<>()),
              Observation.of(values[i])));
    }
    Series series = new Series(new SeriesKey("m", "", "", ""), "s", true, points);
    return Histories.of(series, HistorySettings.DEFAULT, List.of(), Instant.EPOCH).changes();
  }

  private void costs() {
    double[] year =
        random.doubles(365, 95, 105).map(x -> x * (random.nextDouble() < 0.01 ? 1.2 : 1)).toArray();
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 200; i++) {
      long begin = System.nanoTime();
      EDivisive.PUBLISHED.changePoints(year);
      best = Math.min(best, (System.nanoTime() - begin) / 1e6);
    }
    long begin = System.nanoTime();
    for (int i = 0; i < 10_000; i++) {
      EDivisive.PUBLISHED.changePoints(Noise.GAUSSIAN.draw(random));
    }
    System.out.printf(
        Locale.ROOT,
        "%ndetector, one thread: 365 points %.2f ms (best of 200), 10,000 series of 60 points %.1f"
            + " s%n",
        best,
        (System.nanoTime() - begin) / 1e9);
    double[] thousand = random.doubles(1_000, 95, 105).toArray();
    begin = System.nanoTime();
    for (int i = 0; i < 10; i++) {
      changes(thousand);
    }
    System.out.printf(
        Locale.ROOT,
        "history of 1,000 runs, an evaluation after each: %.0f ms a series%n",
        (System.nanoTime() - begin) / 1e7);
  }
}
