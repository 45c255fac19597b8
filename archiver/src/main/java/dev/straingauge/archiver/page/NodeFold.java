package dev.straingauge.archiver.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.event.Attachment;
import dev.straingauge.event.Change;
import dev.straingauge.event.Custom;
import dev.straingauge.event.Node;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.PersistentVolume;
import dev.straingauge.schemas.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How many volumes were attached to each node over time, of how many that its CSINode allows, and
 * when it was not ready, as the watch saw it. Memory: nodes × columns. Not thread-safe.
 */
final class NodeFold {

  /** Nodes at most; what is attached to further ones is counted. */
  static final int MOST_NODES = 2_000;

  /** Most attachments that are followed at once. */
  private static final int MOST_OPEN = 200_000;

  private static final int MOST_STRETCHES = 1_000;
  private static final int MOST_DRIVERS = 16;
  private static final int MOST_JSON = 100_000;

  /** A node was not ready. */
  record Stretch(long from, long to) {}

  /** What is known of a node. Not thread-safe. */
  static final class Place {
    private final String name;
    private final int[] most;
    private final List<Stretch> notReady = new ArrayList<>();
    private final Map<String, Integer> limits = new TreeMap<>();
    private int column;
    private int attached;
    private long attachments;
    private boolean ready = true;
    private long notReadySince;

    private Place(String name, int columns) {
      this.name = name;
      this.most = new int[columns];
    }

    String name() {
      return name;
    }

    /** The most volumes attached at a time, in a column. */
    int most(int column) {
      return most[column];
    }

    /** The same of the whole run. */
    int most() {
      int largest = 0;
      for (int each : most) {
        largest = Math.max(largest, each);
      }
      return largest;
    }

    /** How many are attached at the end. */
    int attached() {
      return attached;
    }

    /** How often a volume was attached to it. */
    long attachments() {
      return attachments;
    }

    /** When it was not ready. */
    List<Stretch> notReady() {
      return notReady;
    }

    /** For how long it was not ready in all. */
    long notReadyNanos() {
      return notReady.stream().mapToLong(each -> each.to - each.from).sum();
    }

    /** Whether anything is to be told of it. */
    boolean wasUsed() {
      return attachments > 0 || !notReady.isEmpty();
    }

    private void goTo(int now) {
      while (column < now) {
        most[++column] = attached;
      }
    }

    private void change(int by) {
      attached += by;
      most[column] = Math.max(most[column], attached);
    }
  }

  /** Those that were not ready first, then by how many were attached. */
  private static final Comparator<Place> WORST_FIRST =
      Comparator.comparingLong((Place place) -> -place.notReadyNanos())
          .thenComparingInt(place -> -place.most())
          .thenComparingLong(place -> -place.attachments)
          .thenComparing(Place::name);

  private final RunTime time;
  private final Map<String, Place> nodes = new TreeMap<>();
  private final Map<String, Place> open = new HashMap<>();
  private final Set<String> drivers = new TreeSet<>();
  private long beyond;

  NodeFold(RunTime time) {
    this.time = time;
  }

  void add(ObjectChanged change, long at) {
    if (at > time.start() + time.length()) {
      return;
    }
    boolean gone = change.getChange() == Change.DELETED;
    switch (change.getFacts()) {
      case Attachment facts -> attachment(change.getUid(), facts, facts.getAttached() && !gone, at);
      case Node facts -> node(change.getName(), facts.getReady() && !gone, at);
      case PersistentVolume facts when drivers.size() < MOST_DRIVERS ->
          drivers.add(facts.getDriver());
      case Custom facts when change.getKind().equals("CSINode") && !gone ->
          limits(change.getName(), facts.getJson());
      default -> {}
    }
  }

  /** What cannot be read tells no limit. */
  private void limits(String name, String json) {
    Place place = json.length() > MOST_JSON ? null : place(name);
    if (place == null) {
      return;
    }
    place.limits.clear();
    JsonNode listed;
    try {
      listed = Json.readObject(json).path("drivers");
    } catch (IllegalArgumentException e) {
      return;
    }
    for (JsonNode driver : listed) {
      JsonNode simulated = driver.path("allocatable").path("count"); // as the simulator wrote it
      JsonNode most = driver.has("volumes") ? driver.path("volumes") : simulated;
      if (most.canConvertToInt() && most.asInt() >= 0 && place.limits.size() < MOST_DRIVERS) {
        place.limits.put(driver.path("name").asText(), most.asInt());
      }
    }
  }

  /** How many volumes the CSINode allows of the driver that the run's volumes have. */
  OptionalInt limit(Place place) {
    if (drivers.size() > 1) {
      return OptionalInt.empty(); // each has its own
    }
    Integer limit = drivers.isEmpty() ? null : place.limits.get(drivers.iterator().next());
    return limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
  }

  private void attachment(String uid, Attachment facts, boolean attached, long at) {
    Place before = open.get(uid);
    if (attached && before == null) {
      Place place = place(facts.getNode());
      if (place == null || open.size() >= MOST_OPEN) {
        beyond++;
        return;
      }
      open.put(uid, place);
      place.attachments++;
      place.goTo(column(at));
      place.change(1);
    } else if (!attached && before != null) {
      open.remove(uid);
      before.goTo(column(at));
      before.change(-1);
    }
  }

  private void node(String name, boolean ready, long at) {
    Place place = place(name);
    if (place == null || place.ready == ready) {
      return;
    }
    place.ready = ready;
    if (ready) {
      keep(place, at);
    } else {
      place.notReadySince = Math.max(at, time.start());
    }
  }

  private static void keep(Place place, long until) {
    if (place.notReady.size() < MOST_STRETCHES && until > place.notReadySince) {
      place.notReady.add(new Stretch(place.notReadySince, until));
    }
  }

  private @Nullable Place place(String name) {
    Place place = nodes.get(name);
    if (place == null && nodes.size() < MOST_NODES) {
      place = new Place(name, time.columns());
      nodes.put(name, place);
    }
    return place;
  }

  /** What was before the run is in its first column. */
  private int column(long at) {
    return Math.max(0, time.columnOf(at));
  }

  void end() {
    for (Place place : nodes.values()) {
      place.goTo(time.columns() - 1);
      if (!place.ready) {
        keep(place, time.start() + time.length());
      }
    }
    open.clear();
  }

  /** The worst first. */
  List<Place> nodes() {
    return nodes.values().stream().sorted(WORST_FIRST).toList();
  }

  /** Attachments that are not counted, since there were too many nodes or volumes. */
  long beyond() {
    return beyond;
  }
}
