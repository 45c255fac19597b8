package dev.straingauge.cli.summary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.words.Cells;
import dev.straingauge.archiver.words.Figures;
import dev.straingauge.archiver.words.OperationWords;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of the operations, and how long they took: censored percentiles beside those of the
 * survivors.
 */
final class OperationsTable {

  private OperationsTable() {}

  /** One table, or two where one is too wide. */
  static List<String> lines(JsonNode operations, int width) {
    Grid all =
        new Grid(
            "OPERATIONS",
            "started",
            "ok",
            "failed",
            "timed out",
            "open",
            "complete",
            "p50",
            "p90",
            "p99",
            "max ended",
            "survivors p99",
            "<");
    Grid counts =
        new Grid(
            "OPERATIONS", "started", "ok", "failed", "timed out", "open", "skipped", "complete");
    Grid times =
        new Grid("RESPONSE TIME", "p50", "p90", "p99", "survivors p99", "<", "max ended", "n");
    long[] sums = new long[6];
    for (JsonNode operation : operations) {
      add(sums, operation);
      String[] c = counts(operation);
      String[] t = times(operation);
      all.row(c[0], c[1], c[2], c[3], c[4], c[5], c[7], t[1], t[2], t[3], t[6], t[4], t[5]);
      counts.row(c);
      times.row(t);
    }
    String[] sum = sum(sums);
    all.row(sum[0], sum[1], sum[2], sum[3], sum[4], sum[5], sum[7]);
    counts.row(sum);
    List<String> lines = new ArrayList<>();
    if (all.lines().stream().allMatch(line -> Grid.length(line) <= width)) {
      lines.addAll(all.lines());
    } else {
      lines.addAll(counts.fitting(width));
      lines.add("");
      lines.addAll(times.fitting(width));
    }
    lines.addAll(
        Wrap.lines(
            "  response time from the intended start; percentiles over all started, the unfinished"
                + " ones included",
            "  ",
            width));
    lines.addAll(failures(operations));
    return lines;
  }

  private static String[] counts(JsonNode operation) {
    return new String[] {
      operation.path("operation").asText(),
      Cells.count(operation.path("started")),
      Cells.count(operation.path("succeeded")),
      Cells.count(operation.path("failed")),
      Cells.count(operation.path("timedOut")),
      Cells.count(operation.path("unfinished")),
      Cells.count(operation.path("skipped")),
      Cells.percent(operation, "completeness")
    };
  }

  private static String[] times(JsonNode operation) {
    JsonNode response = operation.path("response");
    JsonNode survivors = operation.path("survivors");
    return new String[] {
      operation.path("operation").asText(),
      Cells.quantile(response.path("p50")),
      Cells.quantile(response.path("p90")),
      Cells.quantile(response.path("p99")),
      Cells.quantile(survivors.path("p99")),
      OperationWords.hides(response, survivors)
          ? "◀ hides " + Figures.count(OperationWords.lost(operation))
          : "",
      Cells.quantile(response.path("max")),
      Cells.count(response.path("n"))
    };
  }

  private static void add(long[] sums, JsonNode operation) {
    List<String> names =
        List.of("started", "succeeded", "failed", "timedOut", "unfinished", "skipped");
    for (int i = 0; i < sums.length; i++) {
      sums[i] += operation.path(names.get(i)).asLong();
    }
  }

  private static String[] sum(long[] sums) {
    return new String[] {
      "all",
      Figures.count(sums[0]),
      Figures.count(sums[1]),
      Figures.count(sums[2]),
      Figures.count(sums[3]),
      Figures.count(sums[4]),
      Figures.count(sums[5]),
      sums[0] == 0 ? "no data" : Figures.percent((double) sums[1] / sums[0])
    };
  }

  private static List<String> failures(JsonNode operations) {
    List<String> lines = new ArrayList<>();
    for (JsonNode operation : operations) {
      for (JsonNode failure : operation.path("failures")) {
        String code = failure.path("code").asText();
        lines.add(
            "  %s failed: %s%s, %s"
                .formatted(
                    operation.path("operation").asText(),
                    failure.path("reason").asText(),
                    code.isEmpty() ? "" : " (" + code + ")",
                    Figures.count(failure.path("count").asLong(), "time")));
      }
    }
    return lines;
  }
}
