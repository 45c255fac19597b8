package dev.straingauge.producer.plan;

import dev.straingauge.producer.plan.yaml.Reading;
import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.Values;
import dev.straingauge.producer.plan.yaml.YamlException;
import dev.straingauge.producer.plan.yaml.YamlReader;
import dev.straingauge.schemas.config.NearestName;
import dev.straingauge.schemas.config.Quoted;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads files of thresholds: the shipped ones by name, and others by their path. A file is a
 * mapping with {@code thresholds:}, the same list as in a scenario. Stateless.
 */
public final class RuleFiles {

  private static final List<String> SHIPPED = List.of("efs", "block", "controller-scale");

  private static final String PROFILE = "profile ";

  private RuleFiles() {}

  /** Names of the shipped ones. */
  public static List<String> shipped() {
    return SHIPPED;
  }

  /** The text of a shipped one. */
  public static Optional<String> text(String name) {
    return SHIPPED.contains(name) ? Optional.of(resource(name)) : Optional.empty();
  }

  /**
   * Reads and checks a file for whatever scenario.
   *
   * @throws PlanException as {@link #load(String, Scenario)}
   */
  public static LoadedRules load(String nameOrPath) {
    return load(nameOrPath, ThresholdScope.any());
  }

  /**
   * Reads and checks a file with all its problems at once.
   *
   * @param nameOrPath a shipped one's name, else a file
   * @throws PlanException if there is no such file ({@code rules-unknown}), it cannot be read
   *     ({@code scenario-unreadable}), or there is a problem in it ({@code config-invalid})
   */
  public static LoadedRules load(String nameOrPath, Scenario scenario) {
    return load(nameOrPath, ThresholdScope.of(scenario));
  }

  private static LoadedRules load(String nameOrPath, ThresholdScope scope) {
    Reading reading = new Reading();
    List<Rule> rules;
    try {
      rules = read(nameOrPath, Path.of(""), scope, reading);
    } catch (YamlException e) {
      reading.problem(e.finding());
      throw Findings.failure(
          e.unreadable() ? "scenario-unreadable" : "config-invalid", "rules", nameOrPath, reading);
    }
    if (!reading.problems().isEmpty()) {
      throw Findings.failure("config-invalid", "rules", nameOrPath, reading);
    }
    String source = SHIPPED.contains(nameOrPath) ? "shipped" : nameOrPath;
    return new LoadedRules(source, rules, Findings.warnings(reading));
  }

  /**
   * Rules of a file.
   *
   * @param folder where a relative path begins
   * @throws PlanException {@code rules-unknown}
   */
  static List<Rule> read(String nameOrPath, Path folder, ThresholdScope scope, Reading reading)
      throws YamlException {
    if (SHIPPED.contains(nameOrPath)) {
      return parse(resource(nameOrPath), "rules/" + nameOrPath + ".yaml", scope, reading);
    }
    Path path = path(nameOrPath, folder);
    return rules(Section.root(YamlReader.read(path, nameOrPath, reading::problem), reading), scope);
  }

  /** The rules that a driver's profile comes with, if there are any; they are known to be sound. */
  static List<Rule> ofProfile(String driver, ThresholdScope scope) {
    if (!SHIPPED.contains(driver)) {
      return List.of();
    }
    Reading reading = new Reading();
    try {
      return parse(resource(driver), PROFILE + driver, scope, reading);
    } catch (YamlException e) {
      throw new IllegalStateException("read the rules of profile '" + driver + "'", e);
    }
  }

  /** Whether a rule is one of those. */
  static boolean isOfProfile(Rule rule) {
    return SHIPPED.stream().anyMatch(name -> rule.source().startsWith(PROFILE + name + ":"));
  }

  private static List<Rule> parse(String text, String shown, ThresholdScope scope, Reading reading)
      throws YamlException {
    return rules(Section.root(YamlReader.parse(text, shown, reading::problem), reading), scope);
  }

  private static List<Rule> rules(Section root, ThresholdScope scope) {
    Values.text(root, "description", "");
    Values.require(root, Thresholds.KEY, "a list of rules");
    List<Rule> rules = Thresholds.read(root, scope);
    root.close();
    return rules;
  }

  private static Path path(String nameOrPath, Path folder) {
    try {
      Path path = folder.resolve(nameOrPath);
      if (!nameOrPath.isEmpty() && Files.exists(path)) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw unknown(nameOrPath);
    }
    throw unknown(nameOrPath);
  }

  private static PlanException unknown(String nameOrPath) {
    return new PlanException(
        "rules-unknown",
        "find rules %s: not shipped and no such file%s (expected a file, or one of %s)"
            .formatted(
                Quoted.of(nameOrPath),
                NearestName.hint(nameOrPath, SHIPPED),
                String.join(", ", SHIPPED)),
        List.of(),
        List.of(),
        null);
  }

  private static String resource(String name) {
    try (InputStream in = RuleFiles.class.getResourceAsStream("/rules/" + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("read the shipped rules '" + name + "': not in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("read the shipped rules '" + name + "'", e);
    }
  }
}
