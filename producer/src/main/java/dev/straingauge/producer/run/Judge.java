package dev.straingauge.producer.run;

import dev.straingauge.event.AbortRequested;
import dev.straingauge.event.Event;
import java.util.Optional;

/**
 * Sees each event of a run in virtual time as it is written, and says when a rule ends the run. It
 * is asked on the turn, so the same seed gives the same answer at the same moment. Not thread-safe.
 */
public interface Judge {

  /** Lets every run go on. */
  Judge NONE =
      new Judge() {
        @Override
        public void accept(Event event) {}

        @Override
        public Optional<AbortRequested> verdict() {
          return Optional.empty();
        }
      };

  /** An event was written: the first is RunStarted. */
  void accept(Event event);

  /**
   * Why the run is to end; empty: nothing says so. Asked at each heartbeat, after it is written.
   */
  Optional<AbortRequested> verdict();
}
