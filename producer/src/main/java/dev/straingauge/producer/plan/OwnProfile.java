package dev.straingauge.producer.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.producer.cluster.simulated.DriverProfile;
import dev.straingauge.producer.cluster.simulated.DriverProfiles;
import dev.straingauge.producer.plan.yaml.Reading;
import dev.straingauge.producer.plan.yaml.Section;
import dev.straingauge.producer.plan.yaml.YamlException;
import dev.straingauge.producer.plan.yaml.YamlNode;
import dev.straingauge.producer.plan.yaml.YamlReader;
import dev.straingauge.schemas.config.Quoted;
import dev.straingauge.schemas.json.CanonicalJson;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A driver profile in a file of the user's own.
 *
 * @param name the driver's name
 * @param attaches whether its volumes are attached to nodes
 * @param content all of it as canonical JSON: texts and booleans as the file has them, comments and
 *     order left out
 */
record OwnProfile(String name, boolean attaches, String content) {

  private static final List<String> YES = List.of("true", "yes", "on");

  /** Whether {@code driver} names a file, and no profile of this build. */
  static boolean isFile(String driver) {
    return driver.endsWith(".yaml") || driver.endsWith(".yml");
  }

  /**
   * Reads it.
   *
   * @param folder where a relative {@code file} begins
   * @param target gets all that is wrong, by file and line; unknown keys are wrong too
   */
  static Optional<OwnProfile> read(String file, Path folder, Section target) {
    Reading own = Reading.strict();
    YamlNode root;
    try {
      Path path = folder.resolve(file).normalize();
      root = YamlReader.read(path, path.toString(), own::problem);
    } catch (InvalidPathException e) {
      target.problem("driver", "%s is no path of a file".formatted(Quoted.of(file)));
      return Optional.empty();
    } catch (YamlException e) {
      if (e.finding().place().line() > 0) {
        target.reading().problem(e.finding());
      } else {
        target.problem(
            "driver",
            "driver profile %s: %s"
                .formatted(Quoted.of(e.finding().place().source()), e.finding().message()));
      }
      return Optional.empty();
    }
    DriverProfile profile = DriverProfiles.check(Section.root(root, own));
    own.problems().forEach(target.reading()::problem);
    if (!own.problems().isEmpty()) {
      return Optional.empty();
    }
    own.effective()
        .forEach(
            value ->
                target
                    .reading()
                    .effective("target.profile." + value.path(), value.value(), value.place()));
    return Optional.of(
        new OwnProfile(
            profile.name(), profile.attachRequired(), CanonicalJson.write(content(root))));
  }

  private static JsonNode content(YamlNode node) {
    return switch (node) {
      case YamlNode.Mapping mapping -> {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        mapping.entries().forEach(entry -> object.set(entry.key(), content(entry.value())));
        yield object;
      }
      case YamlNode.Sequence sequence ->
          throw new IllegalStateException(
              "keep a driver profile: a list at %s (expected none)".formatted(sequence.place()));
      case YamlNode.Scalar scalar ->
          scalar.type() == YamlNode.Scalar.Type.BOOLEAN
              ? JsonNodeFactory.instance.booleanNode(
                  YES.contains(scalar.text().toLowerCase(Locale.ROOT)))
              : JsonNodeFactory.instance.textNode(scalar.text());
    };
  }
}
