package dev.straingauge.cli.pipeline;

import dev.straingauge.event.AbortRequested;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells the user once that a rule ends the run. Not thread-safe. */
final class Aborted {

  private final Supplier<Optional<AbortRequested>> why;
  private final Consumer<String> warnings;
  private boolean told;

  /**
   * @param why the run ends early; empty: it does not
   */
  Aborted(Supplier<Optional<AbortRequested>> why, Consumer<String> warnings) {
    this.why = why;
    this.warnings = warnings;
  }

  /** Looks; to be called every now and then. */
  void check() {
    if (!told && why.get().filter(request -> request.getBreachId() != null).isPresent()) {
      told = true;
      warnings.accept(
          "%s is breached and says abort: no new operations, then the run is ended"
              .formatted(why.get().get().getCause()));
    }
  }
}
