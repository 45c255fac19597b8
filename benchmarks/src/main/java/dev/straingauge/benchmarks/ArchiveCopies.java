package dev.straingauge.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.report.Manifest.ObjectFacts;
import dev.straingauge.archiver.report.RunMetadata;
import dev.straingauge.archiver.report.SummaryJson;
import dev.straingauge.archiver.store.FolderObjectStore;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.schemas.run.RunId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * Fills a folder with many runs made of one: the newest run of it, again and again with the next
 * time, its measured times with noise of 3 % and, after three fifths of the runs, 10 % longer under
 * another version of the driver. Test {@code copies}. What is the same in all is one file with many
 * names. Arguments: {@code BUCKET-FOLDER RUNS [FIRST]}.
 */
public final class ArchiveCopies {

  private static final Instant FIRST = Instant.parse("2024-01-01T00:00:00Z");
  private static final Duration EACH = Duration.ofHours(4);
  private static final List<String> OWN =
      List.of(Keys.METADATA, Keys.REPORT, Keys.MANIFEST, Keys.TOMBSTONE);

  private ArchiveCopies() {}

  /** Makes them. */
  public static void main(String[] args) throws IOException {
    Path bucket = Path.of(args[0]);
    int copies = Integer.parseInt(args[1]);
    int first = args.length > 2 ? Integer.parseInt(args[2]) : 0;
    try (FolderObjectStore store = new FolderObjectStore(bucket)) {
      Runs runs = new Runs(store, new Keys(""));
      RunId original =
          runs.ids().stream()
              .filter(run -> !run.testName().equals("copies"))
              .reduce((earlier, later) -> later)
              .orElseThrow();
      RunArchive archive = runs.open(original).orElseThrow();
      String report = archive.summary().orElseThrow();
      for (int i = first; i < first + copies; i++) {
        copy(bucket, original, archive, report, i, i >= first + copies * 3 / 5);
      }
    }
  }

  private static void copy(
      Path bucket, RunId original, RunArchive archive, String report, int number, boolean slower)
      throws IOException {
    RunId run = new RunId("copies", time(FIRST.plus(EACH.multipliedBy(number))));
    Path from = bucket.resolve(original.toString());
    Path to = bucket.resolve(run.toString());
    for (ObjectFacts object : archive.manifest().objects()) {
      if (!OWN.contains(object.name())) {
        Path file = to.resolve(object.name());
        Files.createDirectories(file.resolveSibling("."));
        Files.createLink(file, from.resolve(object.name()));
      }
    }
    ObjectNode changed = SummaryJson.read(Keys.REPORT, report);
    changed.put("run", run.toString());
    vary(changed, new Random(number), slower ? 1.1 : 1);
    String version = archive.manifest().described().driverVersion() + (slower ? ".1" : "");
    changed.withObject("driver").put("version", version);
    byte[] bytes = changed.toString().getBytes(StandardCharsets.UTF_8);
    Files.write(to.resolve(Keys.REPORT), bytes);
    byte[] claim =
        Files.readString(from.resolve(Keys.METADATA))
            .replace(original.toString(), run.toString())
            .getBytes(StandardCharsets.UTF_8);
    Files.write(to.resolve(Keys.METADATA), claim);
    Files.write(
        to.resolve(Keys.MANIFEST),
        manifest(archive.manifest(), run, version, bytes, claim).toJson());
  }

  private static Manifest manifest(
      Manifest of, RunId run, String version, byte[] report, byte[] claim) {
    List<ObjectFacts> objects =
        of.objects().stream()
            .map(
                object ->
                    switch (object.name()) {
                      case Keys.REPORT -> facts(Keys.REPORT, report);
                      case Keys.METADATA -> facts(Keys.METADATA, claim);
                      default -> object;
                    })
            .toList();
    return new Manifest(
        of.owner(),
        run,
        of.complete(),
        of.reason(),
        of.analysisVersion(),
        of.straingaugeVersion(),
        new RunMetadata.Described(of.described().scenario(), of.described().driver(), version),
        of.verdict(),
        of.topics(),
        of.books(),
        objects);
  }

  private static ObjectFacts facts(String name, byte[] bytes) {
    return new ObjectFacts(name, bytes.length, RecordHash.sha256(bytes));
  }

  /** Every percentile, by noise of its own. */
  private static void vary(JsonNode node, Random random, double factor) {
    for (JsonNode child : node) {
      vary(child, random, factor);
      if (child instanceof ObjectNode distribution
          && distribution.path("n").isNumber()
          && distribution.has("p50")) {
        for (JsonNode percentile : distribution) {
          if (percentile instanceof ObjectNode each && each.path("value").isNumber()) {
            double value = each.path("value").asDouble();
            each.put("value", value * factor * (1 + 0.03 * random.nextGaussian()));
          }
        }
      }
    }
  }

  private static String time(Instant at) {
    return at.toString().replaceAll("[-T:Z]", "");
  }
}
