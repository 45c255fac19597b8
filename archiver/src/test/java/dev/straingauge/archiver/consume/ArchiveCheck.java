package dev.straingauge.archiver.consume;

import dev.straingauge.archiver.ExpectedHashes;
import dev.straingauge.archiver.TestRun;
import dev.straingauge.archiver.manifest.RunCheck;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectStore;
import dev.straingauge.archiver.store.StoredObject;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a schedule left in the store, held against what was sent. */
final class ArchiveCheck {

  private final ObjectStore store;
  private final Keys keys;
  private final boolean overtaken;
  private final List<String> wrong;
  private int incomplete;

  /**
   * @param overtaken whether retention took records that were not committed
   * @param wrong gets what is wrong
   */
  ArchiveCheck(ObjectStore store, Keys keys, boolean overtaken, List<String> wrong) {
    this.store = store;
    this.keys = keys;
    this.overtaken = overtaken;
    this.wrong = wrong;
  }

  /** Runs of which records were gone, and whose archive says so. */
  int incomplete() {
    return incomplete;
  }

  /**
   * What was frozen with records that retention took since, and wakes, may put a chunk that nobody
   * else can make: it is in no manifest, or overlaps another and the manifest says so.
   *
   * @param mayBeLost whether its beginning is gone, so that it need not be archived
   */
  void run(RunId folder, TestRun run, boolean mayBeLost) throws Exception {
    Optional<RunArchive> archive = new Runs(store, keys).open(folder);
    if (archive.isEmpty()) {
      if (!mayBeLost) {
        wrong.add(folder + ": no manifest");
      }
      return;
    }
    Manifest manifest = archive.get().manifest();
    boolean whole =
        counts(manifest).equals(counts(run)) && manifest.hashes().equals(ExpectedHashes.of(run));
    if (manifest.complete() != whole || !(whole || overtaken)) {
      wrong.add(
          "%s: complete is %s, and what was sent is%s there: %s"
              .formatted(folder, manifest.complete(), whole ? "" : " not", manifest.reason()));
    }
    incomplete += whole ? 0 : 1;
    RunCheck check = archive.get().examine(RunCheck::of);
    check.findings().stream()
        .filter(finding -> !(overtaken && isLateChunk(finding, manifest)))
        .forEach(finding -> wrong.add(folder + ": " + finding));
    check.books(0).stream()
        .filter(equation -> whole && !equation.balanced())
        .forEach(equation -> wrong.add(folder + ": " + equation));
  }

  private static boolean isLateChunk(RunCheck.Finding finding, Manifest manifest) {
    return switch (finding.problem()) {
      case EXTRA -> true;
      case TOPIC ->
          finding.detail().startsWith("a chunk begins before")
              && manifest.reason().contains("chunks of " + finding.object() + " overlap");
      default -> false;
    };
  }

  /** What is another's is as it was, and nobody made a folder that no run has. */
  void others(Collection<RunId> folders, Collection<RunId> strangers) {
    for (RunId stranger : strangers) {
      List<StoredObject> there = store.list(keys.run(stranger));
      if (there.size() != 1) {
        wrong.add("%s is another run's and holds %s".formatted(stranger, there));
      }
    }
    Set<RunId> expected = new TreeSet<>(Comparator.comparing(RunId::toString));
    expected.addAll(folders);
    expected.addAll(strangers);
    for (RunId found : new Runs(store, keys).ids()) {
      if (!expected.contains(found)) {
        wrong.add(found + ": a folder that no run has");
      }
    }
  }

  private static Map<String, Long> counts(Manifest manifest) {
    Map<String, Long> counts = new TreeMap<>();
    manifest.topics().forEach((topic, facts) -> counts.put(topic, facts.records()));
    return counts;
  }

  private static Map<String, Long> counts(TestRun run) {
    Map<String, Long> counts = new TreeMap<>();
    for (Topic topic : Topic.values()) {
      counts.put(topic.shortName(), 0L);
    }
    Stream.of(run.events(), run.results())
        .flatMap(List::stream)
        .forEach(sent -> counts.merge(sent.topic().shortName(), 1L, Long::sum));
    return counts;
  }
}
