package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.producer.plan.ScenarioFiles;
import dev.straingauge.producer.plan.ShippedScenario;
import dev.straingauge.schemas.config.NearestName;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code scenarios}. */
@Command(
    name = "scenarios",
    description = "List the shipped scenarios, or print one as YAML to edit.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  straingauge scenarios",
      "  straingauge scenarios quickstart > mine.yaml",
      "  straingauge run mine.yaml"
    })
final class ScenariosCommand extends BaseCommand {

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "The one to print.")
  String name = "";

  @Mixin OutputOptions output = new OutputOptions();

  @Override
  OutputOptions output() {
    return output;
  }

  @Override
  int execute(Session session) {
    List<ShippedScenario> shipped = ScenarioFiles.shipped();
    if (!name.isEmpty()) {
      return print(session, find(shipped));
    }
    ObjectNode document = document();
    ArrayNode array = document.putArray("scenarios");
    shipped.forEach(each -> array.addObject().put("name", each.name()).put("line", each.line()));
    int width = shipped.stream().mapToInt(each -> each.name().length()).max().orElse(0);
    session.result(
        document,
        shipped.stream()
            .map(
                each ->
                    "%s  %s"
                        .formatted(
                            each.name() + " ".repeat(width - each.name().length()), each.line()))
            .toList());
    return 0;
  }

  private int print(Session session, ShippedScenario scenario) {
    ObjectNode document = document();
    document.put("name", scenario.name()).put("line", scenario.line()).put("yaml", scenario.yaml());
    session.verbatim(document, scenario.yaml());
    return 0;
  }

  private ShippedScenario find(List<ShippedScenario> shipped) {
    List<String> names = shipped.stream().map(ShippedScenario::name).toList();
    return shipped.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Failure.of(
                        ErrorId.SCENARIO_UNKNOWN,
                        "find scenario '%s': not shipped%s"
                            .formatted(name, NearestName.hint(name, names)))
                    .advice("straingauge scenarios"));
  }
}
