package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.event.Change;
import dev.straingauge.event.CsiDriver;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.kubernetes.Observed.Item;
import io.fabric8.kubernetes.api.model.storage.CSIDriver;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the driver is while a run lasts: looks at the images of its pods now and then, at the label
 * of its CSIDriver when that changes, and has a change written as one of the CSIDriver. A pod that
 * is only replaced is no change. Thread-safe.
 */
final class KnownDriver implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(KnownDriver.class);
  private static final Duration PERIOD = Duration.ofSeconds(15);

  private final KubernetesConnection connection;
  private final String name;
  private final Observed observed;
  private final @Nullable String given;
  private final boolean hasControllers;
  private final List<String> namespaces;
  private final Set<String> seenImages = new HashSet<>();
  private DriverImages images;
  private CsiDriver facts;
  private @Nullable CSIDriver object;
  private volatile @Nullable Thread looking;

  /**
   * @param facts what was found before the run
   * @param images what they were found from
   */
  KnownDriver(
      KubernetesConnection connection,
      String name,
      CsiDriver facts,
      DriverImages images,
      Observed observed) {
    this.connection = connection;
    this.name = name;
    this.facts = facts;
    this.images = images;
    this.observed = observed;
    given = connection.settings().driverVersion();
    hasControllers = !images.controllers().isEmpty();
    namespaces = images.namespaces();
    remember(images);
  }

  /** Looks from now on; does nothing where no pod of the driver can be seen. */
  void start() {
    if (!namespaces.isEmpty()) {
      looking =
          Thread.ofVirtual()
              .name("driver-images")
              .start(
                  () -> {
                    KubernetesConnection.pause(PERIOD.toNanos());
                    while (!Thread.currentThread().isInterrupted()) {
                      look();
                      KubernetesConnection.pause(PERIOD.toNanos());
                    }
                  });
    }
  }

  /** Its CSIDriver as a watch tells it. */
  synchronized Optional<Item> seen(CSIDriver changed) {
    object = changed;
    if (namespaces.isEmpty()) {
      images = DriverImages.among(List.of(), name, changed);
    }
    facts = facts(images, changed);
    return Optional.of(item(changed));
  }

  /** Looks once. */
  void look() {
    CSIDriver known;
    synchronized (this) {
      known = object;
    }
    if (known == null) {
      return;
    }
    try {
      found(DriverImages.of(connection, namespaces, name, known), known);
    } catch (ClusterException e) {
      log.atDebug().addKeyValue("error", e.getMessage()).log("images of the driver not read");
    }
  }

  @Override
  public void close() {
    Thread thread = looking;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /**
   * While pods are replaced, images are missing for a moment: what is new counts at once, what is
   * gone only when all pods run.
   */
  private synchronized void found(DriverImages now, CSIDriver known) {
    boolean settled = now.settled() && (!hasControllers || !now.controllers().isEmpty());
    boolean news = !seenImages.containsAll(now.own()) || !seenImages.containsAll(now.digests());
    CsiDriver next = facts(now, known);
    if (next.equals(facts) || !(settled || news)) {
      return;
    }
    log.atWarn()
        .addKeyValue("driver", name)
        .addKeyValue("before", facts.getVersion())
        .addKeyValue("now", next.getVersion())
        .log("the driver changed during the run");
    remember(now);
    images = now;
    facts = next;
    observed.changed(Watches.CSI_DRIVER, item(known), Change.MODIFIED, false);
  }

  private void remember(DriverImages known) {
    seenImages.addAll(known.own());
    seenImages.addAll(known.digests());
  }

  private CsiDriver facts(DriverImages known, CSIDriver changed) {
    return new CsiDriver(
        given == null ? known.version().orElse(Survey.UNKNOWN) : given,
        Survey.attaches(changed),
        known.digests());
  }

  private Item item(CSIDriver changed) {
    return new Item(changed, name, name, facts);
  }
}
