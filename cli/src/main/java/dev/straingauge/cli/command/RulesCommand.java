package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.report.SummaryJson;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.archiver.words.VerdictWords;
import dev.straingauge.cli.command.ScenarioOptions.Undecided;
import dev.straingauge.cli.replay.RuleTrial;
import dev.straingauge.cli.summary.Grid;
import dev.straingauge.cli.summary.Section;
import dev.straingauge.cli.summary.SummaryTable;
import dev.straingauge.producer.plan.LoadedRules;
import dev.straingauge.producer.plan.RuleFiles;
import dev.straingauge.schemas.config.RuleSet.FailOn;
import dev.straingauge.schemas.config.Words;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rules}. */
@Command(
    name = "rules",
    description = "Thresholds: list the shipped ones, check a file, try a file on an archived run.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge rules list                             what is shipped",
      "  straingauge rules list controller-scale            one of them as YAML, to edit",
      "  straingauge rules check mine.yaml                  all that is wrong with a file",
      "  straingauge rules test mine.yaml latest            what it would have said of a run"
    })
final class RulesCommand extends BaseCommand {

  /** What is to be done. */
  enum Action {
    /** Lists the shipped ones, or prints one. */
    LIST,
    /** Checks a file. */
    CHECK,
    /** Tries a file on an archived run. */
    TEST
  }

  @Parameters(index = "0", paramLabel = "ACTION", description = "list, check or test.")
  Action action = Action.LIST;

  @Parameters(
      index = "1..*",
      arity = "0..2",
      paramLabel = "FILE [RUN]",
      description = "A file or the name of shipped rules; for test also a run, as in show.")
  List<String> arguments = new ArrayList<>();

  @Option(names = "--fail-on", paramLabel = "LEVEL", description = "As of run (default: critical).")
  FailOn failOn = FailOn.CRITICAL;

  @Option(names = "--undecided", paramLabel = "WORD", description = "As of run (default: fail).")
  Undecided undecided = Undecided.FAIL;

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
    int most = action == Action.TEST ? 2 : 1;
    int least = action == Action.LIST ? 0 : most;
    if (arguments.size() < least || arguments.size() > most) {
      throw usage(
          "read the arguments of 'rules %s': %d (expected %s)"
              .formatted(
                  Words.of(action),
                  arguments.size(),
                  action == Action.TEST ? "FILE RUN" : action == Action.CHECK ? "FILE" : "[NAME]"));
    }
    return switch (action) {
      case LIST -> list(session);
      case CHECK -> check(session);
      case TEST -> test(session);
    };
  }

  private int list(Session session) {
    ObjectNode document = document();
    ArrayNode shipped = document.putArray("shipped");
    Optional<String> name = arguments.stream().findFirst();
    if (name.isPresent()) {
      RuleFiles.load(name.get()); // says which there are if it is none of them
      String text = RuleFiles.text(name.get()).orElseThrow(() -> usage(notShipped(name.get())));
      shipped.addObject().put("name", name.get()).put("yaml", text);
      session.verbatim(document, text);
      return 0;
    }
    Grid grid = new Grid("RULES", "rules");
    for (String each : RuleFiles.shipped()) {
      int count = RuleFiles.load(each).rules().size();
      shipped.addObject().put("name", each).put("yaml", RuleFiles.text(each).orElseThrow());
      grid.row(each, Figures.count(count));
    }
    session.result(document, grid.lines());
    return 0;
  }

  private int check(Session session) {
    LoadedRules loaded = load(session);
    ObjectNode document = document().put("source", loaded.source());
    ArrayNode warnings = document.putArray("warnings");
    loaded.warnings().forEach(warning -> warnings.add(warning.toString()));
    RuleWords.json(loaded.rules(), document.putArray("rules"));
    List<String> lines = new ArrayList<>(RuleWords.table(loaded.rules(), session.width()));
    lines.add("");
    lines.add(
        "%s in %s, no problem, %s"
            .formatted(
                Figures.count(loaded.rules().size(), "rule"),
                loaded.source().equals("shipped") ? arguments.getFirst() : loaded.source(),
                Figures.count(loaded.warnings().size(), "warning")));
    session.result(document, lines);
    return 0;
  }

  private int test(Session session) {
    LoadedRules loaded = load(session);
    return Archives.withRun(arguments.get(1), store, session, run -> test(session, loaded, run));
  }

  private int test(Session session, LoadedRules loaded, RunArchive run) {
    RuleTrial.Outcome outcome =
        RuleTrial.of(run, loaded.rules(), failOn, undecided == Undecided.OK);
    ObjectNode document = document().put("source", loaded.source());
    document.put("run", run.manifest().owner().run().toString());
    document.put("verdict", outcome.summary().getVerdict().name());
    document.put("verdictReason", outcome.summary().getVerdictReason());
    document.put("exitCode", SummaryJson.exitCode(outcome.summary(), true));
    document.put("failOn", outcome.summary().getFailOn());
    document.set("thresholds", SummaryJson.thresholds(outcome.summary()));
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s %s   %s with %s"
            .formatted(
                VerdictWords.symbol(
                    document.path("verdict").asText(), document.path("exitCode").asInt()),
                document.path("verdict").asText(),
                document.path("run").asText(),
                arguments.getFirst()));
    lines.add("  " + document.path("verdictReason").asText());
    lines.addAll(SummaryTable.sections(document, EnumSet.of(Section.THRESHOLDS), session.width()));
    session.result(document, lines);
    return document.path("exitCode").asInt();
  }

  private LoadedRules load(Session session) {
    LoadedRules loaded =
        RuleFiles.load(ScenarioOptions.named(arguments.getFirst(), session.around().folder()));
    loaded.warnings().forEach(warning -> session.say(PlanCommand.text(warning)));
    return loaded;
  }

  private static String notShipped(String name) {
    return "print rules '%s': not shipped (expected one of %s)"
        .formatted(name, String.join(", ", RuleFiles.shipped()));
  }
}
