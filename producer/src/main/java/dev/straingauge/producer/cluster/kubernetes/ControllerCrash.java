package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.event.FaultInjected;
import dev.straingauge.producer.cluster.ClusterException;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Watcher;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Deletes a controller pod of the driver, as a crash that its owner has to mend, and waits until
 * another one with the same image is ready. This is the one thing that is done to what is not the
 * run's own, and only when the user allows it. Blocks.
 */
final class ControllerCrash {

  static final String FAULT = "controller-crash";

  private final KubernetesConnection connection;
  private final ObjectRequests requests;
  private final List<String> controllers;
  private final boolean allowed;
  private final Observed observed;
  private final LongSupplier nowNanos;

  /**
   * @param controllers pods as namespace/name
   * @param allowed whether the user allowed it
   */
  ControllerCrash(
      KubernetesConnection connection,
      ObjectRequests requests,
      List<String> controllers,
      boolean allowed,
      Observed observed,
      LongSupplier nowNanos) {
    this.connection = connection;
    this.requests = requests;
    this.controllers = controllers;
    this.allowed = allowed;
    this.observed = observed;
    this.nowNanos = nowNanos;
  }

  /**
   * Deletes the pod.
   *
   * @param recovered runs when another one is ready, in another thread
   * @throws ClusterException NotAllowed; NotFound: no controller pod is known; or what the API says
   */
  void crash(Runnable recovered) {
    if (!allowed) {
      throw new ClusterException(
          "NotAllowed",
          "",
          "crash the driver's controller: not allowed (--allow-fault " + FAULT + ")");
    }
    if (controllers.isEmpty()) {
      throw new ClusterException(
          "NotFound", "", "crash the driver's controller: no pod of it is known");
    }
    String namespace = controllers.getFirst().replaceFirst("/.*", "");
    Recovery recovery = new Recovery(namespace, recovered);
    Pod victim = recovery.begin();
    String name = victim.getMetadata().getName();
    String path = "/api/v1/namespaces/%s/pods/%s".formatted(namespace, name);
    if (!requests.delete("Pod '" + name + "'", path, victim.getMetadata().getUid(), 0)) {
      recovery.end();
      throw new ClusterException(
          "NotFound", "404", "crash the driver's controller: pod '%s' is gone".formatted(name));
    }
  }

  private static Set<String> images(Pod pod) {
    Set<String> images = new HashSet<>();
    pod.getSpec().getContainers().forEach(container -> images.add(container.getImage()));
    return images;
  }

  private static boolean isReady(Pod pod) {
    return !Facts.isDeleting(pod)
        && pod.getStatus() != null
        && Facts.list(pod.getStatus().getConditions()).stream()
            .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  /** Follows the pods of a namespace until the controller is back. */
  private final class Recovery implements ListWatch.Sink<Pod> {

    private final String namespace;
    private final Runnable recovered;
    private final long fromNanos = nowNanos.getAsLong();
    private final Set<String> before = new HashSet<>();
    private final CompletableFuture<Pod> victim = new CompletableFuture<>();
    private final AtomicBoolean done = new AtomicBoolean();
    private final ListWatch<Pod> watch;

    Recovery(String namespace, Runnable recovered) {
      this.namespace = namespace;
      this.recovered = recovered;
      watch =
          new ListWatch<>(
              "Pod of the driver",
              connection,
              connection.client().resources(Pod.class).inNamespace(namespace),
              new ListOptions(),
              pod -> true,
              this);
    }

    /** The pod that is to go: the first controller that is there now, whatever its name was. */
    Pod begin() {
      watch.start();
      Pod found = victim.getNow(null);
      if (found == null) {
        end();
        throw new ClusterException(
            "NotFound",
            "",
            "crash the driver's controller: no pod of it is left in namespace '%s'"
                .formatted(namespace));
      }
      return found;
    }

    void end() {
      done.set(true);
      watch.close();
    }

    @Override
    public void listed(List<Pod> all, boolean again) {
      if (again) {
        all.forEach(this::look);
        return;
      }
      all.forEach(pod -> before.add(pod.getMetadata().getUid()));
      Optional<Pod> controller =
          all.stream()
              .filter(ControllerCrash::isReady)
              .filter(
                  pod ->
                      controllers.contains(namespace + "/" + pod.getMetadata().getName())
                          || isSuccessor(pod))
              .findFirst();
      controller.ifPresent(victim::complete);
    }

    @Override
    public void changed(Watcher.Action action, Pod pod) {
      if (action != Watcher.Action.DELETED) {
        look(pod);
      }
    }

    @Override
    public void resumed() {}

    @Override
    public void lost(long sinceNanos) {}

    private void look(Pod pod) {
      Pod gone = victim.getNow(null);
      if (gone != null
          && !before.contains(pod.getMetadata().getUid())
          && isReady(pod)
          && images(pod).equals(images(gone))
          && done.compareAndSet(false, true)) {
        observed.write(
            new FaultInjected(
                FAULT, gone.getMetadata().getName(), fromNanos, nowNanos.getAsLong()));
        recovered.run();
        Thread.ofVirtual().start(watch::close); // not from its own callback
      }
    }

    /** After an earlier crash its name is another: the name of its owner stays. */
    private boolean isSuccessor(Pod pod) {
      return controllers.stream()
          .map(name -> name.substring(name.indexOf('/') + 1).replaceFirst("-[a-z0-9]+$", ""))
          .anyMatch(
              owner -> pod.getMetadata().getName().replaceFirst("-[a-z0-9]+$", "").equals(owner));
    }
  }
}
