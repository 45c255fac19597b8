package dev.straingauge.cli.command;

import dev.straingauge.archiver.history.CsvSeries;
import dev.straingauge.archiver.history.Gathered;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A table of series, and what its columns are. */
final class TableOptions {

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "A table instead of a test: a time column, metric columns, attributes.")
  @Nullable Path csv;

  @Option(
      names = "--time-column",
      paramLabel = "NAME",
      description = "Its time column (default: time, timestamp, date or datetime).")
  String timeColumn = "";

  @Option(
      names = "--metric-column",
      paramLabel = "NAME",
      description = "A metric column; repeatable (default: all columns of numbers).")
  List<String> metricColumns = new ArrayList<>();

  @Option(
      names = "--attribute-column",
      paramLabel = "NAME",
      description = "An attribute column; repeatable (default: all others).")
  List<String> attributeColumns = new ArrayList<>();

  @Option(
      names = "--higher-is-better",
      paramLabel = "GLOB",
      description =
          "Metrics of the table whose fall is a regression; repeatable (default: none, a rise is).")
  List<String> higherIsBetter = new ArrayList<>();

  /** Its series. */
  Gathered read(Path folder, Path file, Predicate<String> wanted) {
    return CsvSeries.read(
        file.toString(),
        HistoryNotes.text(folder, file),
        String.valueOf(file.getFileName()),
        new CsvSeries.Layout(
            timeColumn,
            metricColumns,
            attributeColumns,
            wanted,
            MetricOptions.fitting(higherIsBetter, false)));
  }
}
