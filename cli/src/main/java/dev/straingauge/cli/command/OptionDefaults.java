package dev.straingauge.cli.command;

import dev.straingauge.cli.settings.Defaults;
import java.util.List;
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

  @Override
  public @Nullable String defaultValue(ArgSpec arg) {
    if (!(arg instanceof OptionSpec option)
        || option.isMultiValue()
        || NEVER.contains(name(option))) {
      return null;
    }
    return defaults.value(name(option)).orElse(null);
  }

  /**
   * Fills the options that take several values: picocli would split a default, and a value may hold
   * any character.
   */
  void fill(CommandSpec command) throws Exception {
    for (OptionSpec option : command.options()) {
      List<String> values = option.isMultiValue() ? defaults.values(name(option)) : List.of();
      if (!values.isEmpty() && !command.commandLine().getParseResult().hasMatchedOption(option)) {
        option.setter().set(values);
      }
    }
  }

  /** Who gave the option that holds this value, for a message. */
  Optional<String> source(ArgSpec arg) {
    return arg instanceof OptionSpec option
        ? Optional.of(defaults.source(name(option))).filter(source -> !source.isEmpty())
        : Optional.empty();
  }

  static String name(OptionSpec option) {
    return option.longestName().replaceFirst("^-+", "");
  }
}
