package dev.straingauge.archiver.manifest;

import dev.straingauge.archiver.chunk.ChunkName;
import dev.straingauge.archiver.page.ArchivedRecords;
import dev.straingauge.archiver.page.RunPage;
import dev.straingauge.archiver.report.ConfigJson;
import dev.straingauge.archiver.report.EfsReport;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.report.Manifest.Equation;
import dev.straingauge.archiver.report.Manifest.TopicFacts;
import dev.straingauge.archiver.report.RunMetadata;
import dev.straingauge.archiver.report.SummaryJson;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectStore;
import dev.straingauge.archiver.store.StoreException;
import dev.straingauge.event.RunStarted;
import dev.straingauge.event.Summary;
import dev.straingauge.schemas.run.RunId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes a run (contract S4): reads its chunks back, checks them, derives the files, writes the
 * manifest last and deletes the marker. May be repeated: what is derived is put again, the manifest
 * only once. Thread-safe.
 */
public final class RunFinisher {

  private static final Logger LOG = LoggerFactory.getLogger(RunFinisher.class);
  private static final long MAX_MANIFEST_BYTES = 16L * 1024 * 1024;

  private final ObjectStore store;
  private final Keys keys;
  private final Path tempRoot;
  private final String straingaugeVersion;

  /**
   * @param tempRoot existing folder in which files are made before they are put
   */
  public RunFinisher(ObjectStore store, Keys keys, Path tempRoot, String straingaugeVersion) {
    this.store = store;
    this.keys = keys;
    this.tempRoot = tempRoot;
    this.straingaugeVersion = straingaugeVersion;
  }

  /**
   * Finishes a run, or reads the manifest of one that is finished.
   *
   * @param folder name under which it is archived
   * @throws dev.straingauge.archiver.store.StoreException if the store fails, or something in it is
   *     damaged
   */
  public Manifest finish(RunMetadata owner, RunId folder) {
    return finish(owner, folder, () -> {});
  }

  /**
   * The same for a folder that somebody else may take.
   *
   * @param guard called before anything is derived and right before the manifest is put; throws
   *     StoreException when the folder is not the run's any more
   */
  public Manifest finish(RunMetadata owner, RunId folder, Runnable guard) {
    String manifestKey = keys.run(folder) + Keys.MANIFEST;
    Optional<Manifest> there = read(manifestKey);
    Manifest manifest = there.orElseGet(() -> derive(owner, folder, manifestKey, guard));
    store.delete(keys.open(owner.clusterId(), owner.partition(), owner.run()));
    return manifest;
  }

  private Optional<Manifest> read(String key) {
    return store.get(key, MAX_MANIFEST_BYTES).map(bytes -> Manifest.parse(store.uri(key), bytes));
  }

  private Manifest derive(RunMetadata owner, RunId folder, String manifestKey, Runnable guard) {
    guard.run();
    try (TempFolder temp = TempFolder.in(tempRoot);
        Analysis analysis = new Analysis(temp.path());
        RunReading reading = new RunReading(store, keys.run(folder), analysis, temp.path())) {
      RunFiles files = new RunFiles(store, keys.run(folder));
      files.listed(Keys.METADATA);
      reading.read(ChunkName.listed(store, keys.run(folder), owner.partition()), files.objects());
      Manifest manifest = manifest(owner, folder, reading, files);
      derived(folder, reading, temp, files);
      Optional<Summary> summary = reading.summary();
      if (summary.isPresent()) {
        page(summary.get(), with(manifest, files), files);
        files.put(Keys.REPORT, report(summary.get(), with(manifest, files)));
      }
      Manifest whole = with(manifest, files);
      guard.run();
      boolean first = store.putIfAbsent(manifestKey, Content.of(whole.toJson()), new TreeMap<>());
      return first ? whole : read(manifestKey).orElse(whole);
    } catch (IOException e) {
      throw Derivations.failed("the run's files", e);
    }
  }

