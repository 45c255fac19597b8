package dev.straingauge.benchmarks;

import dev.straingauge.analyzer.fold.Fate;
import dev.straingauge.analyzer.fold.Outputs;
import dev.straingauge.analyzer.fold.RunAnalysis;
import dev.straingauge.benchmarks.IncidentTruth.Found;
import dev.straingauge.event.Event;
import dev.straingauge.event.FaultInjected;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/**
 * Compares the incidents of the analysis with those that the simulated cluster had, over stories,
 * seeds and what happens to events on their way, and prints precision, recall, the confusion matrix
 * and delays: {@code benchmarks/incidents [SEEDS]}. Fails below 0.99, and where a class never
 * occurs.
 */
public final class IncidentScore {

  private final IncidentTally tally = new IncidentTally();
  private final Map<String, Long> unknowable = new TreeMap<>();
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
    Map<Found, List<Long>> truth = IncidentTruth.of(log);
    Map<Found, List<Long>> happened = IncidentTruth.of(whole);
    Map<Found, List<Long>> possible = new TreeMap<>(truth);
    if (faults == EventFaults.WATCH_LOST) {
      // what the gap makes look otherwise may be told as it was or as it looks
      happened.forEach((one, was) -> possible.merge(one, was, IncidentScore::longer));
      truth.keySet().retainAll(happened.keySet());
      truth.replaceAll((one, seen) -> both(seen, happened.getOrDefault(one, List.of())));
    }
    happened.forEach(
        (one, was) -> {
          int hidden = was.size() - truth.getOrDefault(one, List.of()).size();
          if (hidden > 0) {
            unknowable.merge(faults + " " + one.kind(), (long) hidden, Long::sum);
          }
        });
    List<IncidentEvent> told = new ArrayList<>();
    analyse(log, told::add);
    tally.add(
        "%s, seed %d, events %s".formatted(story.name(), seed, faults),
        story.name(),
        truth,
        possible,
        told,
        log.getLast().getTime());
  }

  private static List<Long> longer(List<Long> one, List<Long> other) {
    return one.size() >= other.size() ? one : other;
  }

  /** As many as both have, each known when both readings know it. */
  private static List<Long> both(List<Long> seen, List<Long> was) {
    List<Long> both = new ArrayList<>();
    for (int i = 0; i < Math.min(seen.size(), was.size()); i++) {
      both.add(Math.max(seen.get(i), was.get(i)));
    }
    return both;
  }

  private boolean print(int seeds) {
    System.out.printf(
        Locale.ROOT,
        "%d seeds x %d stories x %d event faults%n",
        seeds,
        IncidentStory.ALL.size(),
        EventFaults.values().length);
    tally.printClasses();
    System.out.printf(
        Locale.ROOT,
        "incidents of fault-free runs: %d; stories without label: %d%n",
        quiet,
        withoutLabel);
    unknowable.forEach(
        (what, count) -> System.out.printf(Locale.ROOT, "cannot be known %s: %d%n", what, count));
    tally.printCauses();
    return quiet == 0 && withoutLabel == 0 && tally.reached();
  }

  /** What was said last of each incident. */
  private static Map<String, IncidentEvent> incidents(List<Event> log) {
    Map<String, IncidentEvent> last = new TreeMap<>();
    analyse(log, told -> last.put(told.getIncidentId(), told));
    return last;
  }

  static void analyse(List<Event> log, Consumer<IncidentEvent> incidents) {
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
