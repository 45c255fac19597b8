package dev.straingauge.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.schemas.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One scenario on a real control plane beside the same on the simulated cluster: percentiles of
 * what both runs say ({@code report.json}), and the order of the states and events of each object
 * ({@code tail}). The script {@code benchmarks/against-real} makes both runs and calls it with
 * {@code REAL.json REAL.jsonl SIMULATED.json SIMULATED.jsonl}.
 */
public final class AgainstReal {

  /** The goal: how far the simulator may be off, of the real value. */
  private static final double P50_WITHIN = 0.10;

  private static final double P95_WITHIN = 0.25;

  private record Measure(String shown, String list, String key, String name, String value) {}

  private static final List<Measure> MEASURES =
      List.of(
          operation("bind (create_pvc)", "create_pvc"),
          phase("attach", "attach"),
          operation("ready (attach_pod)", "attach_pod"),
          operation("pod gone (delete_pod)", "delete_pod"),
          phase("detach", "detach"),
          operation("delete (delete_pvc)", "delete_pvc"),
          operation("many_to_one", "many_to_one"),
          operation("one_to_one", "one_to_one"),
          operation("concurrent_pvc", "concurrent_pvc"));

  private AgainstReal() {}

  /** Prints both. */
  public static void main(String[] args) throws IOException {
    if (args.length != 4) {
      System.err.println("expected REAL.json REAL.jsonl SIMULATED.json SIMULATED.jsonl");
      System.exit(2);
    }
    JsonNode real = Json.read(Files.readString(Path.of(args[0])));
    JsonNode simulated = Json.read(Files.readString(Path.of(args[2])));
    table(real, simulated).forEach(System.out::println);
    System.out.println();
    EventOrders.compare(EventOrders.read(Path.of(args[1])), EventOrders.read(Path.of(args[3])))
        .forEach(System.out::println);
  }

  private static List<String> table(JsonNode real, JsonNode simulated) {
    List<String> lines = new ArrayList<>();
    lines.add("| seconds | n | real p50 / p95 | simulated p50 / p95 | differs p50 / p95 | goal |");
    lines.add("|---|---|---|---|---|---|");
    for (Measure measure : MEASURES) {
      JsonNode one = distribution(real, measure);
      JsonNode other = distribution(simulated, measure);
      if (one.path("n").asInt() > 0 && other.path("n").asInt() > 0) {
        lines.add(line(measure.shown, one, other));
      }
    }
    return lines;
  }

  private static String line(String shown, JsonNode real, JsonNode simulated) {
    double p50 = differs(real, simulated, "p50");
    double p95 = differs(real, simulated, "p95");
    boolean reached = Math.abs(p50) <= P50_WITHIN && Math.abs(p95) <= P95_WITHIN;
    return "| %s | %d, %d | %s / %s | %s / %s | %s / %s | %s |"
        .formatted(
            shown,
            real.path("n").asInt(),
            simulated.path("n").asInt(),
            seconds(real, "p50"),
            seconds(real, "p95"),
            seconds(simulated, "p50"),
            seconds(simulated, "p95"),
            percent(p50),
            percent(p95),
            reached ? "reached" : "**missed**");
  }

  private static JsonNode distribution(JsonNode report, Measure measure) {
    for (JsonNode one : report.path(measure.list)) {
      if (one.path(measure.key).asText().equals(measure.name)) {
        return one.path(measure.value);
      }
    }
    return Json.object();
  }

  /** Of the real value; NaN, which is within nothing, if one of both is not known. */
  private static double differs(JsonNode real, JsonNode simulated, String percentile) {
    return value(simulated, percentile) / value(real, percentile) - 1;
  }

  private static double value(JsonNode distribution, String percentile) {
    return distribution.path(percentile).path("value").asDouble(Double.NaN);
  }

  private static String seconds(JsonNode distribution, String percentile) {
    double value = value(distribution, percentile);
    return Double.isNaN(value)
        ? "> " + distribution.path(percentile).path("above").asText("?")
        : String.format(Locale.ROOT, "%.2f", value);
  }

  private static String percent(double ratio) {
    return Double.isNaN(ratio) ? "?" : String.format(Locale.ROOT, "%+.0f %%", 100 * ratio);
  }

  private static Measure operation(String shown, String name) {
    return new Measure(shown, "operations", "operation", name, "response");
  }

  private static Measure phase(String shown, String name) {
    return new Measure(shown, "volumePhases", "phase", name, "duration");
  }
}