  private void derived(RunId folder, RunReading reading, TempFolder temp, RunFiles files)
      throws IOException {
    Optional<RunStarted> started = reading.started();
    if (started.isPresent()) {
      files.put(Keys.CONFIG, config(started.get()));
      for (Map.Entry<String, Path> file :
          reading.parquet(folder, started.get(), temp.path()).entrySet()) {
        files.put(file.getKey(), file.getValue());
      }
    }
    for (Map.Entry<String, Path> file : reading.artifacts().entrySet()) {
      files.put(file.getKey(), file.getValue());
    }
    Optional<Path> efs = reading.efsReport(folder, temp.path());
    if (efs.isPresent()) {
      files.put(EfsReport.name(folder), efs.get());
    }
  }

  private byte[] report(Summary summary, Manifest manifest) {
    return SummaryJson.write(summary, manifest, store.uri(keys.run(manifest.archivedAs())));
  }

  /** The page is made of what is archived, so that it can be made again; no run is lost to it. */
  private void page(Summary summary, Manifest manifest, RunFiles files) {
    ReadBack chunks = new ReadBack(store, keys.run(manifest.archivedAs()), manifest.objects());
    try {
      RunPage.write(
              SummaryJson.read(Keys.REPORT, SummaryJson.text(report(summary, manifest))),
              new ArchivedRecords(chunks::read))
          .ifPresent(page -> files.put(Keys.PAGE, page));
    } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
      LOG.atError()
          .addKeyValue("runId", manifest.archivedAs())
          .setCause(e)
          .log("the report page could not be drawn; the run is archived without it");
    }
  }

  private static byte[] config(RunStarted started) {
    try {
      return ConfigJson.pretty(started.getConfig());
    } catch (StoreException e) {
      return started
          .getConfig()
          .getBytes(StandardCharsets.UTF_8); // as it was: it is not ours to lose
    }
  }

  private Manifest manifest(RunMetadata owner, RunId folder, RunReading reading, RunFiles files) {
    List<Equation> books = BooksB6.of(reading);
    List<String> reasons = new ArrayList<>();
    if (reading.started().isEmpty()) {
      reasons.add("RunStarted is missing");
    }
    if (reading.summary().isEmpty()) {
      reasons.add("the Summary is missing");
    }
    reading
        .topics()
        .forEach(
            (topic, r) -> {
              if (r.overlap()) {
                reasons.add("chunks of " + topic.shortName() + " overlap");
              }
            });
    String open =
        books.stream()
            .filter(b -> !b.balanced())
            .map(Equation::scope)
            .collect(Collectors.joining(", "));
    if (!open.isEmpty()) {
      reasons.add("B6 does not balance for " + open);
    }
    Map<String, TopicFacts> topics = new LinkedHashMap<>();
    new EnumMap<>(reading.topics()).forEach((topic, r) -> topics.put(topic.shortName(), r.facts()));
    return new Manifest(
        owner,
        folder,
        reasons.isEmpty(),
        String.join("; ", reasons),
        reading.summary().map(Summary::getAnalysisVersion).orElse(0),
        straingaugeVersion,
        reading
            .started()
            .map(
                s ->
                    new RunMetadata.Described(
                        s.getScenario(), s.getDriver().getName(), s.getDriver().getVersion()))
            .orElse(new RunMetadata.Described("", "", "")),
        reading.summary().map(s -> s.getVerdict().name()).orElse("NONE"),
        topics,
        books,
        files.objects());
  }

  private static Manifest with(Manifest manifest, RunFiles files) {
    return new Manifest(
        manifest.owner(),
        manifest.archivedAs(),
        manifest.complete(),
        manifest.reason(),
        manifest.analysisVersion(),
        manifest.straingaugeVersion(),
        manifest.described(),
        manifest.verdict(),
        manifest.topics(),
        manifest.books(),
        files.sorted());
  }
}
