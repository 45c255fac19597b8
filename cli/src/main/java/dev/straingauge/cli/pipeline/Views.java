package dev.straingauge.cli.pipeline;

import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.progress.LiveView;
import dev.straingauge.cli.progress.RulesView;
import dev.straingauge.cli.stack.ResultReader;
import dev.straingauge.event.Distribution;
import dev.straingauge.event.Rolling;
import dev.straingauge.producer.run.ProduceProgress;
import dev.straingauge.producer.scenario.RunCounts;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a view of what the producer and the analysis say. Pure. */
final class Views {

  private static final Duration NOTHING_YET = Duration.ofNanos(-1);

  private Views() {}

  /** A view of load and analysis. */
  static LiveView of(
      String run,
      LiveView.State state,
      ProduceProgress progress,
      ResultReader results,
      List<LiveView.Note> notes,
      RulesView rules,
      List<LiveView.Note> breaches,
      Duration elapsed) {
    return of(
        run,
        state,
        progress,
        results.windows(),
        results.analysedTo(),
        notes,
        elapsed,
        rules,
        breaches);
  }

  /** A view of the load alone. */
  static LiveView withoutResults(
      String run, LiveView.State state, ProduceProgress progress, Duration elapsed) {
    return of(
        run,
        state,
        progress,
        List.of(),
        Optional.empty(),
        notes(progress),
        elapsed,
        RulesView.NONE,
        List.of());
  }

  /** What the load is doing. */
  static LiveView.State state(ProduceProgress progress) {
    return switch (progress.state()) {
      case CLAIMED, RUNNING -> LiveView.State.RUNNING;
      case STOPPING -> LiveView.State.STOPPING;
      case CLEANING_UP, ENDED -> LiveView.State.CLEANING_UP;
    };
  }

  private static LiveView of(
      String run,
      LiveView.State state,
      ProduceProgress progress,
      Collection<Rolling> windows,
      Optional<Duration> analysedTo,
      List<LiveView.Note> notes,
      Duration elapsed,
      RulesView rules,
      List<LiveView.Note> breaches) {
    long newest = windows.stream().mapToLong(Rolling::getEnd).max().orElse(0);
    List<Rolling> last =
        windows.stream().filter(w -> w.getEnd() == newest && isOperation(w)).toList();
    return new LiveView(
        state,
        run,
        progress.elapsed(),
        progress.planned(),
        progress.counts().step(),
        progress.counts().stepIndex(),
        progress.counts().steps(),
        progress.counts().kinds().stream().map(kind -> row(kind, windows)).toList(),
        progress.counts().open(),
        progress.lagP99Nanos(),
        progress.counts().lagMaxNanos(),
        progress.events(),
        last.isEmpty()
            ? -1
            : last.stream().mapToDouble(w -> perSecond(w.getStarted() + w.getSkipped(), w)).sum(),
        last.stream().mapToDouble(w -> perSecond(w.getStarted(), w)).sum(),
        analysedTo.map(to -> behind(progress, to)).orElse(NOTHING_YET),
        elapsed,
        notes,
        rules,
        breaches);
  }

  /** What the load has to say. */
  static List<LiveView.Note> notes(ProduceProgress progress) {
    return progress.notes().stream().map(Views::note).toList();
  }

  private static LiveView.Row row(RunCounts.OfKind kind, Collection<Rolling> windows) {
    Rolling last = null;
    for (Rolling window : windows) {
      if (isOperation(window) && window.getSeries().getOperation().equals(kind.operation())) {
        last = last == null || newer(window, last) ? window : last;
      }
    }
    return new LiveView.Row(
        kind.operation(),
        kind.started(),
        kind.succeeded(),
        kind.failed(),
        kind.timedOut(),
        kind.open(),
        window(last));
  }

  /** Of several phases the one of which the window holds more. */
  private static boolean newer(Rolling window, Rolling than) {
    return window.getEnd() != than.getEnd()
        ? window.getEnd() > than.getEnd()
        : window.getSucceeded() + window.getErrors() > than.getSucceeded() + than.getErrors();
  }

  private static LiveView.Window window(@Nullable Rolling window) {
    if (window == null) {
      return LiveView.Window.NONE;
    }
    Distribution response = window.getResponse();
    return new LiveView.Window(
        perSecond(window.getSucceeded() + window.getErrors(), window),
        response.getCount(),
        quantile(response, response.getP50Nanos()),
        quantile(response, response.getP95Nanos()));
  }

  private static String quantile(Distribution distribution, @Nullable Long nanos) {
    if (nanos != null) {
      return Figures.time(nanos);
    }
    Long above = distribution.getAboveNanos();
    return above == null ? "no data" : "> " + Figures.time(above);
  }

  private static double perSecond(long count, Rolling window) {
    return window.getCoveredNanos() <= 0 ? 0 : count / (window.getCoveredNanos() / 1e9);
  }

  private static boolean isOperation(Rolling window) {
    return window.getSeries().getMeasure().equals("operation");
  }

  private static Duration behind(ProduceProgress progress, Duration analysed) {
    Duration behind = progress.elapsed().minus(analysed);
    return behind.isNegative() ? Duration.ZERO : behind;
  }

  private static LiveView.Note note(ProduceProgress.Note note) {
    boolean step = note.what() == ProduceProgress.What.STEP;
    String detail = note.detail().isEmpty() ? "" : " " + note.detail();
    return new LiveView.Note(note.at(), note.name() + detail, step);
  }
}
