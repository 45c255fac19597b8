package dev.straingauge.producer.cluster.simulated;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every object of the cluster has. Its last facts are asked for when the watch writes a
 * change.
 */
abstract class Tracked {

  final String kind;
  final @Nullable String namespace;
  final String name;

  /** Counts all objects of a run from 1: the seed of every draw that belongs to the object. */
  final long ordinal;

  final String uid;

  /** When the watch delivers the last change so far: the next one comes after it. */
  long seenNanos;

  /** What reporters have said about it. */
  final List<EventRecorder.Source> reporters = new ArrayList<>(2);

  Tracked(String kind, @Nullable String namespace, String name, long ordinal) {
    this.kind = kind;
    this.namespace = namespace;
    this.name = name;
    this.ordinal = ordinal;
    uid = Uids.of(ordinal);
  }

  /** It was changed in the API: who follows it in there, looks. */
  void hasChanged(World world) {}

  /** Its state as a watch tells it. */
  abstract Object facts();
}
