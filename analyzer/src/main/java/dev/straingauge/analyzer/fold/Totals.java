package dev.straingauge.analyzer.fold;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one series did in the whole run. */
final class Totals extends Tally {

  /** Different reasons that are told apart; further ones count as {@code other}. */
  static final int MAX_REASONS = 100;

  /** Started as a part of another one; counted in started. */
  long children;

  long recovered;
  long unfinished;
  long lateEffects;
  long retries;

  /** Ended in a pane that was closed: in here and in no slice. */
  long late;

  /** Ended according to the slices that were sent. */
  long sliced;

  /** Ages of the unfinished. */
  @Nullable LatencySketch ages;

  private final TreeMap<Reason, Long> failures = new TreeMap<>();

  /**
   * Why something failed.
   *
   * @param reason one word
   * @param code code of the API
   */
  record Reason(String reason, String code) implements Comparable<Reason> {
    @Override
    public int compareTo(Reason other) {
      int byReason = reason.compareTo(other.reason);
      return byReason != 0 ? byReason : code.compareTo(other.code);
    }
  }

  void recordUnfinished(long ageNanos) {
    unfinished++;
    ages = recorded(ages, ageNanos, 1);
  }

  void recordReason(String reason, String code, long times) {
    Reason key = new Reason(reason, code);
    boolean known = failures.containsKey(key) || failures.size() < MAX_REASONS;
    failures.merge(known ? key : new Reason(SeriesTable.OTHER, ""), times, Long::sum);
  }

  /** Reasons of failures, sorted by name. */
  Map<Reason, Long> failures() {
    return failures;
  }

  void add(Totals other) {
    super.add(other);
    children += other.children;
    recovered += other.recovered;
    unfinished += other.unfinished;
    lateEffects += other.lateEffects;
    retries += other.retries;
    late += other.late;
    sliced += other.sliced;
    ages = merged(ages, other.ages);
    other.failures.forEach((key, count) -> recordReason(key.reason(), key.code(), count));
  }

  @Override
  void write(StateWriter out) {
    super.write(out);
    out.writeLong(children)
        .writeLong(recovered)
        .writeLong(unfinished)
        .writeLong(lateEffects)
        .writeLong(retries)
        .writeLong(late)
        .writeLong(sliced);
    out.writeSketch(ages).writeInt(failures.size());
    failures.forEach(
        (key, count) -> out.writeText(key.reason()).writeText(key.code()).writeLong(count));
  }

  @Override
  void read(StateReader in) {
    super.read(in);
    children = in.readLong();
    recovered = in.readLong();
    unfinished = in.readLong();
    lateEffects = in.readLong();
    retries = in.readLong();
    late = in.readLong();
    sliced = in.readLong();
    ages = in.readSketch();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      failures.put(new Reason(in.readText(), in.readText()), in.readLong());
    }
  }
}
