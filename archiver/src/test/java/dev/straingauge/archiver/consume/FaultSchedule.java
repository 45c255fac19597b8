package dev.straingauge.archiver.consume;

import dev.straingauge.archiver.ExpectedHashes;
import dev.straingauge.archiver.TestRun;
import dev.straingauge.archiver.consume.ArchiverLife.Death;
import dev.straingauge.archiver.manifest.RunCheck;
import dev.straingauge.archiver.read.RunArchive;
import dev.straingauge.archiver.read.Runs;
import dev.straingauge.archiver.report.Manifest;
import dev.straingauge.archiver.report.RunMetadata;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectStore;
import dev.straingauge.schemas.run.RunId;
import dev.straingauge.schemas.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Some runs in one partition, archived while everything goes wrong that a seed says: processes
 * killed and frozen at requests to the store, commits that fail, partitions that go, requests that
 * fail on the wire, folders that are taken, retention that overtakes. In the end each run must be
 * archived, whole and once; where records were gone before they were read, the archive must say so.
 * The seed decides what happens; when threads run beside each other, the machine does.
 */
final class FaultSchedule {

  private static final Duration STRIKE_LIMIT = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration END_LIMIT = Duration.ofMinutes(2);
  private static final int DEEPEST_FUSE = 60;
  private static final int RETENTION_ONE_IN = 4;
  private static final List<Death> DEATHS = List.of(Death.BEFORE, Death.AFTER, Death.FREEZE);

  private final long seed;
  private final Random random;
  private final ObjectStore faulty;
  private final ObjectStore sound;
  private final Path temp;
  private final Keys keys;
  private final Map<RunId, TestRun> runs = new LinkedHashMap<>();
  private final Map<RunId, RunId> folders = new LinkedHashMap<>();
  private final List<ArchiverLife> lives = new ArrayList<>();
  private final List<String> story = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private boolean overtaken;
  private int incomplete;

  /**
   * What came of it.
   *
   * @param wrong what is wrong with the archive; empty: nothing
   * @param incomplete runs of which records were gone, and whose archive says so
   */
  record Outcome(List<String> wrong, int incomplete) {}

  private FaultSchedule(long seed, ObjectStore faulty, ObjectStore sound, Path temp) {
    this.seed = seed;
    this.random = new Random(seed);
    this.faulty = faulty;
    this.sound = sound;
    this.temp = temp;
    this.keys = new Keys("schedule-" + seed);
  }

  /**
   * Plays it.
   *
   * @param faulty the store as the archivers see it
   * @param sound the same without faults
   */
  static Outcome play(long seed, ObjectStore faulty, ObjectStore sound, Path temp)
      throws Exception {
    return new FaultSchedule(seed, faulty, sound, temp).play();
  }

