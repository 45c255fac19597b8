package dev.straingauge.benchmarks;

import dev.straingauge.benchmarks.IncidentTruth.Found;
import dev.straingauge.event.IncidentClass;
import dev.straingauge.event.IncidentEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what was told against what was: how many incidents of each class and subject, by their
 * ids. One that is told under two ids was made up once. Not thread-safe.
 */
final class IncidentTally {

  private static final double GOAL = 0.99;
  private static final long TICK = IncidentStory.SECOND;

  private final Map<IncidentClass, Map<String, Long>> confusion =
      new EnumMap<>(IncidentClass.class);
  private final Map<IncidentClass, long[]> score = new EnumMap<>(IncidentClass.class);
  private final Map<String, Long> causes = new TreeMap<>();

  /** Beyond the class's bound: how many, sum, longest. */
  private final Map<IncidentClass, long[]> delays = new EnumMap<>(IncidentClass.class);

  private long late;

  /** One incident as it was told last, and when it was first told as that. */
  private record Told(long first, IncidentEvent last) {}

  /**
   * Adds one log.
   *
   * @param where what to call the log when something is wrong
   * @param story what to count causes under
   * @param truth what must be told, with the moments from which on
   * @param possible what may be told, and how often
   * @param tellings what the analysis said, in its order
   * @param end time of the last event of the log
   */
  void add(
      String where,
      String story,
      Map<Found, List<Long>> truth,
      Map<Found, List<Long>> possible,
      List<IncidentEvent> tellings,
      long end) {
    Map<Found, List<Told>> told = told(tellings);
    truth.forEach(
        (one, moments) -> {
          List<Told> matches = told.getOrDefault(one, List.of());
          for (int i = 0; i < moments.size(); i++) {
            boolean hit = i < matches.size();
            count(one.kind(), hit ? 0 : 1);
            confuse(one.kind(), hit ? one.kind().name() : instead(one, told));
            if (hit) {
              String cause = matches.get(i).last().getCause();
              causes.merge(story + " " + one.kind() + " " + cause, 1L, Long::sum);
              delay(one.kind(), moments.get(i), matches.get(i).first(), end);
            } else {
              say(where, "missed", one);
            }
          }
        });
    told.forEach(
        (one, all) -> {
          int may = Math.max(size(truth, one), size(possible, one));
          for (int i = may; i < all.size(); i++) {
            count(one.kind(), 2);
            say(where, may == 0 ? "made up" : "told once more", one);
          }
        });
  }

  /** By what they are in the end; in the order in which they were first told. */
  private static Map<Found, List<Told>> told(List<IncidentEvent> tellings) {
    Map<String, IncidentEvent> last = new TreeMap<>();
    Map<String, Long> first = new TreeMap<>();
    for (IncidentEvent one : tellings) {
      last.put(one.getIncidentId(), one);
      first.putIfAbsent(one.getIncidentId() + found(one), one.getAt());
    }
    Map<Found, List<Told>> told = new TreeMap<>();
    last.forEach(
        (id, one) ->
            told.computeIfAbsent(found(one), key -> new ArrayList<>())
                .add(new Told(first.getOrDefault(id + found(one), one.getAt()), one)));
    told.values().forEach(all -> all.sort(Comparator.comparingLong(Told::first)));
    return told;
  }

  private static Found found(IncidentEvent told) {
    boolean ofClaim =
        told.getKind() == IncidentClass.PROVISION_STUCK
            || told.getKind() == IncidentClass.STALE_HANDLE
            || told.getKind() == IncidentClass.VIOLATION;
    return new Found(
        told.getKind(), ofClaim ? told.getClaim() : told.getClaim() + " " + told.getPod());
  }

  private static int size(Map<Found, List<Long>> all, Found one) {
    return all.getOrDefault(one, List.of()).size();
  }

  private static void say(String where, String what, Found found) {
    System.out.printf(Locale.ROOT, "%s: %s %s%n", where, what, found);
  }

  /** What was told of the same pod and claim. */
  private static String instead(Found missed, Map<Found, List<Told>> told) {
    return told.keySet().stream()
        .filter(one -> one.subject().equals(missed.subject()) && one.kind() != missed.kind())
        .map(one -> one.kind().name())
        .findFirst()
        .orElse("nothing");
  }

  private void delay(IncidentClass kind, long due, long at, long end) {
    if (due > end) {
      return;
    }
    long[] all = delays.computeIfAbsent(kind, key -> new long[3]);
    all[0]++;
    all[1] += at - due;
    all[2] = Math.max(all[2], at - due);
    late += at - due > TICK ? 1 : 0;
  }

  private void count(IncidentClass kind, int what) {
    score.computeIfAbsent(kind, key -> new long[3])[what]++;
  }

  private void confuse(IncidentClass kind, String told) {
    confusion.computeIfAbsent(kind, key -> new TreeMap<>()).merge(told, 1L, Long::sum);
  }

  /** Incidents of the class that were told, that were missed, and that were made up. */
  long[] counts(IncidentClass kind) {
    return score.getOrDefault(kind, new long[3]).clone();
  }

  /** Whether each class occurred, is good enough and was in time. */
  boolean reached() {
    boolean reached = late == 0;
    for (IncidentClass kind : IncidentClass.values()) {
      long[] counts = counts(kind);
      reached &= counts[0] > 0 && precision(counts) >= GOAL && recall(counts) >= GOAL;
    }
    return reached;
  }

  private static double precision(long[] counts) {
    return (double) counts[0] / Math.max(1, counts[0] + counts[2]);
  }

  private static double recall(long[] counts) {
    return (double) counts[0] / Math.max(1, counts[0] + counts[1]);
  }

  void printClasses() {
    for (IncidentClass kind : IncidentClass.values()) {
      long[] counts = counts(kind);
      System.out.printf(
          Locale.ROOT,
          "%-17s n %6d  precision %.4f  recall %.4f  made up %d  delay %s  told as %s%n",
          kind,
          counts[0] + counts[1],
          precision(counts),
          recall(counts),
          counts[2],
          delayOf(kind),
          confusion.getOrDefault(kind, Map.of()));
    }
    System.out.printf(Locale.ROOT, "told later than bound + 1 tick: %d%n", late);
  }

  /** Beyond the class's bound. */
  private String delayOf(IncidentClass kind) {
    long[] all = delays.getOrDefault(kind, new long[3]);
    return all[0] == 0
        ? "not scored"
        : String.format(
            Locale.ROOT, "mean %.3f s, most %.3f s", all[1] / 1e9 / all[0], all[2] / 1e9);
  }

  void printCauses() {
    causes.forEach((what, count) -> System.out.printf(Locale.ROOT, "cause %s: %d%n", what, count));
  }
}
