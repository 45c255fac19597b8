package dev.straingauge.benchmarks;

import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.MalformedRecordException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether an event costs the same in a run that is ten times as long: events per second of
 * processor time (decode, fold, results encoded, state stored), and heap in use at the end.
 * Arguments: {@code [events of the shorter run]}. A run of twice as many warms up.
 */
public final class FlatCost {

  private static final int TIMES = 10;

  private FlatCost() {}

  /** Runs it. */
  public static void main(String[] args) {
    long events = args.length > 0 ? Long.parseLong(args[0]) : 1_500_000;
    run(2 * events);
    double once = run(events);
    double tenfold = run(TIMES * events);
    System.out.printf(
        Locale.ROOT, "ten times as long: %.2f of the events/s (goal: flat)%n", tenfold / once);
  }

  private static double run(long wanted) {
    Folding folding = new Folding();
    List<byte[]> batch = new ArrayList<>(Folding.COMMIT);
    Codec writer = new Codec();
    long[] last = {0, 0};
    AnalyzerLoad.write(
        wanted,
        event -> {
          batch.add(writer.encode(event));
          if (batch.size() == Folding.COMMIT) {
            fold(folding, batch);
            if (folding.events <= wanted * (TIMES - 1) / TIMES) {
              last[0] = folding.events;
              last[1] = folding.nanos();
            }
          }
        });
    long heap = Footprint.heap();
    fold(folding, batch);
    double rate = 1e9 * folding.events / folding.nanos();
    System.out.printf(
        Locale.ROOT,
        "%,d events: %,.0f events/s of processor time, the last tenth of them %,.0f; heap in use"
            + " near the end %.1f MB%n",
        folding.events,
        rate,
        1e9 * (folding.events - last[0]) / (folding.nanos() - last[1]),
        heap / 1e6);
    return rate;
  }

  private static void fold(Folding folding, List<byte[]> batch) {
    try {
      folding.batch(batch);
    } catch (MalformedRecordException e) {
      throw new IllegalStateException(e);
    }
    batch.clear();
  }
}
