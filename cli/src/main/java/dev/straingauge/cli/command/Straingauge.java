package dev.straingauge.cli.command;

import dev.straingauge.cli.failure.ErrorId;
import dev.straingauge.cli.failure.Failure;
import dev.straingauge.cli.settings.Defaults;
import dev.straingauge.cli.terminal.Launcher;
import dev.straingauge.cli.terminal.Style;
import dev.straingauge.cli.terminal.Surroundings;
import dev.straingauge.cli.terminal.When;
import dev.straingauge.schemas.config.NearestName;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code straingauge}. */
@Command(
    name = "straingauge",
    description = "Load for Kubernetes storage drivers, analysed while it runs, every run kept.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunCommand.class,
      PlanCommand.class,
      DoctorCommand.class,
      ScenariosCommand.class,
      RulesCommand.class,
      ProduceCommand.class,
      EndCommand.class,
      CleanupCommand.class,
      TailCommand.class,
      AnalyzeCommand.class,
      ArchiveCommand.class,
      ListCommand.class,
      ShowCommand.class,
      ReportCommand.class,
      CompareCommand.class,
      ReplayCommand.class,
      VerifyCommand.class,
      DeleteCommand.class,
      HistoryCommand.class,
      BaselineCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      VersionCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  straingauge run                        20 s, nothing but a JDK: quickstart on a simulated"
          + " cluster",
      "  straingauge scenarios                  what is shipped",
      "  straingauge show latest                the summary of the last run again",
      "",
      "Every option can be given as environment variable (--kafka-config:"
          + " STRAINGAUGE_KAFKA_CONFIG)",
      "and in straingauge.yaml in the working folder (kafka-config: FILE); an option wins over"
          + " both.",
      "Exit codes: 0 done - 1 crashed, an outside part failed, or the books do not balance -",
      "2 bad usage or config - 3 verdict FAIL or UNDECIDED, or a regression."
    })
public final class Straingauge {

  private static final String INVALID = "invalid value";

  private final Surroundings around;
  private @Nullable Defaults defaults;
  private @Nullable Failure unreadable;

  Straingauge(Surroundings around) {
    this.around = around;
  }

