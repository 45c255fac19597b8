package dev.straingauge.archiver.page;

import dev.straingauge.archiver.words.Figures;

/** What was measured beside the operations: the controller, the data of members. */
final class MeasureSection {

  private static final int STEPS = 12;

  private MeasureSection() {}

  static void draw(Markup out, Contents contents) {
    out.element("h2", "Measurements", "id", "measurements");
    if (contents.events().measured().isEmpty()) {
      out.element("p", "No data: nothing was measured beside the operations.");
      return;
    }
    out.open("div", "class", "many");
    int number = 0;
    for (EventFold.Measured series : contents.events().measured()) {
      MeasureChart.draw(out, contents, series, "measure-" + number++);
    }
    out.close().line();
    numbers(out, contents);
    if (contents.events().beyond() > 0) {
      out.element(
          "p",
          "… and %s of further series: the events have them"
              .formatted(Figures.count(contents.events().beyond(), "measurement")));
    }
  }

  private static void numbers(Markup out, Contents contents) {
    int columns = contents.time().columns();
    int each = Math.ceilDiv(columns, STEPS);
    String[] headings = new String[2 + Math.ceilDiv(columns, each)];
    headings[0] = "<series, largest value";
    headings[1] = "n";
    for (int i = 2; i < headings.length; i++) {
      headings[i] = RunTime.offset((i - 2L) * each * contents.time().columnNanos());
    }
    out.open("details").element("summary", "as numbers");
    Table table = new Table(out, headings);
    for (EventFold.Measured series : contents.events().measured()) {
      long n = 0;
      for (long count : series.counts()) {
        n += count;
      }
      table
          .begin()
          .cell(series.name() + (series.unit().isEmpty() ? "" : ", " + series.unit()))
          .cell(Figures.count(n));
      for (int from = 0; from < columns; from += each) {
        table.cell(largest(series.largest(), from, Math.min(columns, from + each)));
      }
      table.end();
    }
    table.close();
    out.close().line();
  }

  private static String largest(double[] values, int from, int to) {
    double largest = Double.NaN;
    for (int i = from; i < to; i++) {
      largest = Double.isNaN(largest) || values[i] > largest ? values[i] : largest;
    }
    return Double.isNaN(largest) ? "no data" : Words.measured(largest);
  }
}
