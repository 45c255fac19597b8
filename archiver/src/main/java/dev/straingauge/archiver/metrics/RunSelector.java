package dev.straingauge.archiver.metrics;

import dev.straingauge.archiver.metrics.Selection.LeftOut;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.read.RunEntry;
import dev.straingauge.archiver.read.RunReferenceException;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.schemas.run.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the runs that a user means: one, or a group ({@code TEST@driver_version=1.3.2,last=7}).
 * Only complete runs whose driver stayed the same take part; the others are named with the reason.
 * Of a group the newest are read first, and no more than are wanted. Thread-safe.
 */
public final class RunSelector {

  private static final int SHOWN = 5;

  private final Runs runs;

  public RunSelector(Runs runs) {
    this.runs = runs;
  }

  /**
   * The runs.
   *
   * @param reference a group, or a run as {@link Runs#resolve} knows it
   * @throws IllegalArgumentException if it is a group that cannot be
   * @throws RunReferenceException if there is no such run, or none that may take part
   * @throws StoreException if the store fails, or a run that was asked for by name is damaged
   */
  public Selection select(String reference) {
    Optional<GroupReference> group = GroupReference.parse(reference);
    return group.isPresent()
        ? group(reference, group.get())
        : run(reference, runs.resolve(reference));
  }

  /** The same of one run that is known. */
  public Selection run(String reference, RunId run) {
    List<RunMetrics> fit = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    RunArchive archive = runs.open(run).orElse(null);
    if (archive == null) {
      leftOut.add(new LeftOut(run, "no MANIFEST.json: it is not finished"));
    } else {
      take(run, RunMetrics.of(archive), fit, leftOut);
    }
    return found(reference, fit, leftOut, 1);
  }

  private Selection group(String reference, GroupReference group) {
    List<RunMetrics> fit = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>();
    List<RunId> ofTest =
        runs.ids().stream().filter(id -> id.testName().equals(group.testName())).toList();
    for (RunId run : ofTest.reversed()) {
      if (fit.size() == group.last()) {
        break;
      }
      try {
        member(run, group, fit, leftOut);
      } catch (StoreException e) {
        if (!e.isOfOneObject()) {
          throw e;
        }
        leftOut.add(new LeftOut(run, e.reason()));
      }
    }
    return found(reference, fit.reversed(), leftOut.reversed(), ofTest.size());
  }

  private void member(
      RunId run, GroupReference group, List<RunMetrics> fit, List<LeftOut> leftOut) {
    Optional<RunArchive> archive = runs.open(run);
    if (archive.isEmpty()) {
      RunEntry entry = runs.entry(run);
      if (group.mayFit(entry.driverVersion())) {
        leftOut.add(new LeftOut(run, entry.note() + ": it is not finished"));
      }
    } else if (group.mayFit(archive.get().manifest().described().driverVersion())) {
      Optional<RunMetrics> metrics = RunMetrics.of(archive.get());
      if (metrics.isEmpty() || group.fits(metrics.get().facts())) {
        take(run, metrics, fit, leftOut);
      }
    }
  }

  private static void take(
      RunId run, Optional<RunMetrics> metrics, List<RunMetrics> fit, List<LeftOut> leftOut) {
    if (metrics.isEmpty()) {
      leftOut.add(new LeftOut(run, "archived without a summary"));
    } else if (metrics.get().facts().fit()) {
      fit.add(metrics.get());
    } else {
      leftOut.add(new LeftOut(run, metrics.get().facts().unfit()));
    }
  }

  private static Selection found(
      String reference, List<RunMetrics> fit, List<LeftOut> leftOut, int looked) {
    if (fit.isEmpty()) {
      throw new RunReferenceException(
          RunReferenceException.UNKNOWN,
          "find runs '%s': %s (expected at least one complete run)"
              .formatted(
                  reference,
                  leftOut.isEmpty()
                      ? "none of the %d runs of that test fits".formatted(looked)
                      : "%d fit and none of them may take part".formatted(leftOut.size())),
          leftOut.stream().limit(SHOWN).map(out -> out.run() + ": " + out.reason()).toList());
    }
    return new Selection(reference, fit, leftOut);
  }
}
