package dev.straingauge.archiver.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.event.OperationSummary;
import java.util.List;

/** Totals per kind of operation. */
final class OperationsJson {

  private OperationsJson() {}

  static ArrayNode of(List<OperationSummary> operations) {
    ArrayNode list = Json.NODES.arrayNode();
    for (OperationSummary operation : operations) {
      list.add(operation(operation));
    }
    return list;
  }

  private static ObjectNode operation(OperationSummary operation) {
    ObjectNode json = Json.object();
    long started = operation.getStarted() + operation.getRecovered();
    json.put("operation", operation.getOperation());
    json.put("started", operation.getStarted());
    json.put("recovered", operation.getRecovered());
    json.put("skipped", operation.getSkipped());
    json.put("succeeded", operation.getSucceeded());
    json.put("failed", operation.getFailed());
    json.put("timedOut", operation.getTimedOut());
    json.put("unfinished", operation.getUnfinished());
    Distributions.ratio(json, "completeness", operation.getSucceeded(), started);
    json.put("lateEffects", operation.getLateEffects());
    json.put("retries", operation.getRetries());
    json.put("bytes", operation.getBytes());
    ArrayNode failures = json.putArray("failures");
    operation
        .getFailures()
        .forEach(
            f ->
                failures
                    .addObject()
                    .put("reason", f.getReason())
                    .put("code", f.getCode())
                    .put("count", f.getCount()));
    json.set("response", Distributions.json(operation.getResponse()));
    json.set("survivors", Distributions.json(operation.getSurvivors()));
    json.set("service", Distributions.json(operation.getService()));
    return json;
  }
}
