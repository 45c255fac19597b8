package dev.straingauge.archiver.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.event.Evidence;
import dev.straingauge.event.IncidentCount;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.Summary;
import dev.straingauge.event.TimelineEntry;
import org.jspecify.annotations.Nullable;

/** What went wrong with volumes, for a document. Texts stand as they were seen. */
public final class IncidentsJson {

  private IncidentsJson() {}

  /** Counts per class, the time to recovery, and the worst ones without their stories. */
  static ObjectNode of(Summary summary) {
    ObjectNode json = Json.object();
    ArrayNode classes = json.putArray("classes");
    for (IncidentCount count : summary.getIncidents()) {
      classes
          .addObject()
          .put("class", count.getKind().name())
          .put("count", count.getCount())
          .put("open", count.getOpen());
    }
    if (summary.getIncidentRecovery() != null) {
      json.set("recovery", Distributions.json(summary.getIncidentRecovery()));
    }
    json.put("beyond", summary.getIncidentsBeyond());
    json.put("notFollowed", summary.getLedgerBeyond());
    ArrayNode worst = json.putArray("worst");
    for (IncidentEvent incident : summary.getWorstIncidents()) {
      ObjectNode one = of(incident, summary.getStartedAt());
      one.remove("timeline");
      one.remove("timelineBeyond");
      worst.add(one);
    }
    return json;
  }

  /**
   * One incident.
   *
   * @param startedAt start of the run, nanoseconds since 1970
   */
  public static ObjectNode of(IncidentEvent incident, long startedAt) {
    ObjectNode json = Json.object();
    json.put("incident", incident.getIncidentId());
    json.put("class", incident.getKind().name());
    json.put("state", incident.getState().name());
    offset(json, "sinceSeconds", incident.getSince(), startedAt);
    offset(json, "untilSeconds", incident.getUntil(), startedAt);
    offset(json, "classSinceSeconds", incident.getKindSince(), startedAt);
    json.put("volume", incident.getVolume());
    json.put("claim", incident.getClaim());
    json.put("namespace", incident.getNamespace());
    json.put("pod", incident.getPod());
    json.put("podUid", incident.getPodUid());
    json.put("node", incident.getNode());
    json.put("holderPod", incident.getHolderPod());
    json.put("holderNode", incident.getHolderNode());
    json.put("cause", incident.getCause());
    json.put("observation", incident.getBlind() ? "blind in between" : "complete");
    ArrayNode evidence = json.putArray("evidence");
    for (Evidence one : incident.getEvidence()) {
      ObjectNode entry = evidence.addObject();
      offset(entry, "atSeconds", one.getAt(), startedAt);
      entry.put("text", one.getText());
    }
    ArrayNode timeline = json.putArray("timeline");
    for (TimelineEntry one : incident.getTimeline()) {
      ObjectNode entry = timeline.addObject();
      offset(entry, "atSeconds", one.getAt(), startedAt);
      entry.put("about", one.getAbout()).put("text", one.getText());
    }
    json.put("timelineBeyond", incident.getTimelineBeyond());
    return json;
  }

  private static void offset(ObjectNode json, String name, @Nullable Long at, long startedAt) {
    if (at == null) {
      json.putNull(name);
    } else {
      json.set(name, Json.seconds(at - startedAt));
    }
  }
}
