package dev.straingauge.archiver.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.archiver.words.ThresholdWords;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Thresholds: what was promised, the worst that was found, and how it went over time. */
final class ThresholdSection {

  private static final int STEPS = 12;

  private ThresholdSection() {}

  static void draw(Markup out, Contents contents) {
    out.element("h2", "Thresholds", "id", "thresholds");
    JsonNode thresholds = contents.document().path("thresholds");
    if (thresholds.isEmpty()) {
      out.element("p", "The run had no thresholds: nothing was promised, nothing was judged.");
      return;
    }
    List<JsonNode> sorted = ThresholdWords.sorted(thresholds);
    Table table =
        Table.wrapping(
            out,
            "<rule",
            "<of",
            "<window",
            "<bound",
            "<worst",
            "at",
            "<state",
            "<value ÷ bound",
            "<from");
    int number = 0;
    for (JsonNode rule : sorted) {
      table
          .begin()
          .state(ThresholdWords.symbol(rule), rule.path("rule").asText())
          .cell(ThresholdWords.subject(rule))
          .cell(ThresholdWords.window(rule))
          .cell(Words.unbroken(ThresholdWords.bounds(rule), " warn", " crit"))
          .cell(Words.unbroken(ThresholdWords.worst(rule), " n="))
          .cell(ThresholdWords.at(rule))
          .cell(ThresholdWords.state(rule));
      table.open();
      Optional<RuleLine> line = line(contents, rule);
      if (line.isPresent()) {
        Sparkline.draw(out, contents, line.get(), "rule-" + number++);
      } else {
        out.text("n/a");
      }
      out.close();
      table.cell(rule.path("source").asText()).end();
    }
    table.close();
    ThresholdWords.muted(thresholds).ifPresent(muted -> out.element("p", muted));
    numbers(out, contents, sorted);
  }

  private static Optional<RuleLine> line(Contents contents, JsonNode rule) {
    String of = rule.path("of").asText();
    return contents.slices().lines().stream()
        .filter(
            line ->
                line.summary.getRule().equals(rule.path("rule").asText())
                    && Sparkline.of(line).equals(of))
        .findFirst();
  }

  /** The worst value ÷ bound of each twelfth of the run. */
  private static void numbers(Markup out, Contents contents, List<JsonNode> sorted) {
    int columns = contents.time().columns();
    int each = Math.ceilDiv(columns, STEPS);
    String[] headings = new String[1 + Math.ceilDiv(columns, each)];
    headings[0] = "<rule";
    for (int i = 1; i < headings.length; i++) {
      headings[i] = RunTime.offset((i - 1L) * each * contents.time().columnNanos());
    }
    out.open("details").element("summary", "value ÷ bound over time as numbers");
    Table table = new Table(out, headings);
    for (JsonNode rule : sorted) {
      Optional<RuleLine> line = line(contents, rule);
      if (line.isPresent()) {
        table.begin().cell(rule.path("rule").asText() + " of " + rule.path("of").asText());
        double[] shares = Sparkline.shares(line.get(), line.get().bound());
        for (int from = 0; from < shares.length; from += each) {
          table.cell(worst(shares, from, Math.min(shares.length, from + each)));
        }
        table.end();
      }
    }
    table.close();
    out.close().line();
  }

  private static String worst(double[] shares, int from, int to) {
    double worst = Double.NaN;
    for (int i = from; i < to; i++) {
      worst = Double.isNaN(worst) || shares[i] > worst ? shares[i] : worst;
    }
    return Double.isNaN(worst)
        ? "no data"
        : (worst >= 2 ? "≥ " : "") + String.format(Locale.ROOT, "%.2f", worst);
  }
}
