package dev.straingauge.archiver.consume;

import dev.straingauge.archiver.TestRun;
import dev.straingauge.archiver.consume.ArchiverLife.Death;
import dev.straingauge.archiver.consume.ArchiverLife.Fate;
import dev.straingauge.archiver.report.RunMetadata;
import dev.straingauge.archiver.store.Content;
import dev.straingauge.archiver.store.Keys;
import dev.straingauge.archiver.store.ObjectStore;
import dev.straingauge.schemas.run.RunId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Some runs in one partition, archived while everything goes wrong that a seed says: processes
 * killed and frozen at requests to the store, commits that fail, partitions that go, requests that
 * fail on the wire, folders that are taken, retention that overtakes. In the end each run must be
 * archived, whole and once; where records were gone before they were read, the archive must say so.
 * The seed decides what happens; when threads run beside each other, the machine does.
 */
final class FaultSchedule {

  private static final Duration STRIKE_LIMIT = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final int LOOK_ANYWAY = 100;
  private static final Duration END_LIMIT = Duration.ofSeconds(Long.getLong("faults.seconds", 120));
  private static final int RETENTION_ONE_IN = 4;
  private static final int TAKEN_ONE_IN = 4;

  /** Where two are about to put a chunk of the same name, and it is another one. */
  private static final int MEETING_ONE_IN = 4;

  private static final Duration THAW_LIMIT = Duration.ofSeconds(1);

  /** So many requests have often been enough. */
  private static final int LATE = 100;

  private static final List<Death> DEATHS = List.of(Death.BEFORE, Death.AFTER, Death.FREEZE);

