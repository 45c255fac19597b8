package dev.straingauge.cli.pipeline;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ctrl-C, SIGTERM and a closed terminal: the first one asks to stop, the second one ends the
 * process. Shutdown hooks would not do: they begin when the decision to end is made already. The
 * signals are reached by reflection, since {@code sun.misc.Signal} is in every JDK and in no
 * specification.
 */
public final class Interrupts implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Interrupts.class);
  private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

  private final Runnable first;
  private final Runnable second;
  private final AtomicInteger count = new AtomicInteger();
  private final Map<Object, Object> before = new LinkedHashMap<>();

  private Interrupts(Runnable first, Runnable second) {
    this.first = first;
    this.second = second;
  }

  /** From now on signals come here; where that cannot be, they go on ending the process. */
  public static Interrupts handle(Runnable first, Runnable second) {
    Interrupts interrupts = new Interrupts(first, second);
    try {
      interrupts.install();
    } catch (ReflectiveOperationException e) {
      LOG.atDebug().setCause(e).log("signals cannot be handled on this Java");
    }
    return interrupts;
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
    for (Map.Entry<Object, Object> entry : new ArrayList<>(before.entrySet())) {
      try {
        handle(entry.getKey(), entry.getValue());
      } catch (ReflectiveOperationException e) {
        LOG.atDebug().setCause(e).log("a signal keeps its handler");
      }
    }
    before.clear();
  }

  private void install() throws ReflectiveOperationException {
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object proxy = MethodHandleProxies.asInterfaceInstance(handler, onSignal());
    for (String name : SIGNALS) {
      try {
        Object signal =
            Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
        before.put(signal, handle(signal, proxy));
      } catch (java.lang.reflect.InvocationTargetException e) {
        LOG.atDebug().setCause(e.getCause()).log("signal {} is not to be had", name);
      }
    }
  }

  /** {@code (Signal) -> void}, whatever the signal: arrives on a thread of its own. */
  private MethodHandle onSignal() throws ReflectiveOperationException {
    Runnable arrive = this::arriveInBackground;
    MethodHandle run =
        MethodHandles.publicLookup()
            .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
            .bindTo(arrive);
    return MethodHandles.dropArguments(run, 0, Class.forName("sun.misc.Signal"));
  }

  private void arriveInBackground() {
    Thread.ofPlatform().daemon().name("interrupt").start(this::arrive);
  }

  private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
    return signal
        .getClass()
        .getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"))
        .invoke(null, signal, handler);
  }
}
