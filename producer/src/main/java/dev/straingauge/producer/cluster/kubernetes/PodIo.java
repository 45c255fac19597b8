package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.event.Pod;
import dev.straingauge.producer.cluster.kubernetes.Observed.Seen;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.config.Scenario.IoLoad;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The I/O that the run's ready pods do while a phase asks for it: a fio in each, by {@link
 * IoShares}, looked after once a second. Thread-safe; never blocks but in {@link #close}.
 */
final class PodIo implements AutoCloseable {

  private static final long LOOK_NANOS = 1_000_000_000L;
  private static final long LEAVING_NANOS = 10_000_000_000L;
  private static final long LAST_WORDS_NANOS = 5_000_000_000L;
  private static final long LAST_LOOK_NANOS = 10_000_000L;

  private final KubernetesConnection connection;
  private final String namespace;
  private final Observed observed;
  private final LongSupplier nowNanos;

  /** By uid of the pod. */
  private final Map<String, IoLine> lines = new LinkedHashMap<>();

  /** Pods that are about to be deleted, and until when that is believed. */
  private final Map<String, Long> leaving = new HashMap<>();

  private @Nullable IoDemand demand;
  private boolean looking;
  private boolean closed;

  PodIo(
      KubernetesConnection connection, String namespace, Observed observed, LongSupplier nowNanos) {
    this.connection = connection;
    this.namespace = namespace;
    this.observed = observed;
    this.nowNanos = nowNanos;
  }

  /** Whether a phase of a scenario asks for it. */
  static boolean isAskedFor(Scenario scenario) {
    return scenario.phases().stream().anyMatch(phase -> phase.io().isPresent());
  }

  /** From now on this is asked for; empty: nothing. */
  synchronized void demand(Optional<IoDemand> wanted) {
    demand = wanted.orElse(null);
    if (wanted.isEmpty()) {
      lines.values().forEach(IoLine::stop);
    } else if (!looking && !closed) {
      looking = true;
      Thread.ofVirtual().name("pod-io").start(this::lookAfter);
    }
  }

  /** The run deletes that pod now: its fio says its last counts first, if it can. */
  synchronized void leave(String pod) {
    leaving.put(pod, nowNanos.getAsLong() + LEAVING_NANOS);
    for (Seen seen : observed.about(Watches.POD, pod)) {
      IoLine line = lines.get(seen.uid());
      if (line != null) {
        line.stop();
      }
    }
  }

  /** No more; waits a while for what the pods have to say. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      demand = null;
      lines.values().forEach(IoLine::stop);
    }
    long until = System.nanoTime() + LAST_WORDS_NANOS;
    while (isRunning() && System.nanoTime() < until) {
      KubernetesConnection.pause(LAST_LOOK_NANOS);
    }
    synchronized (this) {
      lines.values().forEach(IoLine::close);
      lines.clear();
    }
  }

  private synchronized boolean isRunning() {
    return lines.values().stream().anyMatch(IoLine::isRunning);
  }

  private void lookAfter() {
    while (look()) {
      KubernetesConnection.pause(LOOK_NANOS);
    }
  }

  /** Whether there is more to look after. */
  private synchronized boolean look() {
    IoDemand now = demand;
    Map<String, Seen> serving = serving();
    Map<String, IoLoad> due =
        now == null
            ? Map.of()
            : now.shares().of(new ArrayList<>(serving.keySet()), nowNanos.getAsLong());
    endAllBut(due);
    if (now != null) {
      due.forEach((uid, share) -> line(uid, serving).want(now, share));
    }
    looking = now != null || !lines.isEmpty();
    return looking;
  }

  /**
   * Pods that can do I/O, by uid: ready ones; one that does it may be not ready for a moment. In
   * the order in which they came.
   */
  private Map<String, Seen> serving() {
    leaving.values().removeIf(until -> until < nowNanos.getAsLong());
    Map<String, Seen> serving = new LinkedHashMap<>();
    for (Seen seen : observed.alive(Watches.POD)) {
      Pod pod = (Pod) seen.facts();
      IoLine line = lines.get(seen.uid());
      boolean runs = pod.getReady() || (line != null && line.isRunning());
      if (runs && !pod.getDeleting() && !leaving.containsKey(seen.name())) {
        serving.put(seen.uid(), seen);
      }
    }
    return serving;
  }

  private void endAllBut(Map<String, IoLoad> due) {
    for (Iterator<Map.Entry<String, IoLine>> all = lines.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<String, IoLine> each = all.next();
      if (!due.containsKey(each.getKey())) {
        each.getValue().stop();
        if (!each.getValue().isRunning()) {
          each.getValue().close();
          all.remove();
        }
      }
    }
  }

  private IoLine line(String uid, Map<String, Seen> serving) {
    Seen pod = Objects.requireNonNull(serving.get(uid));
    return lines.computeIfAbsent(
        uid,
        none ->
            new IoLine(
                pod,
                observed,
                listener -> new FioRun(connection, namespace, pod.clusterName(), listener),
                nowNanos));
  }
}
