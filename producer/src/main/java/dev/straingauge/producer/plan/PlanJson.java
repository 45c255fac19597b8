package dev.straingauge.producer.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.producer.plan.yaml.Reading;
import dev.straingauge.schemas.config.Scenario;
import dev.straingauge.schemas.config.Scenario.IoLoad;
import dev.straingauge.schemas.config.Scenario.Load;
import dev.straingauge.schemas.json.Json;
import java.util.List;

/**
 * A scenario, and where its values come from, as JSON. Durations are whole nanoseconds, rates are
 * per second; secrets are masked.
 */
final class PlanJson {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private PlanJson() {}

  /** Every value of the scenario. */
  static ObjectNode plan(Scenario scenario) {
    ObjectNode plan = JSON.objectNode().put("name", scenario.name()).put("seed", scenario.seed());
    plan.set("target", target(scenario.target()));
    ArrayNode phases = plan.putArray("phases");
    scenario.phases().forEach(phase -> phases.add(phase(phase)));
    plan.putObject("limits")
        .put("volumes", scenario.limits().volumes())
        .put("podsPerVolume", scenario.limits().podsPerVolume())
        .put("pods", scenario.limits().pods());
    ArrayNode timeouts = plan.putArray("timeouts");
    scenario
        .timeouts()
        .forEach(
            t ->
                timeouts
                    .addObject()
                    .put("operation", t.operation())
                    .put("afterNanos", t.after().toNanos()));
    plan.putObject("retries")
        .put("attempts", scenario.retries().attempts())
        .put("delayNanos", scenario.retries().delay().toNanos());
    ArrayNode scenarios = plan.putArray("scenarios");
    scenario
        .scenarios()
        .forEach(
            s ->
                scenarios
                    .addObject()
                    .put("kind", s.kind())
                    .put("min", s.min())
                    .put("max", s.max())
                    .put("recoveryTimeoutNanos", s.recoveryTimeout().toNanos()));
    ArrayNode faults = plan.putArray("faults");
    scenario
        .faults()
        .forEach(
            f ->
                faults
                    .addObject()
                    .put("atNanos", f.at().toNanos())
                    .put("kind", f.kind())
                    .put("durationNanos", f.duration().toNanos())
                    .put("share", f.share())
                    .put("factor", f.factor()));
    scenario.sets().ifPresent(sets -> plan.set("sets", sets(sets))); // older plans keep their hash
    return plan;
  }

  /** Every effective value and who set it. */
  static ObjectNode effective(
      String scenario, String form, String source, List<Reading.Effective> values) {
    ObjectNode effective =
        JSON.objectNode().put("scenario", scenario).put("form", form).put("source", source);
    ArrayNode all = effective.putArray("values");
    for (Reading.Effective value : values) {
      ObjectNode one = all.addObject().put("path", value.path());
      one.set("value", value(value.value()));
      one.put("source", value.place().toString());
    }
    return effective;
  }

  private static JsonNode value(Object value) {
    return switch (value) {
      case Boolean flag -> JSON.booleanNode(flag);
      case Integer number -> JSON.numberNode(number);
      case Long number -> JSON.numberNode(number);
      case Double number -> JSON.numberNode(number);
      case List<?> items -> {
        ArrayNode array = JSON.arrayNode();
        items.forEach(item -> array.add(String.valueOf(item)));
        yield array;
      }
      default -> JSON.textNode(value.toString());
    };
  }

  private static ObjectNode target(Scenario.Target target) {
    ObjectNode json =
        JSON.objectNode()
            .put("kind", target.kind())
            .put("nodes", target.nodes())
            .put("driver", target.driver())
            .put("driverVersion", target.driverVersion())
            .put("namespace", target.namespace());
    Scenario.StorageClass storageClass = target.storageClass();
    ObjectNode storage =
        json.putObject("storageClass")
            .put("name", storageClass.name())
            .put("reclaimPolicy", storageClass.reclaimPolicy())
            .put("volumeBindingMode", storageClass.volumeBindingMode());
    ArrayNode options = storage.putArray("mountOptions");
    storageClass.mountOptions().forEach(options::add);
    ArrayNode parameters = storage.putArray("parameters");
    storageClass
        .parameters()
        .forEach(
            p ->
                parameters
                    .addObject()
                    .put("key", p.key())
                    .put("value", Reading.masked(p.key(), p.value())));
    json.putObject("pod")
        .put("image", target.pod().image())
        .put("readinessInitialDelayNanos", target.pod().readinessInitialDelay().toNanos())
        .put("readinessPeriodNanos", target.pod().readinessPeriod().toNanos());
    if (!target.accessMode().equals(Scenario.Target.RWX)) {
      json.put(
          "accessMode", target.accessMode()); // left out otherwise: older plans keep their hash
    }
    if (!target.profile().isEmpty()) {
      json.set("profile", Json.readObject(target.profile()));
    }
    return json;
  }

  private static ObjectNode sets(Scenario.Sets sets) {
    ObjectNode json =
        JSON.objectNode()
            .put("replicas", sets.replicas())
            .put("podManagement", sets.podManagement())
            .put("updateStrategy", sets.updateStrategy())
            .put("volumeBytes", sets.volumeBytes())
            .put("gracePeriodNanos", sets.gracePeriod().toNanos())
            .put("preStop", sets.preStop())
            .put("preStopDurationNanos", sets.preStopDuration().toNanos());
    json.set("bulk", entries(sets.bulk()));
    json.set("frequent", entries(sets.frequent()));
    json.set("large", entries(sets.large()));
    return json;
  }

  private static ObjectNode entries(Scenario.Entries entries) {
    return JSON.objectNode().put("count", entries.count()).put("bytes", entries.bytes());
  }

  private static ObjectNode phase(Scenario.Phase phase) {
    ObjectNode json =
        JSON.objectNode()
            .put("name", phase.name())
            .put("durationNanos", phase.duration().toNanos())
            .put("warmUp", phase.warmUp());
    json.set("load", load(phase.load()));
    ArrayNode operations = json.putArray("operations");
    phase
        .operations()
        .forEach(
            o -> operations.addObject().put("operation", o.operation()).put("weight", o.weight()));
    ArrayNode sequence = json.putArray("sequence");
    phase.sequence().forEach(sequence::add);
    phase.io().ifPresent(io -> json.set("io", io(io)));
    return json;
  }

  private static ObjectNode load(Load load) {
    ObjectNode json = JSON.objectNode();
    return switch (load) {
      case Load.Closed(int workers, var think) ->
          json.put("shape", "closed").put("workers", workers).put("thinkNanos", think.toNanos());
      case Load.Constant(double rate) -> json.put("shape", "constant").put("ratePerSecond", rate);
      case Load.Ramp(double from, double to) ->
          json.put("shape", "ramp").put("fromPerSecond", from).put("toPerSecond", to);
      case Load.Steps(double from, double to, int steps) ->
          json.put("shape", "steps")
              .put("fromPerSecond", from)
              .put("toPerSecond", to)
              .put("steps", steps);
      case Load.Burst(int size, var every) ->
          json.put("shape", "burst").put("size", size).put("everyNanos", every.toNanos());
      case Load.Poisson(double rate) -> json.put("shape", "poisson").put("ratePerSecond", rate);
    };
  }

  private static ObjectNode io(IoLoad io) {
    return JSON.objectNode()
        .put("readPerSecond", io.readPerSecond())
        .put("writePerSecond", io.writePerSecond())
        .put("metadataPerSecond", io.metadataPerSecond())
        .put("sizeBytes", io.sizeBytes());
  }
}