  /** Runs one command; only {@code main} ends the process. */
  public static int execute(Surroundings around, String... args) {
    Straingauge root = new Straingauge(around);
    CommandLine line = new CommandLine(root);
    root.readDefaults(line);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setDefaultValueProvider(root.provider());
    line.setOut(new PrintWriter(around.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(around.err(), true, StandardCharsets.UTF_8));
    line.setUsageHelpWidth(Math.clamp(around.width(), 80, 120));
    line.setUsageHelpAutoWidth(false);
    boolean colour = Style.of(around, around.outIsTerminal(), When.AUTO).colour();
    line.setColorScheme(CommandLine.Help.defaultColorScheme(colour ? Ansi.ON : Ansi.OFF));
    line.setParameterExceptionHandler((e, given) -> root.badUsage(e, line, given));
    line.setExecutionExceptionHandler((e, command, parsed) -> root.print(Failures.of(e)));
    int code = args.length == 0 ? root.noCommand(line) : line.execute(args);
    around.out().flush();
    around.err().flush();
    return code;
  }

  Surroundings around() {
    return around;
  }

  /** Warnings about {@code straingauge.yaml}. */
  List<String> warnings() {
    return defaults == null ? List.of() : defaults.warnings();
  }

  /**
   * Where options get their values from.
   *
   * @throws Failure if {@code straingauge.yaml} cannot be used
   */
  OptionDefaults defaults() {
    if (unreadable != null) {
      throw unreadable;
    }
    return provider();
  }

  private OptionDefaults provider() {
    return new OptionDefaults(defaults == null ? Defaults.none() : defaults);
  }

  /**
   * A broken file must not keep {@code --help} from working, so it fails only the command that
   * needs it.
   */
  private void readDefaults(CommandLine line) {
    try {
      defaults = Defaults.read(around.folder(), around.environment(), OptionDefaults.keys(line));
    } catch (Failure e) {
      unreadable = e;
    }
  }

  private int noCommand(CommandLine line) {
    line.usage(line.getErr());
    return ErrorId.USAGE.exitCode();
  }

  private int badUsage(ParameterException e, CommandLine root, String[] given) {
    if (unreadable != null) {
      return print(unreadable);
    }
    String name = e.getCommandLine().getCommandName();
    String help = name.equals("straingauge") ? "" : " " + name;
    String first = headline(e);
    List<String> others = new ArrayList<>(mistakes(root, e.getCommandLine(), given));
    others.remove(first);
    others.addAll(warnings());
    return print(
        Failure.of(ErrorId.USAGE, first)
            .facts(others)
            .advice("%s%s --help".formatted(Launcher.command(), help))
            .cause(e));
  }

  /**
   * All that is wrong with the command line and the defaults of its options, not the first only.
   */
  private List<String> mistakes(CommandLine root, CommandLine command, String[] given) {
    collectErrors(root);
    root.setDefaultValueProvider(new OptionDefaults(Defaults.none()));
    Set<String> all = new LinkedHashSet<>(mistakes(root, given));
    for (OptionSpec option : command.getCommandSpec().options()) {
      String value = provider().defaultValue(option);
      if (value != null) {
        mistakes(command, option.longestName() + "=" + value).stream()
            .filter(mistake -> mistake.startsWith(INVALID))
            .forEach(all::add);
      }
    }
    return List.copyOf(all);
  }

  private List<String> mistakes(CommandLine line, String... given) {
    try {
      return line.parseArgs(given).asCommandLineList().stream()
          .flatMap(each -> each.getParseResult().errors().stream())
          .filter(ParameterException.class::isInstance)
          .map(error -> headline((ParameterException) error))
          .toList();
    } catch (ParameterException e) {
      return List.of(headline(e)); // one that ends all reading
    }
  }

  private static void collectErrors(CommandLine line) {
    line.getCommandSpec().parser().collectErrors(true);
    line.getSubcommands().values().forEach(Straingauge::collectErrors);
  }

  private String headline(ParameterException e) {
    CommandLine line = e.getCommandLine();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().getFirst();
      if (word.startsWith("-")) {
        String bare = word.replaceFirst("^-+", "").replaceFirst("=.*$", "");
        String hint =
            NearestName.of(bare, OptionDefaults.names(line))
                .map(" (did you mean '--%s'?)"::formatted)
                .orElse("");
        return "read option '%s': '%s' has none of that name%s"
            .formatted(word, line.getCommandName(), hint);
      }
      return line.getSubcommands().isEmpty()
          ? "read argument '%s': '%s' takes none more".formatted(word, line.getCommandName())
          : "read command '%s': unknown%s"
              .formatted(word, NearestName.hint(word, line.getSubcommands().keySet()));
    }
    if (e instanceof MissingParameterException missing) {
      return "read the command line of '%s': %s"
          .formatted(line.getCommandName(), lowerFirst(String.valueOf(missing.getMessage())));
    }
    String source =
        e.getArgSpec() == null
            ? ""
            : provider().source(e.getArgSpec()).map(" (from %s)"::formatted).orElse("");
    String words =
        String.valueOf(e.getMessage())
            .replaceFirst("' is not an? (long|int)$", "' (expected a whole number)")
            .replaceFirst("' is not an? double$", "' (expected a number)");
    return lowerFirst(words) + source;
  }

  private int print(Failure failure) {
    Style style = Style.of(around, around.errIsTerminal(), When.AUTO);
    failure.lines().forEach(each -> around.err().print(style.plain(each) + "\n"));
    around.err().flush();
    return failure.id().exitCode();
  }

  private static String lowerFirst(String text) {
    return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
