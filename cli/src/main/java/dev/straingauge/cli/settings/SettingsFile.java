package dev.straingauge.cli.settings;

import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.producer.plan.yaml.Finding;
import dev.straingauge.producer.plan.yaml.YamlException;
import dev.straingauge.producer.plan.yaml.YamlNode;
import dev.straingauge.producer.plan.yaml.YamlReader;
import dev.straingauge.schemas.config.NearestName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code straingauge.yaml} of the working folder: options without their dashes as keys, words or
 * lists of words as values.
 *
 * @param values values of known keys
 * @param warnings one line for each key that means nothing
 */
record SettingsFile(Map<String, Entry> values, List<String> warnings) {

  static final String NAME = "straingauge.yaml";

  /** Nobody wrote one. */
  static final SettingsFile NONE = new SettingsFile(Map.of(), List.of());

  SettingsFile {
    values = new TreeMap<>(values);
    warnings = List.copyOf(warnings);
  }

  /**
   * A value and where it stands.
   *
   * @param words at least one
   * @param place file and line
   */
  record Entry(List<String> words, String place) {
    Entry {
      words = List.copyOf(words);
    }
  }

  /**
   * Reads the file; none is as good as an empty one.
   *
   * @throws Failure CONFIG_UNREADABLE or CONFIG_INVALID
   */
  static SettingsFile read(Path folder, Set<String> known) {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return NONE;
    }
    List<String> problems = new ArrayList<>();
    try {
      YamlNode root = YamlReader.read(file, NAME, finding -> problems.add(text(finding)));
      if (!(root instanceof YamlNode.Mapping mapping)) {
        throw Failure.of(
            ErrorId.CONFIG_INVALID,
            "read '%s': no keys in it (expected lines like 'data: FOLDER')".formatted(NAME));
      }
      SettingsFile settings = read(mapping, known, problems);
      if (!problems.isEmpty()) {
        throw invalid(problems);
      }
      return settings;
    } catch (YamlException e) {
      problems.add(text(e.finding()));
      throw e.unreadable()
          ? Failure.of(
                  ErrorId.CONFIG_UNREADABLE, "read '%s': %s".formatted(NAME, e.finding().message()))
              .cause(e)
          : invalid(problems).cause(e);
    }
  }

  private static SettingsFile read(
      YamlNode.Mapping mapping, Set<String> known, List<String> problems) {
    Map<String, Entry> values = new TreeMap<>();
    List<String> warnings = new ArrayList<>();
    for (YamlNode.Entry entry : mapping.entries()) {
      String key = entry.key();
      List<String> words = words(entry.value());
      if (!known.contains(key)) {
        warnings.add(
            "%s: unknown key '%s' ignored%s"
                .formatted(entry.place(), key, NearestName.hint(key, known)));
      } else if (words.isEmpty()) {
        problems.add(
            "%s  %s: has no value (expected a word or a list of words)"
                .formatted(entry.place(), key));
      } else {
        values.put(key, new Entry(words, entry.place().toString()));
      }
    }
    return new SettingsFile(values, warnings);
  }

  private static List<String> words(YamlNode node) {
    return switch (node) {
      case YamlNode.Scalar scalar -> scalar.text().isEmpty() ? List.of() : List.of(scalar.text());
      case YamlNode.Sequence sequence ->
          sequence.items().stream().allMatch(YamlNode.Scalar.class::isInstance)
              ? sequence.items().stream().map(item -> ((YamlNode.Scalar) item).text()).toList()
              : List.of();
      case YamlNode.Mapping _ -> List.of();
    };
  }

  private static Failure invalid(List<String> problems) {
    String headline =
        "read '%s': %d problem%s".formatted(NAME, problems.size(), problems.size() == 1 ? "" : "s");
    return Failure.of(ErrorId.CONFIG_INVALID, headline).facts(problems);
  }

  private static String text(Finding finding) {
    String path = finding.path().isEmpty() ? "" : finding.path() + ": ";
    return "%s  %s%s".formatted(finding.place(), path, finding.message());
  }
}
