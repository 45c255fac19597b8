package dev.straingauge.archiver.compare;

import dev.straingauge.archiver.metrics.RunFacts;
import dev.straingauge.archiver.metrics.RunMetrics;
import dev.straingauge.archiver.metrics.Selection;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * One of the two groups.
 *
 * @param selection its runs in numbers, and those left out
 * @param sketches per run, in their order: response times of what succeeded, by kind of operation;
 *     empty for a run that kept none
 * @param plans per run, in their order: what its configuration says, by path
 */
public record Side(
    Selection selection,
    List<Map<String, LatencySketch>> sketches,
    List<SortedMap<String, String>> plans) {

  public Side {
    sketches = List.copyOf(sketches);
    plans = List.copyOf(plans);
  }

  /**
   * Reads what a comparison needs of the selected runs.
   *
   * @param runs where they are
   * @throws dev.straingauge.archiver.store.StoreException if the store fails, or a run is damaged
   */
  public static Side read(Runs runs, Selection selection) {
    List<Map<String, LatencySketch>> sketches = new ArrayList<>();
    List<SortedMap<String, String>> plans = new ArrayList<>();
    for (RunMetrics run : selection.runs()) {
      RunArchive archive = runs.open(run.facts().run()).orElseThrow();
      sketches.add(Sketches.of(archive));
      plans.add(Plans.of(archive));
    }
    return new Side(selection, sketches, plans);
  }

  /** Its runs in numbers, oldest first. */
  public List<RunMetrics> runs() {
    return selection.runs();
  }

  /** Number of runs. */
  public int size() {
    return selection.runs().size();
  }

  /** The runs of {@code other} left out, with the reason. */
  Side without(Side other) {
    Set<RunId> there =
        other.runs().stream().map(run -> run.facts().run()).collect(Collectors.toSet());
    List<RunMetrics> kept = new ArrayList<>();
    List<Map<String, LatencySketch>> keptSketches = new ArrayList<>();
    List<SortedMap<String, String>> keptPlans = new ArrayList<>();
    List<Selection.LeftOut> leftOut = new ArrayList<>(selection.leftOut());
    for (int i = 0; i < size(); i++) {
      RunFacts facts = runs().get(i).facts();
      if (there.contains(facts.run())) {
        leftOut.add(new Selection.LeftOut(facts.run(), "it is on the other side"));
      } else {
        kept.add(runs().get(i));
        keptSketches.add(sketches.get(i));
        keptPlans.add(plans.get(i));
      }
    }
    return new Side(new Selection(selection.reference(), kept, leftOut), keptSketches, keptPlans);
  }

  /** The driver's version if all have the same, else the reference. */
  public String label() {
    List<String> versions = versions();
    return versions.size() == 1 && !versions.getFirst().isEmpty()
        ? versions.getFirst()
        : selection.reference();
  }

  /** Versions of the driver, each once, sorted. */
  List<String> versions() {
    return runs().stream().map(run -> run.facts().driver().version()).distinct().sorted().toList();
  }
}
