package dev.straingauge.cli.command;

import dev.straingauge.cli.command.SpeedConverter.Speed;
import dev.straingauge.cli.progress.Progress;
import picocli.CommandLine.Option;

/** How the load is driven and shown. */
final class LoadOptions {

  @Option(
      names = "--speed",
      paramLabel = "SPEED",
      converter = SpeedConverter.class,
      description =
          "How fast simulated time passes: max, realtime or a factor like 10x (default: max).")
  Speed speed = Speed.MAX;

  @Option(
      names = "--progress",
      paramLabel = "MODE",
      description = "Progress on stderr: ${COMPLETION-CANDIDATES} (default: auto).")
  Progress.Mode progress = Progress.Mode.AUTO;

  /** Whether time is to pass in another way than as fast as it can. */
  boolean speedIsGiven() {
    return !speed.pace().isMax();
  }
}
