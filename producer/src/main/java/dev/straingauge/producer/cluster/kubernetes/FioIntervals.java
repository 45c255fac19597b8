package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.event.IoInterval;
import dev.straingauge.producer.cluster.kubernetes.FioStatus.Counts;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes intervals of what one fio says: the difference of one status to the one before. A status
 * that got lost is in the next one. Latencies are the middles of fio's bins, at most 0.8 % off. Not
 * thread-safe.
 */
final class FioIntervals {

  /** Middle of fio's last bin, which holds everything above, too. */
  private static final long LAST_BIN_NANOS = 17_112_760_320L;

  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000_000_000L;

  /** Two statuses that are further apart have a second between them of which nothing is known. */
  private static final long SILENCE_NANOS = 2_500_000_000L;

  private final String node;
  private final String step;
  private final String target;
  private final long sizeBytes;
  private SortedMap<String, Counts> before = new TreeMap<>();
  private long clockNanos = Long.MAX_VALUE;
  private long untilNanos = Long.MIN_VALUE;

  /**
   * @param node of the pod
   * @param step phase of the scenario
   * @param target the plan's name of the claim
   * @param sizeBytes of one read or write
   */
  FioIntervals(String node, String step, String target, long sizeBytes) {
    this.node = node;
    this.step = step;
    this.target = target;
    this.sizeBytes = sizeBytes;
  }

  /**
   * What has happened since the last status, or the beginning; nothing if no time has passed.
   *
   * @param arrivalNanos when it came, by our clock
   */
  List<IoInterval> next(FioStatus status, long arrivalNanos) {
    long seen = end(status, arrivalNanos);
    long start = untilNanos == Long.MIN_VALUE ? seen - status.runtimeMillis() * MILLI : untilNanos;
    long end = inEachSecond(start, seen);
    if (end <= start) {
      return List.of();
    }
    List<IoInterval> intervals = new ArrayList<>();
    status
        .kinds()
        .forEach(
            (kind, now) ->
                intervals.add(
                    interval(kind, before.getOrDefault(kind, Counts.NONE), now, start, end)));
    before = status.kinds();
    untilNanos = end;
    return intervals;
  }

  /** Whether nothing was heard for so long that a second in it is not known by itself. */
  static boolean isSilence(IoInterval interval) {
    return interval.getEnd() - interval.getStart() >= SILENCE_NANOS;
  }

  /**
   * The analysis takes a second for observed when an interval ends in it. Where statuses that come
   * about once a second leave one out, the second one is told as of the end of that second.
   */
  private static long inEachSecond(long start, long end) {
    boolean leavesOut = Math.floorDiv(end - 1, SECOND) - Math.floorDiv(start - 1, SECOND) > 1;
    return leavesOut && end - start < SILENCE_NANOS ? end - Math.floorMod(end, SECOND) : end;
  }

  /**
   * The pod's clock shows how far statuses are apart, ours when they came. The quickest one shows
   * the difference of the clocks best, so that one that was held up on its way stays in its place.
   */
  private long end(FioStatus status, long arrivalNanos) {
    long podNanos = status.timeMillis() * MILLI;
    clockNanos = Math.min(clockNanos, arrivalNanos - podNanos);
    if (podNanos + clockNanos < untilNanos) { // the pod's clock was set back
      clockNanos = arrivalNanos - podNanos;
    }
    return podNanos + clockNanos;
  }

  private IoInterval interval(String kind, Counts last, Counts now, long start, long end) {
    LatencySketch sketch = new LatencySketch();
    double rest = now.sumNanos() - last.sumNanos();
    long beyond = 0;
    for (Map.Entry<Long, Long> bin : now.bins().entrySet()) {
      long count = Math.max(0, bin.getValue() - last.bins().getOrDefault(bin.getKey(), 0L));
      if (bin.getKey() >= LAST_BIN_NANOS) {
        beyond += count;
      } else {
        sketch.record(bin.getKey(), count);
        rest -= (double) bin.getKey() * count;
      }
    }
    if (beyond > 0) {
      long mean = (long) (rest / beyond);
      sketch.record(
          Math.clamp(mean, LAST_BIN_NANOS, Math.max(LAST_BIN_NANOS, now.maxNanos())), beyond);
    }
    long succeeded = sketch.count();
    long errors = Math.max(0, now.errors() - last.errors());
    return new IoInterval(
        node,
        step,
        target,
        kind,
        start,
        end,
        succeeded + errors,
        errors,
        kind.equals(Fio.METADATA) ? 0 : succeeded * sizeBytes,
        ByteBuffer.wrap(sketch.toBytes()),
        null);
  }
}
