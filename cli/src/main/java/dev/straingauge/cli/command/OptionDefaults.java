package dev.straingauge.cli.command;

import dev.straingauge.cli.settings.Defaults;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Gives an option that the command line leaves out its value from the environment or {@code
 * straingauge.yaml}.
 */
final class OptionDefaults implements IDefaultValueProvider {

  private static final Set<String> NEVER = Set.of("help", "version");

  /**
   * Options whose words are others than those of the option of the same name elsewhere, by command:
   * a value cannot be meant for both.
   */
  private static final Map<String, Set<String>> OWN =
      Map.of("history", Set.of("fail-on"), "replay", Set.of("to"));

  private final Defaults defaults;

  OptionDefaults(Defaults defaults) {
    this.defaults = defaults;
  }

  /** Names, without dashes, of all options of a command and its subcommands. */
  static Set<String> names(CommandLine line) {
    Set<String> names = new TreeSet<>();
    line.getCommandSpec().options().forEach(option -> names.add(name(option)));
    line.getSubcommands().values().forEach(sub -> names.addAll(names(sub)));
    names.removeAll(NEVER);
    return names;
  }

  /** Under which names such options get values from the environment and the file. */
  static Set<String> keys(CommandLine line) {
    Set<String> keys = new TreeSet<>();
    line.getCommandSpec().options().forEach(option -> keys.add(key(option)));
    line.getSubcommands().values().forEach(sub -> keys.addAll(keys(sub)));
    keys.removeAll(NEVER);
    return keys;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec arg) {
    if (!(arg instanceof OptionSpec option)
        || option.isMultiValue()
        || NEVER.contains(name(option))) {
      return null;
    }
    return defaults.value(key(option)).orElse(null);
  }

  /**
   * Fills the options that take several values: picocli would split a default, and a value may hold
   * any character.
   */
  void fill(CommandSpec command) throws Exception {
    for (OptionSpec option : command.options()) {
      List<String> values = option.isMultiValue() ? defaults.values(key(option)) : List.of();
      if (!values.isEmpty() && !command.commandLine().getParseResult().hasMatchedOption(option)) {
        option.setter().set(values);
      }
    }
  }

  /** Who gave the option that holds this value, for a message. */
  Optional<String> source(ArgSpec arg) {
    return arg instanceof OptionSpec option
        ? Optional.of(defaults.source(key(option))).filter(source -> !source.isEmpty())
        : Optional.empty();
  }

  static String key(OptionSpec option) {
    String command = option.command().name();
    return OWN.getOrDefault(command, Set.of()).contains(name(option))
        ? command + "-" + name(option)
        : name(option);
  }

  static String name(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "");
  }
}
