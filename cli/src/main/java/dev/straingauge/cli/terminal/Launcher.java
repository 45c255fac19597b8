package dev.straingauge.cli.terminal;

/** What the launcher says of itself. */
public final class Launcher {

  private Launcher() {}

  /** How this program was called, ready to be pasted: {@code ./straingauge}. */
  public static String command() {
    return System.getProperty("straingauge.command", "straingauge");
  }
}
