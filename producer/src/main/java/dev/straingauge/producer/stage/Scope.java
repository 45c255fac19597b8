package dev.straingauge.producer.stage;

import java.util.function.Consumer;

/** Forks strands that end before the scope does. */
public interface Scope {

  /**
   * Starts a strand. It gets its turn after the current one waits.
   *
   * @param name unique in this scope: the path of names is the strand's identity and seeds its
   *     generators
   * @throws IllegalArgumentException if the name is taken
   */
  void fork(String name, Consumer<Stage> strand);
}
