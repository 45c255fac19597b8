package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.event.KubernetesEventSeen;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the two Event APIs alike (field-notes §2.8). core/v1 counts up one object, events.k8s.io
 * has a series and leaves the old fields empty; a watch of core/v1 gets both. What is told is how
 * often it happened since it was last seen, by the Event's uid and count: a repeated list or a
 * heartbeat of a series tells nothing. Not thread-safe.
 */
final class EventCounts {

  private static final String COMBINED = "(combined from similar events): ";

  /** The server forgets Events after an hour; this many are alive at most in our namespaces. */
  private static final int REMEMBERED = 100_000;

  private final Map<String, Integer> counts =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * What is new about an Event; empty: nothing.
   *
   * @param name the plan's name of what it is about
   */
  Optional<KubernetesEventSeen> seen(Event event, String name) {
    String uid = event.getMetadata().getUid();
    int count = count(event);
    int before = counts.getOrDefault(uid, 0);
    if (count <= before) {
      return Optional.empty();
    }
    counts.put(uid, count);
    ObjectReference regarding = event.getInvolvedObject();
    return Optional.of(
        new KubernetesEventSeen(
            uid,
            Facts.or(event.getReason(), ""),
            Facts.or(event.getType(), "Normal"),
            note(event),
            Facts.or(regarding.getKind(), ""),
            regarding.getNamespace(),
            name,
            Facts.or(regarding.getUid(), ""),
            reporter(event),
            count - before,
            time(event)));
  }

  private static int count(Event event) {
    int series =
        event.getSeries() == null || event.getSeries().getCount() == null
            ? 0
            : event.getSeries().getCount();
    int count = event.getCount() == null ? 0 : event.getCount();
    return Math.max(1, series > 0 ? series : count);
  }

  private static String note(Event event) {
    String text = Facts.or(event.getMessage(), "").strip();
    return text.startsWith(COMBINED) ? text.substring(COMBINED.length()) : text;
  }

  private static String reporter(Event event) {
    String component = event.getReportingComponent();
    if (component != null && !component.isEmpty()) {
      return component;
    }
    return event.getSource() == null ? "" : Facts.or(event.getSource().getComponent(), "");
  }

  private static @Nullable Long time(Event event) {
    Stream<@Nullable String> stamps =
        Stream.of(
            event.getSeries() == null || event.getSeries().getLastObservedTime() == null
                ? null
                : event.getSeries().getLastObservedTime().getTime(),
            event.getLastTimestamp(),
            event.getEventTime() == null ? null : event.getEventTime().getTime(),
            event.getMetadata().getCreationTimestamp());
    return stamps.map(Facts::nanos).filter(java.util.Objects::nonNull).findFirst().orElse(null);
  }
}
