package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.summary.Grid;
import dev.straingauge.cli.summary.Wrap;
import dev.straingauge.producer.plan.LoadedScenario;
import dev.straingauge.producer.plan.Warning;
import dev.straingauge.schemas.config.Durations;
import dev.straingauge.schemas.config.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code plan}. */
@Command(
    name = "plan",
    description = "Check a scenario and show what would be done. Touches nothing outside.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge plan                                   what quickstart does",
      "  straingauge plan mine.yaml -q                      problems only",
      "  straingauge plan efs.yaml --set test.duration=600  an EFS configuration as it is, one key"
          + " changed",
      "  straingauge plan mine.yaml -o json                 the effective configuration with the"
          + " source of every value"
    })
final class PlanCommand extends BaseCommand {

  @Mixin ScenarioOptions options = new ScenarioOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  int execute(Session session) {
    LoadedScenario loaded = options.load(session.around().folder(), 0, List.of());
    loaded
        .warnings()
        .forEach(warning -> session.terminal().line(session.errStyle().line(text(warning))));
    ObjectNode document = document(loaded);
    List<String> table = session.quiet() ? List.of() : table(loaded, session.width());
    session.result(document, table);
    return 0;
  }

  /** A warning of a scenario, as a line. */
  static String text(Warning warning) {
    return "warning: %s: %s".formatted(warning.place(), warning.text());
  }

  private ObjectNode document(LoadedScenario loaded) {
    Scenario scenario = loaded.scenario();
    ObjectNode document = document();
    document.put("test", options.testName(loaded));
    document.put("scenario", scenario.name());
    document.put("source", loaded.source());
    document.put("planHash", loaded.planHash());
    document.put("seed", scenario.seed());
    document.put("plannedSeconds", Figures.seconds(scenario.planned()));
    ArrayNode phases = document.putArray("phases");
    for (Scenario.Phase phase : scenario.phases()) {
      ObjectNode node = phases.addObject();
      node.put("phase", phase.name());
      node.put("plannedSeconds", Figures.seconds(phase.duration()));
      node.put("warmUp", phase.warmUp() ? "shown, not judged" : "no");
      node.put("load", PlanWords.load(phase.load()));
      OptionalLong operations = PlanWords.operations(phase);
      node.put("plannedOperations", operations.isPresent() ? operations.getAsLong() : null);
      node.put("plannedOperationsReason", PlanWords.whyUnknown(phase));
      node.put("draws", PlanWords.draws(phase));
    }
    RuleWords.json(loaded.rules().rules(), document.putArray("rules"));
    ArrayNode warnings = document.putArray("warnings");
    loaded.warnings().forEach(warning -> warnings.add(warning.toString()));
    document.set("effective", loaded.effective());
    return document;
  }

  /** The file of its profile, if the scenario brings one. */
  private static String profile(LoadedScenario loaded) {
    return loaded.scenario().target().profile().isEmpty()
        ? ""
        : loaded
            .value("target.driver")
            .map(driver -> " (" + driver.path("value").asText() + ")")
            .orElse("");
  }

  private List<String> table(LoadedScenario loaded, int width) {
    Scenario scenario = loaded.scenario();
    List<String> lines = new ArrayList<>();
    lines.add(
        "plan %s   %s (%s)"
            .formatted(loaded.planHash(), options.testName(loaded), loaded.source()));
    lines.add(
        "  seed %d · %s planned · %s"
            .formatted(
                scenario.seed(), Figures.offset(scenario.planned()), PlanWords.total(scenario)));
    lines.add(
        "  %s %s%s on %d simulated nodes · StorageClass %s"
            .formatted(
                scenario.target().driver(),
                scenario.target().driverVersion(),
                profile(loaded),
                scenario.target().nodes(),
                scenario.target().storageClass().name()));
    lines.add("");
    Grid grid = new Grid("PHASES", "at", "for", "<load", "operations");
    java.time.Duration at = java.time.Duration.ZERO;
    for (Scenario.Phase phase : scenario.phases()) {
      OptionalLong operations = PlanWords.operations(phase);
      grid.row(
          phase.name() + (phase.warmUp() ? " (warm-up)" : ""),
          Figures.offset(at),
          Figures.offset(phase.duration()),
          PlanWords.load(phase.load()),
          operations.isPresent()
              ? Figures.count(operations.getAsLong())
              : PlanWords.whyUnknown(phase));
      at = at.plus(phase.duration());
    }
    lines.addAll(grid.fitting(width));
    lines.add("");
    for (Scenario.Phase phase : scenario.phases()) {
      add(lines, phase.name() + " draws", PlanWords.draws(phase), width);
    }
    add(
        lines,
        "limits",
        "%s · %,d pods per volume · %s"
            .formatted(
                Figures.count(scenario.limits().volumes(), "volume"),
                scenario.limits().podsPerVolume(),
                Figures.count(scenario.limits().pods(), "pod")),
        width);
    add(
        lines,
        "time-outs",
        scenario.timeouts().stream()
            .map(timeout -> timeout.operation() + " " + Durations.format(timeout.after()))
            .collect(Collectors.joining(" · ")),
        width);
    if (!scenario.faults().isEmpty()) {
      add(
          lines,
          "faults",
          scenario.faults().stream()
              .map(
                  fault ->
                      "%s at %s for %s"
                          .formatted(
                              fault.kind(),
                              Figures.offset(fault.at()),
                              Durations.format(fault.duration())))
              .collect(Collectors.joining(" · ")),
          width);
    }
    if (!loaded.rules().rules().isEmpty()) {
      lines.add("");
      lines.addAll(RuleWords.table(loaded.rules().rules(), width));
    }
    return lines;
  }

  private static void add(List<String> lines, String name, String text, int width) {
    lines.addAll(Wrap.lines("%-14s %s".formatted(name, text), " ".repeat(15), width));
  }
}
