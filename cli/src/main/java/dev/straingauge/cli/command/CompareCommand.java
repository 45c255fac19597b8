package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.compare.CompareVerdict;
import dev.straingauge.archiver.compare.Comparison;
import dev.straingauge.archiver.compare.ComparisonJson;
import dev.straingauge.archiver.compare.Side;
import dev.straingauge.archiver.compare.Terms;
import dev.straingauge.archiver.metrics.RunFacts;
import dev.straingauge.archiver.metrics.RunSelector;
import dev.straingauge.archiver.metrics.Selection;
import dev.straingauge.archiver.read.RunAddress;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectReader;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.summary.CompareTable;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code compare}. */
@Command(
    name = "compare",
    description =
        "Compare two runs, or two groups of runs: which numbers became worse, by how much, how"
            + " sure.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A group is TEST@KEY=VALUE,...: driver_version, driver, cluster (its fingerprint), scenario,"
          + " seed, label.KEY;",
      "* stands for any text; last=7 takes the newest seven.",
      "",
      "Examples:",
      "  straingauge compare quickstart@driver_version=1.3.2,last=7"
          + " quickstart@driver_version=1.4.0",
      "  straingauge compare quickstart@driver_version=1.3.2 latest --insufficient ok",
      "  straingauge compare BASE CANDIDATE --metric 'attach_pod *' --alpha 0.05 --min-effect 10%%",
      "  straingauge compare BASE CANDIDATE -o markdown --write junit=compare.xml",
      "Exit codes: 0 no regression - 2 bad usage - 3 a regression, or too few runs to tell."
    })
final class CompareCommand extends BaseCommand {

  @Parameters(
      index = "0",
      paramLabel = "BASE",
      description = "What is compared with: a run as in show, or a group.")
  String base = "";

  @Parameters(
      index = "1",
      paramLabel = "CANDIDATE",
      description = "What is compared: a run or a group.")
  String candidate = "";

  @Option(
      names = "--alpha",
      paramLabel = "P",
      description = "Share of false alarms that is accepted (default: 0.01).")
  double alpha = Terms.DEFAULT.alpha();

  @Option(
      names = "--insufficient",
      paramLabel = "WORD",
      description = "What too few runs are for the exit code: fail (3) or ok (0) (default: fail).")
  ScenarioOptions.Undecided insufficient = ScenarioOptions.Undecided.FAIL;

  @Mixin MetricOptions metrics = new MetricOptions();
  @Mixin StoreOptions store = new StoreOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  boolean hasVerdict() {
    return true;
  }

  @Override
  int execute(Session session) {
    Terms terms = new Terms(alpha, metrics.minimum(), metrics.globs());
    Comparison comparison = Comparison.of(side(base, session), side(candidate, session), terms);
    ObjectNode document = document();
    ComparisonJson.fill(document, comparison);
    int exitCode = exitCode(comparison, document);
    document.put("exitCode", exitCode);
    session.result(document, CompareTable.lines(document, session.width()));
    return exitCode;
  }

  private int exitCode(Comparison comparison, ObjectNode document) {
    if (comparison.verdict() == CompareVerdict.INSUFFICIENT) {
      document.withArray("errors").add(Session.error(insufficient(comparison, document)));
      return insufficient == ScenarioOptions.Undecided.OK
          ? 0
          : ErrorId.RUNS_INSUFFICIENT.exitCode();
    }
    return comparison.verdict() == CompareVerdict.REGRESSION ? 3 : 0;
  }

  private Failure insufficient(Comparison comparison, ObjectNode document) {
    int needed = Comparison.runsNeeded(comparison.terms().alpha(), comparison.judged().size());
    RunFacts facts = comparison.candidate().runs().getLast().facts();
    Failure failure =
        Failure.of(
                ErrorId.RUNS_INSUFFICIENT,
                "compare '%s' (%s) with '%s' (%s): no verdict is possible (expected at least %s a side)"
                    .formatted(
                        comparison.base().label(),
                        Figures.count(comparison.base().size(), "run"),
                        comparison.candidate().label(),
                        Figures.count(comparison.candidate().size(), "run"),
                        Figures.count(needed, "run")))
            .facts(List.of(document.path("verdictReason").asText()));
    int missing = needed - comparison.candidate().size();
    return missing <= 0
        ? failure
        : failure.advice(
            "straingauge run %s --driver-version %s --seed %d --repeat %d"
                .formatted(facts.scenario(), facts.driver().version(), facts.seed() + 1, missing));
  }

  private Side side(String reference, Session session) {
    Optional<RunAddress> address = RunAddress.parse(reference);
    Keys keys =
        address.isEmpty()
            ? new Keys(store.prefix)
            : address.get() instanceof RunAddress.InBucket bucket ? bucket.keys() : new Keys("");
    try (ObjectReader reader =
        address.isPresent() ? Archives.open(address.get(), store) : Archives.open(store, session)) {
      Runs runs = new Runs(reader, keys);
      RunSelector selector = new RunSelector(runs);
      Selection selection =
          address.isPresent()
              ? selector.run(reference, address.get().run())
              : selector.select(reference);
      return Side.read(runs, selection);
    }
  }
}
