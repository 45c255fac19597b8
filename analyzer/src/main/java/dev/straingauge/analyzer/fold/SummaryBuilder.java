package dev.straingauge.analyzer.fold;

import dev.straingauge.event.BookEquation;
import dev.straingauge.event.IoSummary;
import dev.straingauge.event.OperationSummary;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.ScenarioSummary;
import dev.straingauge.event.StepSummary;
import dev.straingauge.event.Summary;
import dev.straingauge.event.VolumePhase;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.codec.Shortened;
import dev.straingauge.schemas.config.Words;
import dev.straingauge.schemas.survival.Distributions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts the summary of a run together at its end. */
final class SummaryBuilder {

  /**
   * With more series than this, the summary holds no sketches, so that it stays under 1 MiB; the
   * slices hold them all.
   */
  static final int MAX_SERIES_WITH_SKETCHES = 200;

  /** Room for the key and the header stays below 1 MiB. */
  static final int MAX_BYTES = 900 << 10;

  private static final int FEW = 100;

  /** Characters of each text, where lists have {@link #FEW} entries: 1,000. */
  private static final int TEXT_PER_ENTRY = 10;

  private static final int MIN_TEXT = 20;

  private final RunContents run;
  private final Ending ending;
  private final OperationTotals totals;

  SummaryBuilder(RunContents run, Ending ending) {
    this.run = run;
    this.ending = ending;
    this.totals = new OperationTotals(run.series.sorted().size() <= MAX_SERIES_WITH_SKETCHES);
  }

  /** The summary, told as far as it fits into a record. */
  Summary build() {
    Summary whole = whole();
    if (fits(whole)) {
      return whole;
    }
    withoutSketches(whole.getOperations());
    whole.getIo().forEach(io -> io.put("serviceSketch", totals.noSketch()));
    for (VolumePhase phase : whole.getVolumePhases()) {
      phase.put("durationSketch", totals.noSketch());
      phase.put("openSketch", totals.noSketch());
    }
    whole.getSteps().forEach(step -> withoutSketches(step.getOperations()));
    note(whole, "without sketches");
    if (fits(whole)) {
      return whole;
    }
    whole.getOperations().forEach(SummaryBuilder::cutFailures);
    whole.getSteps().forEach(step -> step.put("operations", List.of()));
    whole.put("faults", whole.getFaults().subList(0, Math.min(FEW, whole.getFaults().size())));
    whole.put(
        "books",
        whole.getBooks().stream()
            .filter(book -> !book.getBalanced() || !book.getId().equals("B4"))
            .toList());
    note(whole, "without details of steps and rare failures");
    return fits(whole) ? whole : cut(whole);
  }

  /**
   * Fewer entries and shorter texts until it fits: without any entry a summary has some 30 numbers
   * and 20 texts.
   */
  private static Summary cut(Summary whole) {
    int few = 2 * FEW;
    Summary cut;
    do {
      few /= 2;
      int characters = Math.max(MIN_TEXT, few * TEXT_PER_ENTRY);
      cut = Shortened.copy(whole, few, characters);
      note(cut, "the first %d of each list, texts of %d characters".formatted(few, characters));
    } while (few > 0 && !fits(cut));
    return cut;
  }

  private static boolean fits(Summary summary) {
    return new Codec().encode(summary).length <= MAX_BYTES;
  }

  private void withoutSketches(List<OperationSummary> operations) {
    for (OperationSummary operation : operations) {
      operation.put("responseSketch", totals.noSketch());
      operation.put("censoredSketch", totals.noSketch());
      operation.put("unfinishedSketch", totals.noSketch());
    }
  }

  private static void cutFailures(OperationSummary operation) {
    operation.put(
        "failures",
        operation.getFailures().subList(0, Math.min(3, operation.getFailures().size())));
  }

  private static void note(Summary summary, String what) {
    summary
        .getAudit()
        .put("result", summary.getAudit().getResult() + "; summary cut to 1 MiB: " + what);
  }

