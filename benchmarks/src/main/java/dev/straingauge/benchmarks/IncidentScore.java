package dev.straingauge.benchmarks;

import dev.straingauge.analyzer.fold.Fate;
import dev.straingauge.analyzer.fold.Outputs;
import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.benchmarks.IncidentTruth.Found;
import dev.straingauge.event.Event;
import dev.straingauge.event.FaultInjected;
import dev.straingauge.event.IncidentClass;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.schemas.topic.Topic;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * Compares the incidents of the analysis with those that the simulated cluster had, over stories,
 * seeds and what happens to events on their way, and prints precision, recall, the confusion matrix
 * and delays: {@code benchmarks/incidents [SEEDS]}. Fails below 0.99.
 */
public final class IncidentScore {

  private static final double GOAL = 0.99;
  private static final long TICK = IncidentStory.SECOND;

  private final Map<IncidentClass, Map<String, Long>> confusion =
      new EnumMap<>(IncidentClass.class);
  private final Map<IncidentClass, long[]> score = new EnumMap<>(IncidentClass.class);
  private final Map<String, Long> causes = new TreeMap<>();
  private final Map<String, Long> unknowable = new TreeMap<>();
  private long late;
  private long worstDelay;
  private long quiet;
  private long withoutLabel;

  private IncidentScore() {}

  /** Runs it. */
  public static void main(String[] args) {
    int seeds = args.length == 0 ? 50 : Integer.parseInt(args[0]);
    IncidentScore score = new IncidentScore();
    for (int seed = 1; seed <= seeds; seed++) {
      for (IncidentStory quiet : IncidentStory.QUIET) {
        List<Event> calm = quiet.run(seed);
        for (EventFaults faults : EventFaults.values()) {
          score.quiet += incidents(faults.apply(calm, seed)).size();
        }
      }
      for (IncidentStory story : IncidentStory.ALL) {
        List<Event> log = story.run(seed);
        score.checkLabel(story, log);
        for (EventFaults faults : EventFaults.values()) {
          score.compare(story, seed, faults, log, faults.apply(log, seed));
        }
      }
    }
    boolean reached = score.print(seeds);
    System.exit(reached ? 0 : 1);
  }

  private void checkLabel(IncidentStory story, List<Event> log) {
    boolean labelled = log.stream().anyMatch(event -> event.getBody() instanceof FaultInjected);
    withoutLabel += labelled == story.fault().isEmpty() ? 1 : 0;
  }

  private void compare(
      IncidentStory story, long seed, EventFaults faults, List<Event> whole, List<Event> log) {
    Map<Found, Long> truth = IncidentTruth.of(log);
    Map<Found, Long> possible = new TreeMap<>(truth);
    Map<Found, Long> happened = IncidentTruth.of(whole);
    if (faults == EventFaults.WATCH_LOST) {
      // what the gap makes look otherwise may be told as it was or as it looks
      possible.putAll(happened);
      truth.keySet().retainAll(happened.keySet());
      happened.forEach((one, at) -> truth.computeIfPresent(one, (key, seen) -> Math.max(at, seen)));
    }
    happened.keySet().stream()
        .filter(one -> !truth.containsKey(one))
        .forEach(one -> unknowable.merge(faults + " " + one.kind(), 1L, Long::sum));
    TreeMap<String, IncidentEvent> told = new TreeMap<>();
    TreeMap<Found, Long> first = new TreeMap<>();
    analyse(
        log,
        one -> {
          told.put(one.getIncidentId(), one);
          first.putIfAbsent(found(one), one.getAt());
        });
    TreeMap<Found, IncidentEvent> by = new TreeMap<>();
    told.values().forEach(one -> by.put(found(one), one));
    for (Map.Entry<Found, Long> one : truth.entrySet()) {
      IncidentEvent match = by.get(one.getKey());
      IncidentClass kind = one.getKey().kind();
      count(kind, match != null ? 0 : 1);
      confuse(kind, match != null ? kind.name() : instead(one.getKey(), by));
      if (match == null) {
        say(story, seed, faults, "missed", one.getKey());
      } else {
        causes.merge(story.name() + " " + kind + " " + match.getCause(), 1L, Long::sum);
        delay(one, first, log);
      }
    }
    for (Found one : by.keySet()) {
      if (!possible.containsKey(one)) {
        count(one.kind(), 2);
        say(story, seed, faults, "made up", one);
      }
    }
  }

