package dev.straingauge.cli.pipeline;

import dev.straingauge.cli.progress.LiveView.Note;
import dev.straingauge.cli.progress.LiveView.What;
import dev.straingauge.event.IncidentClass;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.IncidentState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is worth a line while a run goes on, in the order in which it became known: phases and
 * faults of the load, and incidents that are SLOW or worse, once for each class that they reach.
 * Not thread-safe.
 */
final class LiveNotes {

  /** A line each; what comes after them is in the summary. */
  static final int MAX_INCIDENTS = 200;

  private final List<Note> notes = new ArrayList<>();
  private final Map<String, IncidentClass> said = new HashMap<>();
  private int taken;

  /** Takes what the load says; {@code all} only ever grows. */
  void load(List<Note> all) {
    notes.addAll(all.subList(Math.min(taken, all.size()), all.size()));
    taken = Math.max(taken, all.size());
  }

  /**
   * Takes what the analysis says.
   *
   * @param startedAt start of the run, nanoseconds since 1970
   */
  void incidents(List<IncidentEvent> told, long startedAt) {
    for (IncidentEvent incident : told) {
      String id = incident.getIncidentId();
      boolean open = incident.getState() == IncidentState.OPEN;
      boolean worse = said.get(id) != incident.getKind();
      if (!open) {
        said.remove(id);
      } else if (worse
          && incident.getKind() != IncidentClass.TRANSIENT
          && said.size() < MAX_INCIDENTS) {
        said.put(id, incident.getKind());
        notes.add(
            new Note(
                Duration.ofNanos(Math.max(0, incident.getKindSince() - startedAt)),
                text(incident),
                What.INCIDENT));
      }
    }
  }

  /** All of them. */
  List<Note> all() {
    return notes;
  }

  private static String text(IncidentEvent incident) {
    String name = incident.getClaim().isEmpty() ? incident.getVolume() : incident.getClaim();
    String holder =
        incident.getHolderNode().isEmpty()
            ? ""
            : " held by "
                + incident.getHolderNode()
                + (incident.getHolderPod().isEmpty() ? "" : "/" + incident.getHolderPod());
    return "%s %s%s: %s".formatted(incident.getKind(), name, holder, incident.getCause());
  }
}