  private Summary whole() {
    RunStarted started = run.facts.started();
    List<BookEquation> books = Books.of(run, ending);
    boolean balanced = books.stream().allMatch(BookEquation::getBalanced);
    Judgement judgement = Judgement.of(run, ending, balanced);
    Map<String, Totals> byOperation = byOperation();
    return Summary.newBuilder()
        .setAnalysisVersion(RunAnalysis.VERSION)
        .setScenario(started.getScenario())
        .setSeed(started.getSeed())
        .setPlanHash(started.getPlanHash())
        .setDriver(started.getDriver())
        .setCluster(started.getCluster())
        .setStraingaugeVersion(started.getStraingaugeVersion())
        .setLabels(started.getLabels())
        .setStartedAt(run.facts.startedAt())
        .setEndedAt(run.panes.watermark())
        .setPlannedNanos(started.getPlannedNanos())
        .setEnd(ending.end())
        .setVerdict(judgement.verdict())
        .setVerdictReason(judgement.reason())
        .setOperations(operations(byOperation))
        .setIo(io())
        .setScenarios(scenarios(byOperation))
        .setSteps(run.notes.steps().stream().map(this::step).toList())
        .setFaults(List.copyOf(run.notes.faults()))
        .setCleanup(run.notes.cleanup().orElse(null))
        .setBooks(books)
        .setBooksBalanced(balanced)
        .setRecords(run.counts.records())
        .setAudit(Judgement.audit(run, ending))
        .setVolumePhases(run.ledger.phases(totals.withSketches()))
        .setDriverChanges(run.driver.changes())
        .setIncidents(run.ledger.incidents())
        .setWorstIncidents(run.ledger.worst(run.panes.watermark()))
        .setIncidentRecovery(run.ledger.recovery())
        .setIncidentsBeyond(run.ledger.incidentsBeyond())
        .setLedgerBeyond(run.ledger.objectsBeyond())
        .setRules(run.rules.rules().summaries())
        .setFailOn(Words.of(run.facts.rules().failOn()))
        .setUndecidedIsOk(run.facts.rules().undecidedIsOk())
        .build();
  }

  /** In the plan's order, then what else occurred, sorted. */
  private Map<String, Totals> byOperation() {
    TreeMap<String, Totals> occurred = new TreeMap<>();
    for (Series series : run.series.sorted()) {
      if (!series.isIo) {
        occurred
            .computeIfAbsent(series.key.getOperation(), name -> new Totals())
            .add(series.totals);
      }
    }
    Map<String, Totals> ordered = new LinkedHashMap<>();
    for (String planned : run.facts.config().operations()) {
      Totals found = occurred.remove(planned);
      ordered.put(planned, found == null ? new Totals() : found);
    }
    ordered.putAll(occurred);
    return ordered;
  }

  private List<OperationSummary> operations(Map<String, Totals> byOperation) {
    return byOperation.entrySet().stream()
        .map(entry -> totals.summary(entry.getKey(), entry.getValue()))
        .toList();
  }

  private List<ScenarioSummary> scenarios(Map<String, Totals> byOperation) {
    List<ScenarioSummary> scenarios = new ArrayList<>();
    for (String name : run.facts.config().scenarios()) {
      Totals found = byOperation.getOrDefault(name, new Totals());
      scenarios.add(
          new ScenarioSummary(
              name, found.started, found.succeeded, found.started - found.succeeded));
    }
    return scenarios;
  }

  private List<IoSummary> io() {
    TreeMap<String, Totals> byKind = new TreeMap<>();
    for (Series series : run.series.sorted()) {
      if (series.isIo) {
        byKind.computeIfAbsent(series.key.getOperation(), kind -> new Totals()).add(series.totals);
      }
    }
    return byKind.entrySet().stream().map(entry -> io(entry.getKey(), entry.getValue())).toList();
  }

  private IoSummary io(String kind, Totals total) {
    return new IoSummary(
        kind,
        total.ended(),
        total.failed,
        total.bytes,
        run.panes.ioCovered(kind),
        Distributions.of(Tally.orEmpty(total.service)),
        totals.sketch(total.service));
  }

  private StepSummary step(Notes.Step step) {
    String name = step.started.getStep();
    Totals all = new Totals();
    List<OperationSummary> operations = new ArrayList<>();
    for (Series series : run.series.sorted()) {
      if (!series.isIo && series.key.getStep().equals(name)) {
        all.add(series.totals);
        operations.add(totals.summary(series.key.getOperation(), series.totals));
      }
    }
    return new StepSummary(
        name,
        step.startedAt,
        step.endedAt,
        step.started.getPlannedNanos(),
        step.started.getWarmUp(),
        step.started.getPlanned(),
        all.started,
        all.skipped,
        operations,
        all.children);
  }
}
