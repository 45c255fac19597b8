package dev.straingauge.benchmarks;

import dev.straingauge.event.Change;
import dev.straingauge.event.Event;
import dev.straingauge.event.KubernetesEventSeen;
import dev.straingauge.event.ObjectChanged;
import dev.straingauge.event.WatchGap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/** What may happen to Kubernetes' events, changes of objects and records on their way. */
enum EventFaults {
  /** Nothing. */
  NONE,
  /** Every other event is lost. */
  LOST,
  /** All events are lost. */
  ALL_LOST,
  /** Every record comes twice. */
  DOUBLED,
  /** Events come up to two minutes late. */
  LATE,
  /** Changes of different objects overtake each other by up to 0.4 s. */
  REORDERED,
  /** The wording of after 2026. */
  NEW_TEXT,
  /** Joined by the recorder. */
  COMBINED,
  /** Without text. */
  NO_TEXT,
  /** A watch of one kind is lost for up to 20 s around the trouble; then it lists again. */
  WATCH_LOST,
  /** One of a hundred changes is lost, and nobody says so. */
  CHANGES_LOST;

  private static final List<String> WATCHED =
      List.of("Pod", "PersistentVolumeClaim", "PersistentVolume", "VolumeAttachment");

  private static final long SECOND = IncidentStory.SECOND;

  private record Moved(long time, Event event) {}

  /** The log as it arrives. */
  List<Event> apply(List<Event> log, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    if (this == DOUBLED) {
      List<Event> twice =
          new ArrayList<>(
              log.subList(0, log.size() - 1).stream()
                  .flatMap(event -> Stream.of(event, event))
                  .toList());
      twice.add(log.getLast());
      return twice;
    }
    if (this == WATCH_LOST) {
      return withGap(log, random);
    }
    long last = log.getLast().getTime();
    Map<String, Long> behind = new HashMap<>();
    List<Moved> moved = new ArrayList<>();
    for (Event event : log) {
      long time = event.getTime();
      Event kept = event;
      if (event.getBody() instanceof KubernetesEventSeen seen) {
        if (this == ALL_LOST || (this == LOST && random.nextBoolean())) {
          continue;
        }
        kept = withNote(event, seen);
        time += this == LATE ? random.nextLong(120 * SECOND) : 0;
      } else if (this == CHANGES_LOST
          && event.getBody() instanceof ObjectChanged change
          && change.getChange() == Change.MODIFIED
          && random.nextInt(100) == 0) {
        continue;
      } else if (this == REORDERED && event.getBody() instanceof ObjectChanged change) {
        String object = change.getKind() + change.getName();
        time = Math.max(behind.getOrDefault(object, 0L), time + random.nextLong(4 * SECOND / 10));
        behind.put(object, time);
      }
      moved.add(new Moved(Math.min(time, last), kept));
    }
    List<Moved> body = new ArrayList<>(moved.subList(0, moved.size() - 1));
    body.sort(Comparator.comparingLong(Moved::time));
    body.add(moved.getLast());
    List<Event> arrived = new ArrayList<>();
    for (Moved one : body) {
      arrived.add(new Event(0, 1, arrived.size() + 1L, one.time(), one.event().getBody()));
    }
    return arrived;
  }

  private static List<Event> withGap(List<Event> log, RandomGenerator random) {
    String kind = WATCHED.get(random.nextInt(WATCHED.size()));
    long from = IncidentStory.EPOCH + 115 * SECOND + random.nextLong(40 * SECOND);
    long to = from + SECOND + random.nextLong(19 * SECOND);
    Map<String, ObjectChanged> there = new TreeMap<>();
    List<Event> arrived = new ArrayList<>();
    boolean blind = true;
    for (Event event : log) {
      if (blind && event.getTime() >= to) {
        blind = false;
        add(arrived, to, new WatchGap(kind, from, to));
        for (ObjectChanged one : there.values()) {
          add(arrived, to, ObjectChanged.newBuilder(one).setChange(Change.LISTED).build());
        }
      }
      if (event.getBody() instanceof ObjectChanged change && change.getKind().equals(kind)) {
        if (change.getChange() == Change.DELETED) {
          there.remove(change.getUid());
        } else {
          there.put(change.getUid(), change);
        }
        if (event.getTime() >= from && event.getTime() < to) {
          continue;
        }
      }
      add(arrived, event.getTime(), event.getBody());
    }
    return arrived;
  }

  private static void add(List<Event> arrived, long time, Object body) {
    arrived.add(new Event(0, 1, arrived.size() + 1L, time, body));
  }

  private Event withNote(Event event, KubernetesEventSeen seen) {
    String note =
        switch (this) {
          case NEW_TEXT -> seen.getNote().replace("Multi-Attach error", "Waiting for detach");
          case COMBINED -> "(combined from similar events): " + seen.getNote();
          case NO_TEXT -> "";
          default -> seen.getNote();
        };
    KubernetesEventSeen told = KubernetesEventSeen.newBuilder(seen).setNote(note).build();
    return new Event(0, 1, event.getSequence(), event.getTime(), told);
  }
}
