package dev.straingauge.archiver.history;

import dev.straingauge.archiver.metrics.RunFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which runs the newest ones are compared with: those that somebody set, else the last seven of the
 * version before with the same scenario, driver and fingerprint (contract K17). Pure. All static.
 */
public final class Baselines {

  /** So many runs has a baseline by the rule, if there are so many. */
  public static final int RUNS = 7;

  private Baselines() {}

  /**
   * A baseline.
   *
   * @param runs its runs, oldest first; empty if there is none
   * @param version of the driver that they measure; empty if they were set by hand
   * @param reason why it is these
   */
  public record Chosen(List<RunFacts> runs, String version, String reason) {

    public Chosen {
      runs = List.copyOf(runs);
    }
  }

  /**
   * The baseline for what the newest run measures.
   *
   * @param fit all runs of the test that may be compared, oldest first
   * @param notes what was said about them
   */
  public static Chosen of(List<RunFacts> fit, List<Note> notes) {
    Optional<Note.Baseline> said =
        notes.stream()
            .filter(Note.Baseline.class::isInstance)
            .map(Note.Baseline.class::cast)
            .reduce((earlier, later) -> later)
            .filter(note -> !note.runs().isEmpty());
    return said.isPresent() ? set(fit, said.get()) : byRule(fit);
  }

  private static Chosen set(List<RunFacts> fit, Note.Baseline note) {
    Set<String> names = Set.copyOf(note.runs());
    return new Chosen(
        fit.stream().filter(run -> names.contains(run.run().toString())).toList(),
        "",
        "set by hand: " + note.reason());
  }

  private static Chosen byRule(List<RunFacts> fit) {
    if (fit.isEmpty()) {
      return new Chosen(List.of(), "", "no complete run");
    }
    RunFacts newest = fit.getLast();
    List<RunFacts> alike = new ArrayList<>(fit.stream().filter(run -> alike(run, newest)).toList());
    String version = newest.driver().version();
    Optional<String> before =
        alike.stream()
            .map(run -> run.driver().version())
            .filter(each -> Versions.ORDER.compare(each, version) < 0)
            .max(Comparator.comparing(each -> each, Versions.ORDER));
    if (before.isEmpty()) {
      return new Chosen(
          List.of(), "", "no version before %s with the same fingerprint".formatted(version));
    }
    alike.removeIf(run -> !run.driver().version().equals(before.get()));
    return new Chosen(
        alike.subList(Math.max(0, alike.size() - RUNS), alike.size()),
        before.get(),
        "rule: the last %d complete runs of the version before %s".formatted(RUNS, version));
  }

  private static boolean alike(RunFacts run, RunFacts newest) {
    return run.scenario().equals(newest.scenario())
        && run.driver().name().equals(newest.driver().name())
        && run.cluster().fingerprint().equals(newest.cluster().fingerprint());
  }
}
