package dev.straingauge.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.event.Label;
import dev.straingauge.producer.plan.LoadedScenario;
import dev.straingauge.producer.plan.RuleFiles;
import dev.straingauge.producer.plan.ScenarioFiles;
import dev.straingauge.schemas.config.RuleSet.FailOn;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.run.RunId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which scenario, and what is changed in it. */
final class ScenarioOptions {

  @Parameters(
      paramLabel = "SCENARIO",
      arity = "0..1",
      description =
          "A shipped scenario, a file, or a folder with an EFS configuration (default:"
              + " quickstart).")
  String scenario = "quickstart";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of plan and simulated cluster (default: the scenario's, 1).")
  @Nullable Long seed;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Override one key of the scenario, for instance target.nodes=40. Repeatable.")
  List<String> sets = new ArrayList<>();

  @Option(
      names = "--driver",
      paramLabel = "NAME",
      description = "Driver profile (default: the scenario's).")
  @Nullable String driver;

  @Option(
      names = "--driver-version",
      paramLabel = "V",
      description = "Version of the driver (default: the scenario's).")
  @Nullable String driverVersion;

  @Option(
      names = "--test",
      paramLabel = "NAME",
      description = "First part of the run id (default: the scenario's name).")
  @Nullable String test;

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      description = "A label of the run. Repeatable.")
  List<String> labels = new ArrayList<>();

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description =
          "Thresholds of a file, or shipped ones by name, instead of the scenario's (default: the"
              + " scenario's, else those of its driver's profile).")
  @Nullable String rules;

  @Option(
      names = "--fail-on",
      paramLabel = "LEVEL",
      description =
          "Lowest level whose breach makes the verdict FAIL: critical, warning or never (default:"
              + " critical).")
  FailOn failOn = FailOn.CRITICAL;

  @Option(
      names = "--undecided",
      paramLabel = "WORD",
      description =
          "What an undecided verdict is for the exit code: fail (3) or ok (0) (default: fail).")
  Undecided undecided = Undecided.FAIL;

  /** What an undecided verdict is. */
  enum Undecided {
    /** Exit code 3. */
    FAIL,
    /** Exit code 0. */
    OK
  }

  /**
   * Reads the scenario.
   *
   * @param folder the working folder, that a file's name begins at
   * @param further how much is added to the seed: run i of {@code --repeat} uses seed + i
   * @param leftOut kinds of scenario runs that are not drawn
   * @throws dev.straingauge.producer.plan.PlanException if it cannot be run
   * @throws IllegalArgumentException as {@link #labels}
   */
  LoadedScenario load(Path folder, long further, List<String> leftOut) {
    List<Label> _ = labels(); // a wrong one is told before anything is begun
    String name = named(folder);
    LoadedScenario loaded =
        load(name, sets, seed == null ? OptionalLong.empty() : OptionalLong.of(seed));
    List<String> all = new ArrayList<>(sets);
    all.addAll(driverSets(loaded, name));
    loaded.scenario().scenarios().stream()
        .map(Scenario.ScenarioRun::kind)
        .filter(leftOut::contains)
        .forEach(kind -> all.add("scenarios." + kind + ".enabled=false"));
    OptionalLong effective = OptionalLong.of(loaded.scenario().seed() + further);
    boolean changed = all.size() > sets.size() || further != 0;
    return judged(
        changed
            ? load(name, all, further == 0 && seed == null ? OptionalLong.empty() : effective)
            : loaded,
        folder);
  }

  /**
   * First part of the run id.
   *
   * @throws IllegalArgumentException if {@code --test} has not its form
   */
  String testName(LoadedScenario loaded) {
    String name = test == null ? loaded.scenario().name() : test;
    if (!RunId.isTestName(name)) {
      throw new IllegalArgumentException(
          "read option '--test': '%s' (expected up to 40 letters, digits, '-' and '_')"
              .formatted(name));
    }
    return name;
  }

  /**
   * The labels, sorted.
   *
   * @throws IllegalArgumentException if one is not {@code key=value}, or a key comes twice
   */
  List<Label> labels() {
    TreeMap<String, String> sorted = new TreeMap<>();
    for (String label : labels) {
      int equals = label.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "read option '--label': '%s' (expected KEY=VALUE)".formatted(label));
      }
      if (sorted.putIfAbsent(label.substring(0, equals), label.substring(equals + 1)) != null) {
        throw new IllegalArgumentException(
            "read option '--label': '%s' is given twice (expected once)"
                .formatted(label.substring(0, equals)));
      }
    }
    return sorted.entrySet().stream()
        .map(entry -> new Label(entry.getKey(), entry.getValue()))
        .toList();
  }

  private LoadedScenario judged(LoadedScenario loaded, Path folder) {
    LoadedScenario judged = loaded.judged(failOn, undecided == Undecided.OK);
    return rules == null
        ? judged
        : judged.judgedBy(RuleFiles.load(named(rules, folder), loaded.scenario()));
  }

  private static LoadedScenario load(String name, List<String> with, OptionalLong withSeed) {
    return ScenarioFiles.load(name, with, withSeed);
  }

  /** Its name, or its file from where this process stands. */
  private String named(Path folder) {
    return named(scenario, folder);
  }

  /** A name, or a file from where this process stands. */
  static String named(String name, Path folder) {
    Path here = Path.of("").toAbsolutePath();
    Path file = folder.resolve(name);
    return folder.equals(here) || !Files.exists(file) ? name : file.toString();
  }

  private List<String> driverSets(LoadedScenario loaded, String scenarioName) {
    if (driver == null && driverVersion == null) {
      return List.of();
    }
    Scenario.Target target = loaded.scenario().target();
    if (loaded.effective().path("form").asText().equals("efs")) {
      if (driver != null && !driver.equals(target.driver())) {
        throw new IllegalArgumentException(
            "read option '--driver': '%s' (an EFS configuration has '%s')"
                .formatted(driver, target.driver()));
      }
      return driverVersion == null ? List.of() : List.of("driver.version=" + driverVersion);
    }
    String name = driver;
    if (name == null) {
      name = target.profile().isEmpty() ? target.driver() : profileFile(loaded, scenarioName);
    }
    String named = driverVersion == null ? name : name + "@" + driverVersion;
    return List.of("target.driver='" + named.replace("'", "''") + "'");
  }

  /** The file of the scenario's own profile, from where this process stands. */
  private static String profileFile(LoadedScenario loaded, String scenarioName) {
    JsonNode driver = loaded.value("target.driver").orElseThrow();
    String file = driver.path("value").asText().replaceFirst("(?<=\\.ya?ml)@[^@]*$", "");
    return driver.path("source").asText().equals("--set")
        ? file
        : Path.of(scenarioName).resolveSibling(file).toString();
  }
}