  private final long seed;
  private final Random random;
  private final ObjectStore faulty;
  private final ObjectStore sound;
  private final Path temp;
  private final Keys keys;
  private final Map<RunId, TestRun> runs = new LinkedHashMap<>();
  private final Map<RunId, RunId> folders = new LinkedHashMap<>();
  private final List<RunId> strangers = new ArrayList<>();
  private final List<ArchiverLife> lives = new CopyOnWriteArrayList<>();
  private final List<String> story = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private boolean overtaken;
  private int closedSeen;
  private int looks;

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
      RunId folder = id;
      while (random.nextInt(TAKEN_ONE_IN) == 0) {
        RunMetadata other = new RunMetadata(folder, "another", "cluster", 0);
        sound.putIfAbsent(
            keys.run(folder) + Keys.METADATA, Content.of(other.toMarker()), new TreeMap<>());
        strangers.add(folder);
        folder = folder.next();
      }
      folders.put(id, folder);
    }
    ModelBroker broker = new ModelBroker(random);
    broker.fill(runs);
    boolean retention = random.nextInt(RETENTION_ONE_IN) == 0;
    try {
      doomedLives(broker, retention);
      forget(broker, retention);
      if (random.nextInt(MEETING_ONE_IN) == 0) {
        struckLife(broker, new Fate(Death.FREEZE, Step.CHUNK, 1 + random.nextInt(12)));
        awaitEnd(broker, life(broker, new Fate(Death.WAKES_OTHERS, Step.CHUNK, 1)), LATE);
      } else {
        lastLife(broker);
      }
    } finally {
      stopAll();
    }
    if (wrong.isEmpty() && !isArchived(broker)) { // one that woke last put its marker again
      try {
        awaitEnd(broker, life(broker, Fate.NONE), 0);
      } finally {
        stopAll();
      }
    }
    lives.stream()
        .map(ArchiverLife::surprise)
        .filter(Objects::nonNull)
        .forEach(surprise -> wrong.add("an archiver ended with " + surprise));
    ArchiveCheck check = new ArchiveCheck(sound, keys, overtaken, wrong);
    for (Map.Entry<RunId, TestRun> run : runs.entrySet()) {
      RunId id = run.getKey();
      check.run(Objects.requireNonNull(folders.get(id)), run.getValue(), mayBeLost(broker, id));
      if (!mayBeLost(broker, id) && sound.head(marker(id)).isPresent()) {
        wrong.add("marker left: " + marker(id));
      }
    }
    check.others(folders.values(), strangers);
    return new Outcome(wrong.isEmpty() ? wrong : told(), check.incomplete());
  }

  /** Those that are frozen wake at any time, or right before a step that they may be at too. */
  private void lastLife(ModelBroker broker) {
    Fate fate =
        random.nextInt(3) == 0
            ? Fate.NONE
            : new Fate(Death.WAKES_OTHERS, Step.waking(random), 1 + random.nextInt(3));
    awaitEnd(broker, life(broker, fate), fate.equals(Fate.NONE) ? 1 + random.nextInt(40) : LATE);
  }

  private void stopAll() throws InterruptedException {
    for (ArchiverLife life : lives) {
      life.wake();
    }
    for (ArchiverLife life : lives) {
      life.stop();
    }
  }

  private void doomedLives(ModelBroker broker, boolean retention) throws InterruptedException {
    int count = random.nextInt(4);
    for (int i = 0; i < count && !isOver(broker); i++) {
      forget(broker, retention && i > 0);
      Death death = DEATHS.get(random.nextInt(DEATHS.size()));
      Step step = Step.deadly(random);
      ArchiverLife life = struckLife(broker, new Fate(death, step, step.nth(random)));
      if (death == Death.FREEZE && random.nextBoolean()) {
        life.wake(); // in good time: nobody came meanwhile
        LockSupport.parkNanos(Duration.ofMillis(random.nextInt(50)).toNanos());
      }
    }
  }

  private ArchiverLife struckLife(ModelBroker broker, Fate fate) throws InterruptedException {
    ArchiverLife life = life(broker, fate);
    long limit = System.nanoTime() + STRIKE_LIMIT.toNanos();
    while (!life.awaitStruck(LOOK) && System.nanoTime() < limit && !isOver(broker)) {
      // it works on
    }
    return life;
  }

  /** While no archiver works, or one is frozen. */
  private void forget(ModelBroker broker, boolean retention) {
    if (retention && random.nextBoolean() && broker.forget()) {
      overtaken = true;
      story.add("retention");
    }
  }

  private ArchiverLife life(ModelBroker broker, Fate fate) {
    story.add(fate.toString());
    ArchiverLife life =
        new ArchiverLife(
            broker,
            faulty,
            keys.prefix(),
            temp,
            new Random(random.nextLong()),
            fate,
            () -> lives.forEach(each -> each.wakeAndAwait(THAW_LIMIT)));
    lives.add(life);
    return life;
  }

  /** Until all runs are archived; those that are frozen wake somewhere in between. */
  private void awaitEnd(ModelBroker broker, ArchiverLife last, int wakeAt) {
    long end = System.nanoTime() + END_LIMIT.toNanos();
    while (!isOver(broker)) {
      if (last.requests() >= wakeAt) {
        lives.forEach(ArchiverLife::wake);
      }
      if (System.nanoTime() > end || last.surprise() != null) {
        wrong.add("not archived within %d s".formatted(END_LIMIT.toSeconds()));
        return;
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  /** Whether each run is archived; one whose beginning is gone may be none. */
  private boolean isOver(ModelBroker broker) {
    int closed = lives.stream().mapToInt(ArchiverLife::closed).sum();
    if (closed == closedSeen && looks++ % LOOK_ANYWAY != 0) {
      return false; // a look is some requests
    }
    closedSeen = closed;
    return isArchived(broker);
  }

  private boolean isArchived(ModelBroker broker) {
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

  private List<String> told() {
    List<String> all = new ArrayList<>();
    all.add("seed %d, %d runs, lives: %s".formatted(seed, runs.size(), String.join(", ", story)));
    all.addAll(wrong);
    return all;
  }
}
