package dev.straingauge.benchmarks;

import dev.straingauge.analyzer.fold.Fate;
import dev.straingauge.analyzer.fold.Outputs;
import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.event.ClusterFacts;
import dev.straingauge.event.Driver;
import dev.straingauge.event.Event;
import dev.straingauge.event.OperationFinished;
import dev.straingauge.event.OperationStarted;
import dev.straingauge.event.Outcome;
import dev.straingauge.event.RunStarted;
import dev.straingauge.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.avro.specific.SpecificRecord;

/**
 * Heap of a run with 1,000 series (the bound of contract A6), and with ten times as many names,
 * when all rolling windows are full: each name has an operation a second for 310 s, response times
 * lognormal with a median of 50 ms and σ = 0.5.
 */
public final class SeriesHeap {

  private static final int SECONDS = 310;
  private static final long SECOND = IncidentStory.SECOND;

  private SeriesHeap() {}

  /** Runs it. */
  public static void main(String[] args) {
    long few = heap(1_000, 1);
    long many = heap(10_000, 10);
    System.out.printf(
        Locale.ROOT,
        "1,000 series: %.1f KiB each (contract A6: about 32); ten times as many names take %.2f"
            + " times the heap%n",
        few / 1_000.0 / 1_024,
        (double) many / few);
  }

  /**
   * @param names of series
   * @param every seconds between two operations of each
   */
  private static long heap(int names, int every) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    List<String> operations = new ArrayList<>();
    List<String> steps = new ArrayList<>();
    for (int i = 0; i < names; i++) {
      operations.add("operation-%d".formatted(i % 100));
      steps.add("step-%d".formatted(i / 100));
    }
    long before = Footprint.heap();
    Outputs nowhere = nowhere();
    RunAnalysis run = RunAnalysis.open(start(), nowhere).orElseThrow();
    String lastCommit = "";
    long sequence = 1;
    for (int second = 1; second <= SECONDS; second++) {
      for (int i = second % every; i < names; i += every) {
        long time = IncidentStory.EPOCH + second * SECOND + i * 1_000L;
        long begun = time - (long) (50e6 * Math.exp(0.5 * random.nextGaussian()));
        String operation = operations.get(i);
        String step = steps.get(i);
        run.accept(
            new Event(
                0,
                1,
                ++sequence,
                time,
                new OperationStarted(sequence, operation, step, "v", begun, null)),
            nowhere);
        run.accept(
            new Event(
                0,
                1,
                ++sequence,
                time,
                new OperationFinished(
                    sequence - 1,
                    operation,
                    step,
                    "v",
                    begun,
                    null,
                    begun,
                    null,
                    time,
                    0L,
                    0L,
                    1,
                    Outcome.SUCCEEDED,
                    null)),
            nowhere);
      }
      // a commit forgets which operations began and ended since the last one
      lastCommit = Footprint.cells(run::flush);
    }
    long heap = Footprint.heap() - before;
    System.out.printf(
        Locale.ROOT,
        "%,d names of series, %,d events: %.1f MB of heap; the last commit %s%n",
        names,
        run.eventsRead(), // so that it was still there when its heap was measured
        heap / 1e6,
        lastCommit);
    return heap;
  }

  private static Event start() {
    return new Event(
        0,
        1,
        1L,
        IncidentStory.EPOCH,
        new RunStarted(
            "nonce",
            1,
            SECOND,
            0L,
            1L,
            "series",
            "{}",
            "00000000",
            3_600 * SECOND,
            new Driver("block", "1", List.of()),
            new ClusterFacts("simulated", "1", 1, "f"),
            "1",
            List.of(),
            null));
  }

  private static Outputs nowhere() {
    return new Outputs() {
      @Override
      public void emit(Topic topic, SpecificRecord result) {}

      @Override
      public void deadLetter(Fate fate, String detail) {
        throw new IllegalStateException("fold series: " + fate + ": " + detail);
      }
    };
  }
}
