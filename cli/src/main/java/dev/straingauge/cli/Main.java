package dev.straingauge.cli;

import dev.straingauge.cli.command.Straingauge;
import dev.straingauge.cli.terminal.Surroundings;

/** Where the process begins and ends. */
public final class Main {

  private Main() {}

  /** Runs one command and ends with its code. */
  public static void main(String[] args) {
    System.exit(Straingauge.execute(Surroundings.ofProcess(), args));
  }
}
