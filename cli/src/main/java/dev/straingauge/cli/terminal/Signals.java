package dev.straingauge.cli.terminal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals of the operating system, until it is closed. They are reached by reflection, since {@code
 * sun.misc.Signal} is in every JDK and in no specification.
 */
public final class Signals implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private final Map<Object, Object> before = new LinkedHashMap<>();

  private Signals() {}

  /**
   * Runs {@code arrive}, on a thread of its own, at each of these signals; one that cannot be
   * handled does what it did before.
   *
   * @param names without {@code SIG}
   */
  public static Signals handle(List<String> names, Runnable arrive) {
    Signals signals = new Signals();
    try {
      signals.install(names, arrive);
    } catch (ReflectiveOperationException e) {
      LOG.atDebug().setCause(e).log("signals cannot be handled on this Java");
    }
    return signals;
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

  private void install(List<String> names, Runnable arrive) throws ReflectiveOperationException {
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    Object proxy = MethodHandleProxies.asInterfaceInstance(handler, onSignal(arrive));
    for (String name : names) {
      try {
        Object signal =
            Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
        before.put(signal, handle(signal, proxy));
      } catch (InvocationTargetException e) {
        LOG.atDebug().setCause(e.getCause()).log("signal {} is not to be had", name);
      }
    }
  }

  /** {@code (Signal) -> void}, whatever the signal. */
  private static MethodHandle onSignal(Runnable arrive) throws ReflectiveOperationException {
    Runnable inBackground = () -> Thread.ofPlatform().daemon().name("signal").start(arrive);
    MethodHandle run =
        MethodHandles.publicLookup()
            .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
            .bindTo(inBackground);
    return MethodHandles.dropArguments(run, 0, Class.forName("sun.misc.Signal"));
  }

  private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
    return signal
        .getClass()
        .getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"))
        .invoke(null, signal, handler);
  }
}
