package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.compare.CompareVerdict;
import dev.straingauge.archiver.compare.Comparison;
import dev.straingauge.archiver.compare.ComparisonJson;
import dev.straingauge.archiver.compare.Side;
import dev.straingauge.archiver.compare.Terms;
import dev.straingauge.archiver.history.ArchivedSeries;
import dev.straingauge.archiver.history.Baselines;
import dev.straingauge.archiver.history.Note;
import dev.straingauge.archiver.history.Notes;
import dev.straingauge.archiver.index.RunIndex;
import dev.straingauge.archiver.metrics.RunFacts;
import dev.straingauge.archiver.metrics.RunSelector;
import dev.straingauge.archiver.metrics.Selection;
import dev.straingauge.archiver.page.ComparePage;
import dev.straingauge.archiver.read.RunAddress;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectAdder;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.summary.CompareTable;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
      "  straingauge compare latest                      with the last seven runs of the version"
          + " before",
      "  straingauge compare BASE CANDIDATE --write html=compare.html",
      "  straingauge compare BASE CANDIDATE -o markdown --write junit=compare.xml",
      "Exit codes: 0 no regression - 2 bad usage - 3 a regression, or too few runs to tell."
    })
final class CompareCommand extends BaseCommand {

  @Parameters(
      index = "0",
      paramLabel = "BASE",
      description =
          "What is compared with: a run as in show, or a group. Alone it is the candidate, compared"
              + " with its baseline.")
  String first = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "CANDIDATE",
      description = "What is compared: a run or a group.")
  @Nullable String second;

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

  /**
   * What is compared.
   *
   * @param baseline why the base is what it is; empty when it was given
   */
  private record Sides(Side base, Side candidate, String baseline) {}

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  boolean hasVerdict() {
    return true;
  }

  @Override
  boolean hasPage() {
    return true;
  }

  @Override
  int execute(Session session) {
    Terms terms = new Terms(alpha, metrics.minimum(), metrics.globs());
    Sides sides =
        second == null
            ? in(first, session, this::withBaseline)
            : new Sides(
                in(first, session, CompareCommand::side),
                in(second, session, CompareCommand::side),
                "");
    Comparison comparison = Comparison.of(sides.base, sides.candidate, terms);
    ObjectNode document = document();
    ComparisonJson.fill(document, comparison);
    document.put("baseline", sides.baseline);
    int exitCode = exitCode(comparison, document, session);
    document.put("exitCode", exitCode);
    session.answers().writePages(() -> ComparePage.write(document, comparison));
    session.result(document, CompareTable.lines(document, session.width()));
    return exitCode;
  }

  private int exitCode(Comparison comparison, ObjectNode document, Session session) {
    if (comparison.verdict() == CompareVerdict.INSUFFICIENT) {
      Failure failure = insufficient(comparison, document, store.where(session));
      document.withArray("errors").add(Session.error(filled(failure)));
      return insufficient == ScenarioOptions.Undecided.OK
          ? 0
          : ErrorId.RUNS_INSUFFICIENT.exitCode();
    }
    return comparison.verdict() == CompareVerdict.REGRESSION ? 3 : 0;
  }

  private static Failure insufficient(Comparison comparison, ObjectNode document, String where) {
    int needed = Comparison.runsNeeded(comparison.terms().alpha(), comparison.judged().size());
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
    String commands =
        Stream.of(comparison.base(), comparison.candidate())
            .filter(side -> side.size() < needed)
            .map(side -> more(side, needed - side.size(), where))
            .collect(Collectors.joining("; ")); // whatever the verdict of the first is
    return commands.isEmpty() ? failure : failure.advice(commands);
  }

  /** The command that makes the runs that a side lacks. */
  private static String more(Side side, int missing, String where) {
    RunFacts facts = side.runs().getLast().facts();
    return "straingauge run %s --driver-version %s --seed %d --repeat %d%s"
        .formatted(facts.scenario(), facts.driver().version(), facts.seed() + 1, missing, where);
  }

  /** A reference and where its runs are. */
  private record Place(
      ObjectAdder store, Keys keys, Optional<RunAddress> address, String reference) {

    Selection selection() {
      RunSelector selector = new RunSelector(runs());
      return address.isPresent()
          ? selector.run(reference, address.get().run())
          : selector.select(reference);
    }

    Runs runs() {
      return new Runs(store, keys);
    }
  }

  private <T> T in(String reference, Session session, Function<Place, T> work) {
    Optional<RunAddress> address = RunAddress.parse(reference);
    Keys keys =
        address.isEmpty()
            ? new Keys(store.prefix)
            : address.get() instanceof RunAddress.InBucket bucket ? bucket.keys() : new Keys("");
    try (ObjectAdder opened =
        address.isPresent() ? Archives.open(address.get(), store) : Archives.open(store, session)) {
      return work.apply(new Place(opened, keys, address, reference));
    }
  }

  private static Side side(Place place) {
    return Side.read(place.runs(), place.selection());
  }

  /** The candidate and what the rule, or somebody, says that it is compared with. */
  private Sides withBaseline(Place place) {
    Side candidate = side(place);
    RunFacts newest = candidate.runs().getLast().facts();
    String test = newest.run().testName();
    List<Note> notes = new Notes(place.keys).read(place.store, test);
    RunIndex index = new RunIndex(place.store, place.keys);
    Baselines.Chosen chosen =
        Baselines.of(new ArchivedSeries(index).fit(test, Notes.excluded(notes)), notes, newest);
    if (chosen.runs().isEmpty()) {
      throw Failure.of(
              ErrorId.RUN_UNKNOWN,
              "find the baseline of '%s': %s (expected complete runs of an earlier version, or some that were set)"
                  .formatted(place.reference, chosen.reason()))
          .advice("straingauge baseline set %s RUN... --reason TEXT".formatted(test));
    }
    Selection selection = new Selection("baseline of " + test, chosen.runs(), List.of());
    return new Sides(Side.read(place.runs(), selection), candidate, chosen.reason());
  }
}
