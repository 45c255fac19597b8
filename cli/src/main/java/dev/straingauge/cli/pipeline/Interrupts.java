package dev.straingauge.cli.pipeline;

import dev.straingauge.cli.terminal.Signals;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ctrl-C, SIGTERM and a closed terminal: the first one asks to stop, the second one ends the
 * process. Shutdown hooks would not do: they begin when the decision to end is made already.
 */
public final class Interrupts implements AutoCloseable {

  private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

  private final Runnable first;
  private final Runnable second;
  private final AtomicInteger count = new AtomicInteger();
  private final Signals signals;

  private Interrupts(Runnable first, Runnable second) {
    this.first = first;
    this.second = second;
    this.signals = Signals.handle(SIGNALS, this::arrive);
  }

  /** From now on signals come here; where that cannot be, they go on ending the process. */
  public static Interrupts handle(Runnable first, Runnable second) {
    return new Interrupts(first, second);
  }

  /** What a signal does. */
  void arrive() {
    if (count.incrementAndGet() == 1) {
      first.run();
    } else {
      second.run();
    }
  }

  @Override
  public void close() {
    signals.close();
  }
}
