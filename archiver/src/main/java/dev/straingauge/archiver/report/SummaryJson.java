package dev.straingauge.archiver.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.event.BookEquation;
import dev.straingauge.event.CleanupOfKind;
import dev.straingauge.event.Distribution;
import dev.straingauge.event.FaultSeen;
import dev.straingauge.event.IoSummary;
import dev.straingauge.event.Label;
import dev.straingauge.event.OperationSummary;
import dev.straingauge.event.RecordCount;
import dev.straingauge.event.ScenarioSummary;
import dev.straingauge.event.StepSummary;
import dev.straingauge.event.Summary;
import dev.straingauge.event.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * The summary of a run as JSON, schema {@code straingauge.summary/1}: the one document from which
 * table, JSON and report are drawn. Times are ISO 8601 UTC or seconds, exact to the nanosecond. A
 * value that is not a number is null beside its reason.
 */
public final class SummaryJson {

  /** Name of the schema. */
  public static final String SCHEMA = "straingauge.summary/1";

  private final Summary summary;
  private final Manifest manifest;

  private SummaryJson(Summary summary, Manifest manifest) {
    this.summary = summary;
    this.manifest = manifest;
  }

  /**
   * The document.
   *
   * @param manifest what is archived of the run; its objects are all but this document and the
   *     manifest
   * @param uri where the archive is
   */
  public static byte[] write(Summary summary, Manifest manifest, String uri) {
    SummaryJson json = new SummaryJson(summary, manifest);
    long others = manifest.bytes();
    long own = 0;
    while (true) { // the document tells its own size; its length depends on that by a digit at most
      byte[] document = Json.write(json.document(uri, others + own));
      if (document.length == own) {
        return document;
      }
      own = document.length;
    }
  }

  /** Exit code of a run with this summary (contract K16). */
  static int exitCode(Summary summary, boolean complete) {
    if (!summary.getBooksBalanced() || !complete) {
      return 1;
    }
    return summary.getVerdict() == Verdict.NONE || summary.getVerdict() == Verdict.PASS ? 0 : 3;
  }

  private ObjectNode document(String uri, long bytes) {
    ObjectNode json = Json.object();
    json.put("schema", SCHEMA);
    json.put("run", manifest.owner().run().toString());
    json.put("verdict", summary.getVerdict().name());
    json.put("verdictReason", summary.getVerdictReason());
    json.put("exitCode", exitCode(summary, manifest.complete()));
    json.set("errors", errors());
    json.put("scenario", summary.getScenario());
    json.put("seed", summary.getSeed());
    json.put("planHash", summary.getPlanHash());
    json.set("driver", driver());
    json.set("cluster", cluster());
    json.put("straingaugeVersion", summary.getStraingaugeVersion());
    json.put("analysisVersion", summary.getAnalysisVersion());
    ObjectNode labels = json.putObject("labels");
    for (Label label : summary.getLabels()) {
      labels.put(label.getKey(), label.getValue());
    }
    json.put("startedAt", RunMetadata.iso(summary.getStartedAt()));
    json.put("endedAt", RunMetadata.iso(summary.getEndedAt()));
    json.set("durationSeconds", Json.seconds(summary.getEndedAt() - summary.getStartedAt()));
    json.set("plannedSeconds", Json.seconds(summary.getPlannedNanos()));
    json.put("end", word(summary.getEnd()));
    json.set("books", books());
    json.set("operations", operations(summary.getOperations()));
    json.set("phases", phases());
    json.set("scenarios", scenarios());
    json.set("io", io());
    json.set("faults", faults());
    json.set("cleanup", cleanup());
    json.set("audit", AuditJson.of(summary.getAudit()));
    ObjectNode hashes = json.putObject("hashes");
    manifest.hashes().forEach(hashes::put);
    json.putObject("archive")
        .put("uri", uri)
        .put("archivedAs", manifest.archivedAs().toString())
        .put("state", manifest.complete() ? "complete" : "incomplete")
        .put("reason", manifest.reason())
        .put("objects", manifest.objects().size() + 2)
        .put("bytes", bytes);
    return json;
  }

  private ArrayNode errors() {
    ArrayNode errors = Json.NODES.arrayNode();
    if (!summary.getBooksBalanced()) {
      errors
          .addObject()
          .put("id", "books-unbalanced")
          .put("message", "the books do not balance: see books.equations");
    }
    if (!manifest.complete()) {
      errors.addObject().put("id", "archive-incomplete").put("message", manifest.reason());
    }
    return errors;
  }

  private ObjectNode driver() {
    ObjectNode json = Json.object();
    json.put("name", summary.getDriver().getName());
    json.put("version", summary.getDriver().getVersion());
    ArrayNode digests = json.putArray("imageDigests");
    summary.getDriver().getImageDigests().forEach(digests::add);
    return json;
  }

  private ObjectNode cluster() {
    return Json.object()
        .put("kind", summary.getCluster().getKind())
        .put("version", summary.getCluster().getVersion())
        .put("nodes", summary.getCluster().getNodes())
        .put("fingerprint", summary.getCluster().getFingerprint());
  }

  private ObjectNode books() {
    ObjectNode json = Json.object();
    boolean balanced =
        summary.getBooksBalanced()
            && manifest.books().stream().allMatch(Manifest.Equation::balanced);
    json.put("balanced", balanced);
    ArrayNode equations = json.putArray("equations");
    for (BookEquation equation : summary.getBooks()) {
      equations
          .addObject()
          .put("id", equation.getId())
          .put("scope", equation.getScope())
          .put("equation", equation.getEquation())
          .put("left", equation.getLeft())
          .put("right", equation.getRight())
          .put("balanced", equation.getBalanced())
          .put("note", equation.getNote());
    }
    equations.addAll(Manifest.equations(manifest.books()));
    ObjectNode records = json.putObject("records");
    for (RecordCount count : summary.getRecords()) {
      records.put(count.getKind(), count.getCount());
    }
    return json;
  }

  private static ArrayNode operations(List<OperationSummary> operations) {
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
    json.set("response", distribution(operation.getResponse()));
    json.set("survivors", distribution(operation.getSurvivors()));
    json.set("service", distribution(operation.getService()));
    return json;
  }

  private static ObjectNode distribution(Distribution distribution) {
    return Distributions.json(distribution);
  }

  private ArrayNode phases() {
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
      json.put("skipped", step.getSkipped());
      Distributions.rate(json, "startedPerSecond", step.getStarted(), until - step.getStartedAt());
      json.set("operations", operations(step.getOperations()));
    }
    return list;
  }

  private ArrayNode scenarios() {
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

  private ArrayNode io() {
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
      json.set("service", distribution(io.getService()));
    }
    return list;
  }

  private ArrayNode faults() {
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

  private ObjectNode cleanup() {
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

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The document as text. */
  public static String text(byte[] document) {
    return new String(document, StandardCharsets.UTF_8);
  }
}
