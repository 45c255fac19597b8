package dev.straingauge.archiver.history;

import dev.straingauge.archiver.metrics.RunFacts;
import dev.straingauge.archiver.metrics.RunMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which runs a run, or the newest, is compared with: those that somebody set, else the last seven
 * of the version before with the same scenario, driver and fingerprint (contract K17). Pure. All
 * static.
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
  public record Chosen(List<RunMetrics> runs, String version, String reason) {

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
  public static Chosen of(List<RunMetrics> fit, List<Note> notes) {
    return fit.isEmpty()
        ? set(fit, notes).orElseGet(() -> new Chosen(List.of(), "", "no complete run"))
        : of(fit, notes, fit.getLast().facts());
  }

  /**
   * The baseline for what a run measures.
   *
   * @param fit all runs of the test that may be compared, oldest first
   * @param notes what was said about them
   * @param measured by that run
   */
  public static Chosen of(List<RunMetrics> fit, List<Note> notes, RunFacts measured) {
    return set(fit, notes).orElseGet(() -> byRule(fit, measured));
  }

  private static Optional<Chosen> set(List<RunMetrics> fit, List<Note> notes) {
    return notes.stream()
        .filter(Note.Baseline.class::isInstance)
        .map(Note.Baseline.class::cast)
        .reduce((earlier, later) -> later)
        .filter(note -> !note.runs().isEmpty())
        .map(
            note ->
                new Chosen(
                    fit.stream()
                        .filter(run -> note.runs().contains(run.facts().run().toString()))
                        .toList(),
                    "",
                    "set by hand: " + note.reason()));
  }

  private static Chosen byRule(List<RunMetrics> fit, RunFacts measured) {
    List<RunMetrics> alike =
        new ArrayList<>(fit.stream().filter(run -> alike(run.facts(), measured)).toList());
    String version = measured.driver().version();
    Optional<String> before =
        alike.stream()
            .map(run -> run.facts().driver().version())
            .filter(each -> Versions.ORDER.compare(each, version) < 0)
            .max(Versions.ORDER);
    if (before.isEmpty()) {
      return new Chosen(
          List.of(), "", "no version before %s with the same fingerprint".formatted(version));
    }
    alike.removeIf(run -> !run.facts().driver().version().equals(before.get()));
    return new Chosen(
        alike.subList(Math.max(0, alike.size() - RUNS), alike.size()),
        before.get(),
        "rule: the last %d complete runs of the version before %s".formatted(RUNS, version));
  }

  private static boolean alike(RunFacts run, RunFacts measured) {
    return run.scenario().equals(measured.scenario())
        && run.driver().name().equals(measured.driver().name())
        && run.cluster().fingerprint().equals(measured.cluster().fingerprint());
  }
}
