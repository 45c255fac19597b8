package dev.straingauge.archiver.page;

import dev.straingauge.event.Attachment;
import dev.straingauge.event.Change;
import dev.straingauge.event.Event;
import dev.straingauge.event.Label;
import dev.straingauge.event.Measurement;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.Summary;
import dev.straingauge.event.VolumePhase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is drawn of a run's events: where some volumes were attached, how many to each node, and
 * what was measured, as the largest value per column. Not thread-safe.
 */
final class EventFold {

  /** Series of measurements at most; further ones are counted. */
  static final int MOST_SERIES = 24;

  private static final int MOST_STAYS = 20_000;

  /**
   * A volume was attached to a node.
   *
   * @param node its name
   * @param from since when
   * @param to until when; the end of the run if nobody saw one
   */
  record Stay(String node, long from, long to) {}

  /**
   * A series of measurements.
   *
   * @param name name and labels
   * @param unit as measured
   * @param largest per column; NaN where nothing was measured
   * @param counts how many, per column
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
  record Measured(String name, String unit, double[] largest, long[] counts) {}

  private final RunTime time;
  private final Set<String> volumes;
  private final Map<String, Stay> open = new LinkedHashMap<>();
  private final Map<String, String> owners = new LinkedHashMap<>();
  private final Map<String, List<Stay>> stays = new TreeMap<>();
  private final Map<String, Measured> measured = new TreeMap<>();
  private final NodeFold nodes;
  private long beyond;
  private int stayCount;

  /**
   * @param volumes PersistentVolumes whose attachments are drawn
   */
  EventFold(RunTime time, Set<String> volumes) {
    this.time = time;
    this.volumes = volumes;
    this.nodes = new NodeFold(time);
  }

  /** Whether the events hold anything to draw. */
  boolean wantsAny(Summary summary) {
    boolean measurementsSeen =
        summary.getRecords().stream()
            .anyMatch(count -> count.getKind().equals("measurements") && count.getCount() > 0);
    boolean attachmentsSeen =
        summary.getVolumePhases().stream()
            .anyMatch(phase -> phase.getPhase().equals("attach") && seen(phase) > 0);
    return measurementsSeen || attachmentsSeen;
  }

  private static long seen(VolumePhase phase) {
    return phase.getEnded() + phase.getOpen() + phase.getNotObserved() + phase.getReordered();
  }

  void add(Object record) {
    if (!(record instanceof Event event)) {
      return;
    }
    switch (event.getBody()) {
      case Measurement one -> add(one);
      case ObjectChanged change -> {
        nodes.add(change, event.getTime());
        if (change.getFacts() instanceof Attachment facts) {
          add(change, facts, event.getTime());
        }
      }
      default -> {}
    }
  }

  private void add(ObjectChanged change, Attachment facts, long at) {
    if (!volumes.contains(facts.getVolume())) {
      return;
    }
    boolean attached = facts.getAttached() && change.getChange() != Change.DELETED;
    Stay stay = open.get(change.getUid());
    if (attached && stay == null) {
      open.put(change.getUid(), new Stay(facts.getNode(), at, at));
    } else if (!attached && stay != null) {
      open.remove(change.getUid());
      keep(facts.getVolume(), new Stay(stay.node(), stay.from(), at));
    }
    if (attached) {
      owners.put(change.getUid(), facts.getVolume());
    }
  }

  private void keep(String volume, Stay stay) {
    if (stayCount++ < MOST_STAYS) {
      stays.computeIfAbsent(volume, name -> new ArrayList<>()).add(stay);
    }
  }

  private void add(Measurement one) {
    int column = time.columnOf(one.getAt());
    String labels =
        one.getLabels().stream().map(EventFold::label).collect(Collectors.joining(",", "{", "}"));
    String name = one.getSeries() + (one.getLabels().isEmpty() ? "" : labels);
    if (measured.size() >= MOST_SERIES && !measured.containsKey(name)) {
      beyond++;
      return;
    }
    if (column < 0 || !Double.isFinite(one.getValue())) {
      return;
    }
    Measured series =
        measured.computeIfAbsent(
            name,
            key -> {
              double[] largest = new double[time.columns()];
              Arrays.fill(largest, Double.NaN);
              return new Measured(name, one.getUnit(), largest, new long[largest.length]);
            });
    double before = series.largest[column];
    series.largest[column] =
        Double.isNaN(before) ? one.getValue() : Math.max(before, one.getValue());
    series.counts[column]++;
  }

  private static String label(Label label) {
    return label.getKey() + "=" + label.getValue();
  }

  void end() {
    open.forEach(
        (uid, stay) ->
            keep(
                owners.getOrDefault(uid, ""),
                new Stay(stay.node(), stay.from(), time.start() + time.length())));
    open.clear();
    nodes.end();
  }

  /** What was attached to which node. */
  NodeFold nodes() {
    return nodes;
  }

  /** Where a PersistentVolume was attached, in order of their ends. */
  List<Stay> stays(String volume) {
    return stays.getOrDefault(volume, List.of());
  }

  /** By name. */
  List<Measured> measured() {
    return List.copyOf(measured.values());
  }

  /** Measurements of series beyond the limit. */
  long beyond() {
    return beyond;
  }
}
