package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.event.Change;
import dev.straingauge.producer.cluster.kubernetes.Observed.Item;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Watcher;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Hands objects of one kind on to what is observed.
 *
 * @param <T> the kind
 */
final class ObjectSink<T extends HasMetadata> implements ListWatch.Sink<T> {

  private final String kind;
  private final Function<T, Optional<Item>> item;
  private final boolean ours;
  private final Observed observed;
  private final Unclaimed unclaimed;

  /**
   * @param item what is told of an object; empty: it does not concern the run
   * @param ours whether objects of this kind are the run's own, and counted
   * @param unclaimed attachments that wait for their volume
   */
  ObjectSink(
      String kind,
      Function<T, Optional<Item>> item,
      boolean ours,
      Observed observed,
      Unclaimed unclaimed) {
    this.kind = kind;
    this.item = item;
    this.ours = ours;
    this.observed = observed;
    this.unclaimed = unclaimed;
  }

  @Override
  public void listed(List<T> all, boolean again) {
    List<Item> items = all.stream().flatMap(each -> item.apply(each).stream()).toList();
    observed.listed(kind, items, again, ours);
    items.forEach(this::release);
  }

  @Override
  public void changed(Watcher.Action action, T object) {
    if (action == Watcher.Action.DELETED) {
      if (kind.equals(Watches.ATTACHMENT)) {
        unclaimed.forget(object.getMetadata().getUid());
      }
      observed.deleted(kind, object.getMetadata());
      return;
    }
    Change change = action == Watcher.Action.ADDED ? Change.ADDED : Change.MODIFIED;
    item.apply(object)
        .ifPresent(
            each -> {
              observed.changed(kind, each, change, ours);
              release(each);
            });
  }

  @Override
  public void lost(long sinceNanos) {
    observed.lost(kind, sinceNanos);
  }

  @Override
  public void resumed() {
    observed.resumed(kind);
  }

  /** Attachments that were waiting for this volume. */
  private void release(Item volume) {
    if (kind.equals(Watches.VOLUME)) {
      unclaimed
          .take(volume.name())
          .forEach(each -> observed.changed(Watches.ATTACHMENT, each, Change.ADDED, true));
    }
  }
}
