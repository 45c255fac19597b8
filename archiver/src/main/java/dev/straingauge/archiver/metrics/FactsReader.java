package dev.straingauge.archiver.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.report.Manifest;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the facts of a run from its report. */
final class FactsReader {

  private FactsReader() {}

  static RunFacts read(ReportFields fields, Manifest manifest, ObjectNode report) {
    JsonNode driver = report.path("driver");
    JsonNode cluster = report.path("cluster");
    RunFacts.Driver measured =
        new RunFacts.Driver(
            fields.text(driver, "name"),
            fields.text(driver, "version"),
            !driver.path("changes").isEmpty());
    String end = fields.text(report, "end");
    return new RunFacts(
        manifest.archivedAs(),
        fields.text(report, "scenario"),
        fields.integer(report, "seed"),
        fields.text(report, "planHash"),
        measured,
        new RunFacts.Cluster(
            fields.text(cluster, "kind"),
            fields.text(cluster, "version"),
            fields.count(cluster, "nodes"),
            fields.text(cluster, "fingerprint")),
        fields.text(report, "straingaugeVersion"),
        Math.toIntExact(Math.min(Integer.MAX_VALUE, fields.count(report, "analysisVersion"))),
        fields.text(report, "verdict"),
        end,
        labels(fields, report.path("labels")),
        unfit(manifest, report, measured, end));
  }

  private static SortedMap<String, String> labels(ReportFields fields, JsonNode labels) {
    SortedMap<String, String> sorted = new TreeMap<>();
    labels
        .properties()
        .forEach(label -> sorted.put(label.getKey(), fields.text(labels, label.getKey())));
    return sorted;
  }

  /**
   * Such a run counts what it did not do, or does not know what it did, or measures no one version.
   */
  private static String unfit(
      Manifest manifest, ObjectNode report, RunFacts.Driver driver, String end) {
    if (!manifest.complete()) {
      return "incomplete: " + manifest.reason();
    }
    if (!report.path("books").path("balanced").asBoolean(false)) {
      return "its books do not balance";
    }
    if (!end.equals("completed")) {
      return end.isEmpty() ? "its end is not known" : "ended " + end;
    }
    return driver.changed() ? "the driver changed during the run" : "";
  }
}