  private Outcome play() throws Exception {
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      RunId id = TestRun.id("run" + i, 1 + random.nextInt(3));
      runs.put(
          id, TestRun.of("n%d-%d".formatted(seed, i), 20 + random.nextInt(180), random.nextInt(2)));
      boolean taken = random.nextInt(6) == 0;
      folders.put(id, taken ? id.next() : id);
      if (taken) {
        RunMetadata other = new RunMetadata(id, "another", "cluster", 0);
        sound.putIfAbsent(
            keys.run(id) + Keys.METADATA, Content.of(other.toMarker()), new TreeMap<>());
      }
    }
    ModelBroker broker = new ModelBroker(random);
    broker.fill(runs);
    boolean retention = random.nextInt(RETENTION_ONE_IN) == 0;
    try {
      doomedLives(broker, retention);
      forget(broker, retention);
      ArchiverLife last = life(broker, Death.NONE, 0);
      int wakeAt = 1 + random.nextInt(40);
      if (!awaitEnd(broker, last, wakeAt)) {
        wrong.add("not archived within %d s".formatted(END_LIMIT.toSeconds()));
      }
    } finally {
      for (ArchiverLife life : lives) {
        life.wake();
      }
      for (ArchiverLife life : lives) {
        life.stop();
      }
    }
    lives.stream()
        .map(ArchiverLife::surprise)
        .filter(Objects::nonNull)
        .forEach(surprise -> wrong.add("an archiver ended with " + surprise));
    for (Map.Entry<RunId, TestRun> run : runs.entrySet()) {
      check(broker, run.getKey(), run.getValue());
    }
    return new Outcome(wrong.isEmpty() ? wrong : told(), incomplete);
  }

  private void doomedLives(ModelBroker broker, boolean retention) throws InterruptedException {
    int count = random.nextInt(4);
    for (int i = 0; i < count && !isOver(broker); i++) {
      forget(broker, retention && i > 0);
      Death death = DEATHS.get(random.nextInt(DEATHS.size()));
      int fuse = 1 + random.nextInt(DEEPEST_FUSE);
      ArchiverLife life = life(broker, death, fuse);
      long limit = System.nanoTime() + STRIKE_LIMIT.toNanos();
      while (!life.awaitStruck(LOOK) && System.nanoTime() < limit && !isOver(broker)) {
        // it works on
      }
      if (death == Death.FREEZE && random.nextBoolean()) {
        life.wake(); // in good time: nobody came meanwhile
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(50)).toNanos());
      }
    }
  }

  /** While no archiver works, or one is frozen. */
  private void forget(ModelBroker broker, boolean retention) {
    if (retention && random.nextBoolean() && broker.forget()) {
      overtaken = true;
      story.add("retention");
    }
  }

  private ArchiverLife life(ModelBroker broker, Death death, int fuse) {
    story.add(death + " at request " + fuse);
    ArchiverLife life =
        new ArchiverLife(
            broker, faulty, keys.prefix(), temp, new Random(random.nextLong()), death, fuse);
    lives.add(life);
    return life;
  }

  /** Until all runs are archived; those that are frozen wake somewhere in between. */
  private boolean awaitEnd(ModelBroker broker, ArchiverLife last, int wakeAt) {
    long end = System.nanoTime() + END_LIMIT.toNanos();
    int look = 0;
    while (System.nanoTime() < end) {
      if (last.requests() >= wakeAt) {
        lives.forEach(ArchiverLife::wake);
      }
      if (look++ % 5 == 0 && isOver(broker)) { // a look is some requests
        return true;
      }
      if (last.surprise() != null) {
        return false;
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    return false;
  }

  /** Whether each run is archived; one whose beginning is gone may be none. */
  private boolean isOver(ModelBroker broker) {
    return folders.entrySet().stream()
        .filter(run -> !mayBeLost(broker, run.getKey()))
        .allMatch(
            run ->
                sound.head(keys.run(run.getValue()) + Keys.MANIFEST).isPresent()
                    && sound.head(marker(run.getKey())).isEmpty());
  }

  private boolean mayBeLost(ModelBroker broker, RunId run) {
    return overtaken && broker.beginningGone(run);
  }

  private String marker(RunId run) {
    return keys.open("cluster", 0, run);
  }

  /**
   * What was frozen with records that retention took since, and wakes, may put a chunk that nobody
   * else can make: it is in no manifest, or overlaps another and the manifest says so.
   */
  private void check(ModelBroker broker, RunId id, TestRun run) throws Exception {
    RunId folder = Objects.requireNonNull(folders.get(id));
    Optional<RunArchive> archive = new Runs(sound, keys).open(folder);
    if (archive.isEmpty()) {
      if (!mayBeLost(broker, id)) {
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
    if (!mayBeLost(broker, id) && sound.head(marker(id)).isPresent()) {
      wrong.add("marker left: " + marker(id));
    }
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

  private List<String> told() {
    List<String> all = new ArrayList<>();
    all.add("seed %d, %d runs, lives: %s".formatted(seed, runs.size(), String.join(", ", story)));
    all.addAll(wrong);
    return all;
  }
}