  private static void say(
      IncidentStory story, long seed, EventFaults faults, String what, Found found) {
    System.out.printf(
        Locale.ROOT, "%s, seed %d, events %s: %s %s%n", story.name(), seed, faults, what, found);
  }

  /** What was told of the same pod and claim. */
  private static String instead(Found missed, Map<Found, IncidentEvent> by) {
    return by.keySet().stream()
        .filter(one -> one.subject().equals(missed.subject()))
        .map(one -> one.kind().name())
        .findFirst()
        .orElse("nothing");
  }

  private void delay(Map.Entry<Found, Long> truth, Map<Found, Long> told, List<Event> log) {
    if (truth.getValue() > log.getLast().getTime()) {
      return;
    }
    long at = told.getOrDefault(truth.getKey(), Long.MAX_VALUE);
    long delay = at - truth.getValue();
    worstDelay = Math.max(worstDelay, delay);
    late += delay > TICK ? 1 : 0;
  }

  private void count(IncidentClass kind, int what) {
    score.computeIfAbsent(kind, key -> new long[3])[what]++;
  }

  private void confuse(IncidentClass kind, String told) {
    confusion.computeIfAbsent(kind, key -> new TreeMap<>()).merge(told, 1L, Long::sum);
  }

  private boolean print(int seeds) {
    System.out.printf(
        Locale.ROOT,
        "%d seeds x %d stories x %d event faults%n",
        seeds,
        IncidentStory.ALL.size(),
        EventFaults.values().length);
    boolean reached = quiet == 0 && withoutLabel == 0 && late == 0;
    for (Map.Entry<IncidentClass, long[]> one : score.entrySet()) {
      long[] counts = one.getValue();
      double precision = (double) counts[0] / Math.max(1, counts[0] + counts[2]);
      double recall = (double) counts[0] / Math.max(1, counts[0] + counts[1]);
      reached &= precision >= GOAL && recall >= GOAL;
      System.out.printf(
          Locale.ROOT,
          "%-17s n %6d  precision %.4f  recall %.4f  told as %s%n",
          one.getKey(),
          counts[0] + counts[1],
          precision,
          recall,
          confusion.getOrDefault(one.getKey(), Map.of()));
    }
    System.out.printf(
        Locale.ROOT,
        "told later than bound + 1 tick: %d (worst delay beyond the bound %.3f s)%n",
        late,
        worstDelay / 1e9);
    System.out.printf(
        Locale.ROOT,
        "incidents of fault-free runs: %d; stories without label: %d%n",
        quiet,
        withoutLabel);
    unknowable.forEach(
        (what, count) -> System.out.printf(Locale.ROOT, "cannot be known %s: %d%n", what, count));
    causes.forEach((what, count) -> System.out.printf(Locale.ROOT, "cause %s: %d%n", what, count));
    return reached;
  }

  private static Found found(IncidentEvent told) {
    boolean ofClaim =
        told.getKind() == IncidentClass.PROVISION_STUCK
            || told.getKind() == IncidentClass.STALE_HANDLE
            || told.getKind() == IncidentClass.VIOLATION;
    return new Found(
        told.getKind(), ofClaim ? told.getClaim() : told.getClaim() + " " + told.getPod());
  }

  /** What was said last of each incident. */
  private static Map<String, IncidentEvent> incidents(List<Event> log) {
    Map<String, IncidentEvent> last = new TreeMap<>();
    analyse(log, told -> last.put(told.getIncidentId(), told));
    return last;
  }

  private static void analyse(
      List<Event> log, java.util.function.Consumer<IncidentEvent> incidents) {
    Outputs out =
        new Outputs() {
          @Override
          public void emit(Topic topic, SpecificRecord result) {
            if (result instanceof IncidentEvent told) {
              incidents.accept(told);
            }
          }

          @Override
          public void deadLetter(Fate fate, String detail) {
            throw new IllegalStateException("analyse a story: " + fate + ": " + detail);
          }
        };
    RunAnalysis run = RunAnalysis.open(log.getFirst(), out).orElseThrow();
    log.subList(1, log.size())
        .forEach(
            event -> {
              if (!run.isClosed()) {
                run.accept(event, out);
              }
            });
  }
}
