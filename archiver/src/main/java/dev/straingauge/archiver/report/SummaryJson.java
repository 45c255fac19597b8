package dev.straingauge.archiver.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.event.BookEquation;
import dev.straingauge.event.DriverChange;
import dev.straingauge.event.Label;
import dev.straingauge.event.RecordCount;
import dev.straingauge.event.Summary;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The summary of a run as JSON, schema {@code straingauge.summary/1}: the one document from which
 * table, JSON and report are drawn. Times are ISO 8601 UTC or seconds, exact to the nanosecond. A
 * value that is not a number is null beside its reason.
 */
public final class SummaryJson {

  /** Name of the schema. */
  public static final String SCHEMA = "straingauge.summary/1";

  /** Files that the run's log carried. */
  private static final String ARTIFACTS = "artifacts/";

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

  /**
   * Reads such a document.
   *
   * @param what where it is, for errors
   * @throws dev.straingauge.archiver.store.StoreException {@code archive-corrupt} if it is none;
   *     {@code archive-newer} if a newer version wrote it
   */
  public static ObjectNode read(String what, String text) {
    ObjectNode json = Json.readObject(what, text.getBytes(StandardCharsets.UTF_8));
    Json.requireSchema(what, json, SCHEMA);
    return json;
  }

  /** What became of the thresholds: member {@code thresholds} of the document. */
  public static ArrayNode thresholds(Summary summary) {
    return RulesJson.thresholds(summary);
  }

  /** Exit code of a run with this summary (contract K16). */
  public static int exitCode(Summary summary, boolean complete) {
    if (!summary.getBooksBalanced() || !complete) {
      return 1;
    }
    return switch (summary.getVerdict()) {
      case NONE, PASS -> 0;
      case UNDECIDED -> summary.getUndecidedIsOk() ? 0 : 3;
      case FAIL -> 3;
    };
  }

  private ObjectNode document(String uri, long bytes) {
    ObjectNode json = Json.object();
    json.put("schema", SCHEMA);
    json.put("run", manifest.owner().run().toString());
    json.put("verdict", summary.getVerdict().name());
    json.put("verdictReason", summary.getVerdictReason());
    json.put("exitCode", exitCode(summary, manifest.complete()));
    json.set("errors", errors());
    manifest.owner().imported().ifPresent(format -> json.put("imported", format));
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
    json.put("failOn", summary.getFailOn());
    json.set("thresholds", RulesJson.thresholds(summary));
    json.set("books", books());
    json.set("operations", OperationsJson.of(summary.getOperations()));
    json.set("phases", RunPartsJson.phases(summary));
    json.set("scenarios", RunPartsJson.scenarios(summary));
    json.set("volumePhases", RunPartsJson.volumePhases(summary));
    json.set("incidents", IncidentsJson.of(summary));
    json.set("io", RunPartsJson.io(summary));
    json.set("faults", RunPartsJson.faults(summary));
    json.set("cleanup", RunPartsJson.cleanup(summary));
    json.set("audit", AuditJson.of(summary.getAudit()));
    ObjectNode hashes = json.putObject("hashes");
    manifest.hashes().forEach(hashes::put);
    ObjectNode archive =
        json.putObject("archive")
            .put("uri", uri)
            .put("archivedAs", manifest.archivedAs().toString())
            .put("state", manifest.complete() ? "complete" : "incomplete")
            .put("reason", manifest.reason())
            .put("objects", manifest.objects().size() + 2)
            .put("bytes", bytes);
    manifest.objects().stream()
        .filter(object -> object.name().equals(Keys.PAGE))
        .forEach(
            page -> archive.putObject("page").put("name", page.name()).put("bytes", page.bytes()));
    ArrayNode artifacts = archive.putArray("artifacts");
    manifest.objects().stream()
        .map(Manifest.ObjectFacts::name)
        .filter(name -> name.startsWith(ARTIFACTS))
        .forEach(artifacts::add);
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
    ArrayNode changes = json.putArray("changes");
    for (DriverChange change : summary.getDriverChanges()) {
      ObjectNode entry = changes.addObject();
      entry.set("atSeconds", Json.seconds(change.getAt() - summary.getStartedAt()));
      entry.put("version", change.getVersion());
      ArrayNode images = entry.putArray("imageDigests");
      change.getImageDigests().forEach(images::add);
    }
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

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The document as text. */
  public static String text(byte[] document) {
    return new String(document, StandardCharsets.UTF_8);
  }
}
