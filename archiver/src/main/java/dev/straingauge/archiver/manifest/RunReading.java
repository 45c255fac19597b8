package dev.straingauge.archiver.manifest;

import dev.straingauge.archiver.chunk.ChunkName;
import dev.straingauge.archiver.chunk.RecordDecoder;
import dev.straingauge.archiver.chunk.RecordVisitor;
import dev.straingauge.archiver.chunk.TopicFormat;
import dev.straingauge.archiver.report.EfsReport;
import dev.straingauge.archiver.report.Manifest.ObjectFacts;
import dev.straingauge.archiver.store.ObjectStore;
import dev.straingauge.event.BreachEvent;
import dev.straingauge.event.DeadLetter;
import dev.straingauge.event.IncidentEvent;
import dev.straingauge.event.IncidentState;
import dev.straingauge.event.Rolling;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.Slice;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A run's chunks, read back once, record by record, into the tables of its analysis. Not
 * thread-safe.
 */
final class RunReading implements AutoCloseable {

  private final ObjectStore store;
  private final String folder;
  private final Analysis analysis;
  private final Map<Topic, TopicReading> topics = new EnumMap<>(Topic.class);
  private final Table operationTable;
  private final Table sliceTable;
  private final Table rollingTable;
  private final Table incidentTable;
  private final Table breachTable;
  private final Table verifyTable;
  private final VerifyTable verify;
  private final SetAside setAside = new SetAside();
  private final Artifacts artifacts;
  private final EventFold fold;
  private final Map<String, Long> deadLetters = new TreeMap<>();
  private @Nullable Summary summary;

  /** What is read one after the other. */
  private enum Lane {
    DEAD_LETTERS,
    EVENTS,
    RESULTS;

    static Lane of(Topic topic) {
      return switch (topic) {
        case DEAD_LETTERS -> DEAD_LETTERS;
        case EVENTS -> EVENTS;
        default -> RESULTS;
      };
    }
  }

  /**
   * @param temp for files that the log carries
   */
  RunReading(ObjectStore store, String folder, Analysis analysis, Path temp) {
    this.store = store;
    this.folder = folder;
    this.analysis = analysis;
    for (Topic topic : Topic.values()) {
      topics.put(topic, new TopicReading(topic));
    }
    operationTable = analysis.table(TableSpec.OPERATIONS);
    sliceTable = analysis.table(TableSpec.SLICES);
    rollingTable = analysis.table(TableSpec.ROLLING);
    incidentTable = analysis.table(TableSpec.INCIDENTS);
    breachTable = analysis.table(TableSpec.BREACHES);
    verifyTable = analysis.table(TableSpec.VERIFY);
    verify = new VerifyTable(verifyTable);
    artifacts = new Artifacts(temp);
    fold = new EventFold(setAside, new OperationTable(operationTable), verify, artifacts);
  }

  /**
   * Reads the chunks, which are in order: the dead letters first, since they say which events are
   * left out, then the events on this thread and all else beside it.
   */
  void read(List<ChunkName> chunks, List<ObjectFacts> objects) {
    Map<Lane, List<ChunkName>> lanes =
        chunks.stream().collect(Collectors.groupingBy(chunk -> Lane.of(chunk.topic())));
    readLane(lanes.getOrDefault(Lane.DEAD_LETTERS, List.of()), objects);
    List<ObjectFacts> resultObjects = new ArrayList<>();
    SideBySide.run(
        () -> {
          readLane(lanes.getOrDefault(Lane.EVENTS, List.of()), objects);
          fold.end();
          operationTable.filled();
          verify.filled();
        },
        () -> {
          readLane(lanes.getOrDefault(Lane.RESULTS, List.of()), resultObjects);
          sliceTable.filled();
          rollingTable.filled();
          incidentTable.filled();
          breachTable.filled();
        });
    objects.addAll(resultObjects);
  }

  private void readLane(List<ChunkName> chunks, List<ObjectFacts> objects) {
    for (ChunkName chunk : chunks) {
      topic(chunk.topic()).read(store, folder, chunk, objects, visitor(chunk.topic()));
    }
  }

  private RecordVisitor visitor(Topic topic) {
    return switch (topic) {
      case EVENTS -> fold;
      case SLICES, ROLLING, BREACHES, INCIDENTS, SUMMARIES, DEAD_LETTERS -> decoding(topic);
    };
  }

  private RecordVisitor decoding(Topic topic) {
    RecordDecoder decoder = new RecordDecoder(TopicFormat.of(topic));
    return (branch, bytes, from, to) -> {
      if (branch != TopicFormat.RAW) {
        result(decoder.decode(branch, bytes, from, to));
      }
    };
  }

  private void result(Object result) {
    switch (result) {
      case Slice slice -> ResultTables.add(sliceTable, slice);
      case Rolling rolling -> ResultTables.add(rollingTable, rolling);
      case IncidentEvent incident when incident.getState() != IncidentState.OPEN ->
          ResultTables.add(incidentTable, incident);
      case BreachEvent breach -> ResultTables.add(breachTable, breach);
      case Summary last -> summary = last;
      case DeadLetter letter -> {
        deadLetters.merge(letter.getCause(), 1L, Long::sum);
        setAside.add(letter);
      }
      default -> {
        // RunOpened, EndMark and what is told of an incident before its end have no row
      }
    }
  }

  TopicReading topic(Topic topic) {
    return Objects.requireNonNull(topics.get(topic));
  }

  Map<Topic, TopicReading> topics() {
    return topics;
  }

  Optional<RunStarted> started() {
    return fold.started();
  }

  Optional<Summary> summary() {
    return Optional.ofNullable(summary);
  }

  long afterClose() {
    return fold.afterClose();
  }

  /** Dead letters by cause, sorted. */
  Map<String, Long> deadLetters() {
    return deadLetters;
  }

  /** Files that the log carries: names inside the run's folder to files. */
  Map<String, Path> artifacts() {
    return artifacts.files();
  }

  /** Writes the tables; names inside the run's folder to files. */
  Map<String, Path> parquet(RunId run, RunStarted started, Path temp) {
    analysis.describe(run, started, fold.startNanos(), fold.endNanos());
    Map<String, Path> files = new LinkedHashMap<>();
    for (Table table :
        List.of(operationTable, sliceTable, rollingTable, breachTable, incidentTable)) {
      files.put("analysis/" + table.name() + ".parquet", temp.resolve(table.name() + ".parquet"));
    }
    SideBySide.run(
        () -> operationTable.writeParquet(temp.resolve(operationTable.name() + ".parquet")),
        () -> {
          sliceTable.writeParquet(temp.resolve(sliceTable.name() + ".parquet"));
          rollingTable.writeParquet(temp.resolve(rollingTable.name() + ".parquet"));
          incidentTable.writeParquet(temp.resolve(incidentTable.name() + ".parquet"));
          breachTable.writeParquet(temp.resolve(breachTable.name() + ".parquet"));
        });
    return files;
  }

  /** Writes the report of the EFS framework, for runs of that family. */
  Optional<Path> efsReport(RunId run, Path temp) throws IOException {
    Summary last = summary;
    if (last == null || !EfsReport.applies(last)) {
      return Optional.empty();
    }
    Path file = temp.resolve(EfsReport.name(run));
    try (OutputStream out = Files.newOutputStream(file)) {
      EfsReport.write(out, run, last, verify);
    }
    return Optional.of(file);
  }

  @Override
  public void close() {
    for (Table table :
        List.of(
            operationTable, sliceTable, rollingTable, breachTable, incidentTable, verifyTable)) {
      table.close();
    }
  }
}
