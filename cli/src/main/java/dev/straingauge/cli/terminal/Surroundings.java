package dev.straingauge.cli.terminal;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a command finds around itself. Tests make their own.
 *
 * @param out the result, UTF-8
 * @param err start-up lines, progress, warnings, errors; UTF-8
 * @param outIsTerminal whether {@code out} is one
 * @param errIsTerminal whether {@code err} is one
 * @param columns width of the terminal, 0 when it is not known
 * @param environment environment variables
 * @param folder working folder
 * @param clock wall clock
 */
public record Surroundings(
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    int columns,
    Map<String, String> environment,
    Path folder,
    InstantSource clock) {

  private static final int WIDTH_UNKNOWN = 120;

  /** Narrower terminals get lines of this width. */
  static final int NARROWEST = 40;

  public Surroundings {
    environment = new TreeMap<>(environment);
  }

  /**
   * Those of this process. A Java program cannot ask which of its streams is a terminal, so the
   * launcher says so in system properties.
   */
  public static Surroundings ofProcess() {
    return new Surroundings(
        new PrintStream(System.out, false, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        Boolean.getBoolean("straingauge.stdout.terminal"),
        Boolean.getBoolean("straingauge.stderr.terminal"),
        Integer.getInteger("straingauge.columns", 0),
        System.getenv(),
        Path.of("").toAbsolutePath(),
        InstantSource.system());
  }

  /** Columns that a table may take: COLUMNS, the terminal's, else 120. */
  public int width() {
    String variable = environment.getOrDefault("COLUMNS", "");
    int given = variable.matches("[0-9]{1,4}") ? Integer.parseInt(variable) : columns;
    return given <= 0 ? WIDTH_UNKNOWN : Math.max(NARROWEST, given);
  }

  /** Whether symbols beyond ASCII will show. */
  public boolean unicode() {
    String locale =
        first(environment.get("LC_ALL"), environment.get("LC_CTYPE"), environment.get("LANG"))
            .toUpperCase(Locale.ROOT);
    return locale.contains("UTF-8") || locale.contains("UTF8");
  }

  /** Whether a terminal can move its cursor, and nobody said that it is a log. */
  public boolean cursorMoves() {
    return errIsTerminal
        && !environment.containsKey("CI")
        && !"dumb".equals(environment.get("TERM"));
  }

  private static String first(@org.jspecify.annotations.Nullable String... values) {
    for (String value : values) {
      if (value != null && !value.isEmpty()) {
        return value;
      }
    }
    return "";
  }
}
