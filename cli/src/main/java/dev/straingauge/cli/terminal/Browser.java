package dev.straingauge.cli.terminal;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The user's browser. */
public final class Browser {

  private Browser() {}

  /**
   * Shows a file and does not wait; gives what went wrong. No shell sees the name.
   *
   * @param file absolute
   */
  public static Optional<String> open(Path file) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    List<String> command =
        system.startsWith("mac")
            ? List.of("open", file.toString())
            : system.startsWith("windows")
                ? List.of("rundll32", "url.dll,FileProtocolHandler", file.toUri().toString())
                : List.of("xdg-open", file.toUri().toString());
    try {
      new ProcessBuilder(command)
          .redirectOutput(Redirect.DISCARD)
          .redirectError(Redirect.DISCARD)
          .start();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("no '%s' here (expected one on the PATH)".formatted(command.getFirst()));
    }
  }
}
