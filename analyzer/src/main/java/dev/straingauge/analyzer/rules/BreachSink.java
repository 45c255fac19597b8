package dev.straingauge.analyzer.rules;

import dev.straingauge.event.BreachEvent;

/** Takes what happens to breaches, in order. */
@FunctionalInterface
public interface BreachSink {

  /** Takes one. */
  void accept(BreachEvent event);
}
