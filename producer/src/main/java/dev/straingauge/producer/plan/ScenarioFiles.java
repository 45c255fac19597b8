package dev.straingauge.producer.plan;

import dev.straingauge.producer.plan.yaml.Place;
import dev.straingauge.producer.plan.yaml.Reading;
import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.YamlException;
import dev.straingauge.producer.plan.yaml.YamlNode;
import dev.straingauge.producer.plan.yaml.YamlReader;
import dev.straingauge.schemas.config.NearestName;
import dev.straingauge.schemas.config.Quoted;
import dev.straingauge.schemas.config.RuleSet;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.json.CanonicalJson;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads scenarios: the shipped ones by name, and files and directories in our own form and in that
 * of the EFS framework. Stateless.
 */
public final class ScenarioFiles {

  private static final String SCENARIO = "scenario";

  private ScenarioFiles() {}

  /**
   * Reads and checks a scenario, with all its problems at once.
   *
   * @param nameOrPath a shipped scenario's name, else a file or a directory
   * @param sets {@code path=value}, over what is in the file, in order
   * @param seed over the file's seed
   * @throws PlanException if there is no such scenario ({@code scenario-unknown}), it cannot be
   *     read ({@code scenario-unreadable}), or there is a problem in it ({@code config-invalid})
   */
  public static LoadedScenario load(String nameOrPath, List<String> sets, OptionalLong seed) {
    Reading reading = new Reading();
    try {
      Optional<ShippedScenario> shipped = Shipped.find(nameOrPath);
      if (shipped.isPresent()) {
        YamlNode root =
            YamlReader.parse(shipped.get().yaml(), nameOrPath + ".yaml", reading::problem);
        return checked(root, false, "shipped", Path.of(""), nameOrPath, sets, seed, reading);
      }
      Path path = path(nameOrPath);
      boolean directory = Files.isDirectory(path);
      YamlNode root =
          directory
              ? directory(path, nameOrPath, reading)
              : YamlReader.read(path, nameOrPath, reading::problem);
      return checked(
          root,
          directory || EfsForm.matches(root),
          nameOrPath,
          path.resolveSibling(""),
          nameOrPath,
          sets,
          seed,
          reading);
    } catch (YamlException e) {
      throw unreadable(e, nameOrPath, reading);
    }
  }

  /** The shipped scenarios, the default one first. */
  public static List<ShippedScenario> shipped() {
    return Shipped.all();
  }

  /** Reads a text as if it were a file named {@code shown}. */
  static LoadedScenario loadText(String text, String shown) {
    Reading reading = new Reading();
    try {
      YamlNode root = YamlReader.parse(text, shown, reading::problem);
      return checked(
          root,
          EfsForm.matches(root),
          shown,
          Path.of(""),
          shown,
          List.of(),
          OptionalLong.empty(),
          reading);
    } catch (YamlException e) {
      throw unreadable(e, shown, reading);
    }
  }

  private static PlanException unreadable(YamlException e, String shown, Reading reading) {
    reading.problem(e.finding());
    return Findings.failure(
        e.unreadable() ? "scenario-unreadable" : "config-invalid", SCENARIO, shown, reading);
  }

  private static LoadedScenario checked(
      YamlNode root,
      boolean efs,
      String source,
      Path folder,
      String shown,
      List<String> sets,
      OptionalLong seed,
      Reading reading) {
    Section top = Section.root(new Overrides(reading).apply(root, sets), reading);
    Scenario scenario =
        efs
            ? EfsForm.read(top, seed, Drivers.SIMULATED)
            : NativeForm.read(top, seed, Drivers.SIMULATED, folder);
    RuleSet rules = ScenarioRules.read(top, scenario, folder);
    if (!reading.problems().isEmpty()) {
      throw Findings.failure("config-invalid", SCENARIO, shown, reading);
    }
    return new LoadedScenario(
        scenario,
        source,
        Findings.warnings(reading),
        PlanJson.effective(scenario.name(), efs ? "efs" : "native", source, reading.effective()),
        CanonicalJson.write(PlanJson.plan(scenario)),
        rules);
  }

  private static YamlNode directory(Path path, String shown, Reading reading) throws YamlException {
    if (!EfsComponents.isIn(path)) {
      reading.problem(
          new Place(shown, 0),
          "",
          "is a directory without an EFS configuration (expected a file, or one of %s in it)"
              .formatted(String.join(", ", EfsComponents.FILES)));
      throw Findings.failure("scenario-unreadable", SCENARIO, shown, reading);
    }
    return EfsComponents.read(path, shown, reading);
  }

  private static Path path(String nameOrPath) {
    try {
      Path path = Path.of(nameOrPath);
      if (!nameOrPath.isEmpty() && Files.exists(path)) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw unknown(nameOrPath);
    }
    throw unknown(nameOrPath);
  }

  private static PlanException unknown(String nameOrPath) {
    List<String> names = shipped().stream().map(ShippedScenario::name).toList();
    return new PlanException(
        "scenario-unknown",
        "find scenario %s: not shipped and no such file%s"
            .formatted(Quoted.of(nameOrPath), NearestName.hint(nameOrPath, names)),
        List.of(),
        List.of(),
        "straingauge scenarios");
  }
}
