package dev.straingauge.cli.settings;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Values of options that the command line does not give: environment before {@code
 * straingauge.yaml}. Immutable.
 */
public final class Defaults {

  private final Map<String, String> environment;
  private final SettingsFile file;

  private Defaults(Map<String, String> environment, SettingsFile file) {
    this.environment = environment;
    this.file = file;
  }

  /** Nobody gives anything. */
  public static Defaults none() {
    return new Defaults(Map.of(), SettingsFile.NONE);
  }

  /**
   * Reads both.
   *
   * @param known names of all options, without dashes
   * @throws dev.straingauge.cli.failure.Failure if the file cannot be read or has problems
   */
  public static Defaults read(Path folder, Map<String, String> environment, Set<String> known) {
    return new Defaults(environment, SettingsFile.read(folder, known));
  }

  /** The variable of an option: {@code kafka-config} has {@code STRAINGAUGE_KAFKA_CONFIG}. */
  public static String variable(String option) {
    return "STRAINGAUGE_" + option.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** Value of an option that takes one. */
  public Optional<String> value(String option) {
    String value = environment.getOrDefault(variable(option), "");
    SettingsFile.Entry entry = file.values().get(option);
    return !value.isEmpty()
        ? Optional.of(value)
        : entry == null ? Optional.empty() : Optional.of(entry.words().getLast());
  }

  /** Values of an option that takes several. In a variable they are parted by {@code ;}. */
  public List<String> values(String option) {
    String value = environment.getOrDefault(variable(option), "");
    if (!value.isEmpty()) {
      return Arrays.stream(value.split(";", -1))
          .map(String::strip)
          .filter(word -> !word.isEmpty())
          .toList();
    }
    SettingsFile.Entry entry = file.values().get(option);
    return entry == null ? List.of() : entry.words();
  }

  /** Who gives the values of an option, for messages; empty when nobody does. */
  public String source(String option) {
    if (!environment.getOrDefault(variable(option), "").isEmpty()) {
      return variable(option);
    }
    SettingsFile.Entry entry = file.values().get(option);
    return entry == null ? "" : entry.place();
  }

  /** What the file says and nobody understands. */
  public List<String> warnings() {
    return file.warnings();
  }
}
