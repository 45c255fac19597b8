package dev.straingauge.analyzer.fold;

import dev.straingauge.event.BookEquation;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.OutcomeCount;
import dev.straingauge.event.SkippedCount;
import dev.straingauge.event.WriterEnded;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The balanced books B1 to B5 of a run at its end (contract §5). */
final class Books {

  private final RunContents run;
  private final Ending ending;
  private final Totals operations = new Totals();
  private long ioCount;
  private final List<BookEquation> equations = new ArrayList<>();

  private Books(RunContents run, Ending ending) {
    this.run = run;
    this.ending = ending;
    for (Series series : run.series.sorted()) {
      if (series.isIo) {
        ioCount += series.totals.ended();
      } else {
        operations.add(series.totals);
      }
    }
  }

  static List<BookEquation> of(RunContents run, Ending ending) {
    Books books = new Books(run, ending);
    books.writers();
    books.records();
    books.operations();
    books.series();
    books.cleanup();
    return books.equations;
  }

  private void writers() {
    for (Writers.Writer writer : run.writers.all()) {
      for (Writers.Incarnation life : writer.incarnations) {
        boolean flawless = !ending.isClean() || (life.missing == 0 && life.clock == 0);
        long right = life.accepted + life.clock + life.missing;
        equations.add(
            new BookEquation(
                "B1",
                "writer %d incarnation %d".formatted(writer.number, life.number),
                "last sequence = accepted + clock + missing",
                life.lastSequence,
                right,
                life.lastSequence == right && flawless,
                life.missing + life.clock == 0
                    ? ""
                    : "missing %d, clock %d".formatted(life.missing, life.clock)));
      }
    }
  }

  private void records() {
    Counts counts = run.counts;
    long used = 0;
    for (Fate fate :
        List.of(
            Fate.ACCEPTED,
            Fate.DUPLICATE,
            Fate.ZOMBIE,
            Fate.CLOCK,
            Fate.MALFORMED,
            Fate.RUN_TAKEN)) {
      used += counts.of(fate);
    }
    add(
        "B2",
        "",
        "read = accepted + duplicate + zombie + clock + malformed + run_taken",
        counts.read(),
        used);
  }

  private void operations() {
    add(
        "B3",
        "",
        "started + recovered = succeeded + failed + timedOut + unfinished",
        operations.started + operations.recovered,
        operations.ended() + operations.unfinished);
    WriterEnded writer = ending.writerEnded();
    if (writer != null && ending.isClean()) {
      writerAgrees(writer);
    }
  }

  private void writerAgrees(WriterEnded writer) {
    add(
        "B3",
        "planned",
        "WriterEnded.planned = started + skipped",
        writer.getPlanned(),
        operations.started + operations.skipped);
    add("B3", "started", "WriterEnded.started = started", writer.getStarted(), operations.started);
    for (OutcomeCount outcome : writer.getFinished()) {
      long counted =
          switch (outcome.getOutcome()) {
            case SUCCEEDED -> operations.succeeded;
            case FAILED -> operations.failed;
            case TIMED_OUT -> operations.timedOut;
          };
      add(
          "B3",
          "finished " + outcome.getOutcome(),
          "WriterEnded.finished = finished",
          outcome.getCount(),
          counted);
    }
    TreeSet<String> reasons = new TreeSet<>(run.notes.skippedByReason().keySet());
    writer.getSkipped().forEach(skipped -> reasons.add(skipped.getReason()));
    for (String reason : reasons) {
      long told =
          writer.getSkipped().stream()
              .filter(s -> s.getReason().equals(reason))
              .mapToLong(SkippedCount::getCount)
              .sum();
      add(
          "B3",
          "skipped " + reason,
          "WriterEnded.skipped = skipped",
          told,
          run.notes.skippedByReason().getOrDefault(reason, 0L));
    }
    add("B3", "I/O", "WriterEnded.ioCount = I/Os", writer.getIoCount(), ioCount);
  }

  private void series() {
    for (Series series : run.series.sorted()) {
      Totals totals = series.totals;
      String scope =
          series.key.getMeasure() + " " + series.key.getOperation() + " " + series.key.getStep();
      add(
          "B4",
          scope.strip(),
          "total = sum over slices + late",
          totals.ended(),
          totals.sliced + totals.late);
    }
  }

  private void cleanup() {
    for (CleanupOfKind kind : run.notes.cleanup().orElse(List.of())) {
      long right = kind.getDeleted() + kind.getLeft();
      equations.add(
          new BookEquation(
              "B5",
              kind.getKind(),
              "created = deleted + left",
              kind.getCreated(),
              right,
              kind.getCreated() == right,
              kind.getLeft() == 0 ? "" : leftNote(kind)));
    }
  }

  private static String leftNote(CleanupOfKind kind) {
    return "%d left%s"
        .formatted(kind.getLeft(), kind.getLeftReason() == null ? "" : ": " + kind.getLeftReason());
  }

  private void add(String id, String scope, String equation, long left, long right) {
    equations.add(
        new BookEquation(
            id,
            scope,
            equation,
            left,
            right,
            left == right,
            left == right ? "" : "differs by " + (left - right)));
  }
}
