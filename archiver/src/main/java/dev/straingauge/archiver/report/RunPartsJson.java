package dev.straingauge.archiver.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.FaultSeen;
import dev.straingauge.event.IoSummary;
import dev.straingauge.event.ScenarioSummary;
import dev.straingauge.event.StepSummary;
import dev.straingauge.event.Summary;
import dev.straingauge.event.VolumePhase;
import java.util.List;

/** Phases, scenario runs, I/O, faults and the cleanup certificate. */
final class RunPartsJson {

  private RunPartsJson() {}

  static ArrayNode phases(Summary summary) {
    ArrayNode list = Json.NODES.arrayNode();
    for (StepSummary step : summary.getSteps()) {
      ObjectNode json = list.addObject();
      json.put("phase", step.getStep());
      json.put("kind", step.getWarmUp() ? "warm-up, not judged" : "judged");
      json.put("startedAt", RunMetadata.iso(step.getStartedAt()));
      json.set("offsetSeconds", Json.seconds(step.getStartedAt() - summary.getStartedAt()));
      Long endedAt = step.getEndedAt();
      json.put("state", endedAt == null ? "open at end" : "ended");
      long until = endedAt == null ? summary.getEndedAt() : endedAt;
      json.set("durationSeconds", Json.seconds(until - step.getStartedAt()));
      json.set("plannedSeconds", Json.seconds(step.getPlannedNanos()));
      json.put("load", step.getPlanned() == null ? "closed" : "open");
      json.put("planned", step.getPlanned());
      json.put("started", step.getStarted());
      json.put("children", step.getChildren());
      json.put("skipped", step.getSkipped());
      long drawn = step.getStarted() - step.getChildren();
      Distributions.rate(json, "startedPerSecond", drawn, until - step.getStartedAt());
      json.set("operations", OperationsJson.of(step.getOperations()));
    }
    return list;
  }

  static ArrayNode scenarios(Summary summary) {
    ArrayNode list = Json.NODES.arrayNode();
    for (ScenarioSummary scenario : summary.getScenarios()) {
      ObjectNode json = list.addObject();
      json.put("scenario", scenario.getName());
      json.put("runs", scenario.getRuns());
      json.put("success", scenario.getSuccess());
      json.put("fail", scenario.getFail());
      Distributions.ratio(json, "completeness", scenario.getSuccess(), scenario.getRuns());
    }
    return list;
  }

  static ArrayNode volumePhases(Summary summary) {
    ArrayNode list = Json.NODES.arrayNode();
    for (VolumePhase phase : summary.getVolumePhases()) {
      ObjectNode json = list.addObject();
      json.put("phase", phase.getPhase());
      json.put("state", phase.getApplicable() ? "applicable" : "not applicable");
      json.put("ended", phase.getEnded());
      json.put("open", phase.getOpen());
      json.put("notObserved", phase.getNotObserved());
      json.put("reordered", phase.getReordered());
      json.set("duration", Distributions.json(phase.getDuration()));
    }
    return list;
  }

  static ArrayNode io(Summary summary) {
    ArrayNode list = Json.NODES.arrayNode();
    for (IoSummary io : summary.getIo()) {
      ObjectNode json = list.addObject();
      json.put("kind", io.getKind());
      json.put("count", io.getCount());
      json.put("errors", io.getErrors());
      json.put("bytes", io.getBytes());
      json.set("coveredSeconds", Json.seconds(io.getCoveredNanos()));
      Distributions.rate(json, "iops", io.getCount(), io.getCoveredNanos());
      Distributions.rate(json, "throughputBytesPerSecond", io.getBytes(), io.getCoveredNanos());
      Distributions.ratio(json, "errorRatio", io.getErrors(), io.getCount());
      json.set("service", Distributions.json(io.getService()));
    }
    return list;
  }

  static ArrayNode faults(Summary summary) {
    ArrayNode list = Json.NODES.arrayNode();
    for (FaultSeen fault : summary.getFaults()) {
      ObjectNode json = list.addObject();
      json.put("fault", fault.getFault());
      json.put("target", fault.getTarget());
      json.set("fromSeconds", Json.seconds(fault.getFrom() - summary.getStartedAt()));
      json.set("toSeconds", Json.seconds(fault.getTo() - summary.getStartedAt()));
    }
    return list;
  }

  static ObjectNode cleanup(Summary summary) {
    ObjectNode json = Json.object();
    List<CleanupOfKind> kinds = summary.getCleanup();
    long left = kinds == null ? 0 : kinds.stream().mapToLong(CleanupOfKind::getLeft).sum();
    json.put("state", kinds == null ? "none" : left == 0 ? "clean" : "left");
    ArrayNode list = json.putArray("kinds");
    for (CleanupOfKind kind : kinds == null ? List.<CleanupOfKind>of() : kinds) {
      ObjectNode entry = list.addObject();
      entry.put("kind", kind.getKind());
      entry.put("created", kind.getCreated());
      entry.put("deleted", kind.getDeleted());
      entry.put("left", kind.getLeft());
      ArrayNode names = entry.putArray("leftNames");
      kind.getLeftNames().forEach(names::add);
      entry.put("leftReason", kind.getLeftReason());
    }
    return json;
  }
}
