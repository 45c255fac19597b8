package dev.straingauge.archiver.appmesh;

import dev.straingauge.archiver.chunk.EventPeek;
import dev.straingauge.archiver.chunk.RecordDecoder;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.archiver.intake.IntakeException;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.event.Artifact;
import dev.straingauge.event.Distribution;
import dev.straingauge.event.Event;
import dev.straingauge.event.Label;
import dev.straingauge.event.Measurement;
import dev.straingauge.event.Rolling;
import dev.straingauge.event.RunOpened;
import dev.straingauge.event.SeriesKey;
import dev.straingauge.event.Slice;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.config.AnalysisConfigs;
import dev.straingauge.schemas.topic.Topic;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An archived run as the files of the App Mesh load test. One that was imported from there comes
 * out byte for byte. Of any other, what it measured and its rolling windows of a minute become
 * tables, and all its operations (without any: its I/O) one result of Fortio; of scenario runs
 * their parts count, not the whole beside them. Not thread-safe.
 */
public final class MeshExport {

  private static final EventPeek WANTED =
      new EventPeek(List.of(Artifact.getClassSchema(), Measurement.getClassSchema()));
  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final String NO_NUMBER = "NaN";
  private static final String ABOVE_ALL = "+Inf";
  private static final int MOST_BYTES = 64 * 1024 * 1024;

  private final RunArchive archive;
  private final MetricTables tables = new MetricTables();
  private final Map<String, ByteArrayOutputStream> originals = new TreeMap<>();
  private FortioResult operations = new FortioResult("operation", List.of());
  private final FortioResult io = new FortioResult("io", List.of());
  private @Nullable Summary summary;
  private long bytes;

  private MeshExport(RunArchive archive) {
    this.archive = archive;
  }

  /**
   * The files of a run: their names to their content.
   *
   * @throws IntakeException if the run has no summary, or too many values
   * @throws dev.straingauge.archiver.store.StoreException if it cannot be read
   */
  public static Map<String, byte[]> files(RunArchive archive) {
    MeshExport export = new MeshExport(archive);
    boolean imported =
        archive.manifest().owner().imported().filter(MeshRuns.FORMAT::equals).isPresent();
    export.events(imported);
    return imported ? export.originals() : export.made();
  }

  private void events(boolean imported) {
    RecordDecoder decoder = new RecordDecoder(TopicFormat.of(Topic.EVENTS));
    archive.read(
        Topic.EVENTS,
        (branch, data, from, to) -> {
          if (branch != TopicFormat.RAW
              && WANTED.wants(data, from, to)
              && decoder.decode(branch, data, from, to) instanceof Event event) {
            switch (event.getBody()) {
              case Artifact artifact when imported -> original(artifact);
              case Measurement one when !imported ->
                  tables.add(
                      one.getSeries(),
                      one.getLabels(),
                      one.getAt(),
                      MetricTables.number(one.getValue()));
              default -> {
                // told by another file
              }
            }
          }
        });
  }

  private void original(Artifact artifact) {
    String name = artifact.getName();
    if (name.equals(MeshRuns.CONFIG) || name.equals(MeshRuns.FORTIO) || MeshRuns.isTable(name)) {
      byte[] part = new byte[artifact.getContent().remaining()];
      artifact.getContent().duplicate().get(part);
      bytes += part.length;
      if (bytes > MOST_BYTES) {
        throw IntakeException.invalid(
            "export run '%s': its files have more than %,d bytes"
                .formatted(archive.manifest().archivedAs(), MOST_BYTES));
      }
      originals.computeIfAbsent(name, n -> new ByteArrayOutputStream()).writeBytes(part);
    }
  }

  private Map<String, byte[]> originals() {
    Map<String, byte[]> files = new TreeMap<>();
    originals.forEach((name, content) -> files.put(name, content.toByteArray()));
    return files;
  }

  private Map<String, byte[]> made() {
    results(Topic.SUMMARIES); // first: it says which operations are made of others
    results(Topic.ROLLING);
    results(Topic.SLICES);
    Summary whole = summary;
    if (whole == null) {
      throw IntakeException.invalid(
          "export run '%s': it has no summary (expected an analysed run)"
              .formatted(archive.manifest().archivedAs()));
    }
    String run = archive.manifest().archivedAs().toString();
    Map<String, byte[]> files = new TreeMap<>(tables.files());
    files.put(MeshRuns.FORTIO, (operations.isEmpty() ? io : operations).document(run, whole));
    files.put(
        MeshRuns.CONFIG,
        FortioResult.config(
            archive.manifest().archivedAs().testName(), run, whole, tables.names()));
    return files;
  }

  private void results(Topic topic) {
    RecordDecoder decoder = new RecordDecoder(TopicFormat.of(topic));
    archive.read(
        topic,
        (branch, data, from, to) -> {
          if (branch != TopicFormat.RAW) {
            switch (decoder.decode(branch, data, from, to)) {
              case Rolling window when window.getWindowNanos() == MINUTE_NANOS -> window(window);
              case Slice slice -> {
                operations.add(slice);
                io.add(slice);
              }
              case RunOpened opened -> operations = new FortioResult("operation", whole(opened));
              case Summary last -> summary = last;
              default -> {
                // no part of the tables
              }
            }
          }
        });
  }

  /** Kinds whose parts are operations too; none where the configuration does not tell. */
  private static List<String> whole(RunOpened opened) {
    try {
      return AnalysisConfigs.fromConfig(opened.getConfig()).scenarios();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  private void window(Rolling window) {
    SeriesKey series = window.getSeries();
    String prefix = series.getMeasure();
    List<Label> label =
        List.of(new Label("series", series.getOperation() + "/" + series.getStep()));
    long at = window.getEnd();
    double covered = window.getCoveredNanos() / 1e9;
    if (covered > 0) {
      tables.add(
          prefix + "_succeeded_rate",
          label,
          at,
          MetricTables.number(window.getSucceeded() / covered));
      tables.add(
          prefix + "_errors_rate", label, at, MetricTables.number(window.getErrors() / covered));
    }
    Distribution times = prefix.equals("io") ? window.getService() : window.getResponse();
    tables.add(prefix + "_p50_seconds", label, at, value(times, times.getP50Nanos()));
    tables.add(prefix + "_p99_seconds", label, at, value(times, times.getP99Nanos()));
  }

  /** A percentile that the data do not reach lies above every number. */
  private static String value(Distribution times, @Nullable Long nanos) {
    if (nanos != null) {
      return MetricTables.number(nanos / 1e9);
    }
    return times.getCount() == 0 ? NO_NUMBER : ABOVE_ALL;
  }
}
