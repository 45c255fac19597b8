package dev.straingauge.archiver.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.archiver.TestS3;
import dev.straingauge.archiver.store.S3ObjectStore;
import dev.straingauge.archiver.store.S3Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The archive is right whatever happens (contract S1 to S6): schedules of faults against the real
 * archiver over a real S3 server. {@code benchmarks/archive-faults} plays more of them, several
 * beside each other: most of their time is waiting between attempts.
 */
class FaultScheduleTest {

  private static final int SCHEDULES = Integer.getInteger("faults.schedules", 50);
  private static final long FIRST = Long.getLong("faults.first", 1);
  private static final int LANES = Integer.getInteger("faults.lanes", 2);

  private final List<List<String>> wrong = new ArrayList<>();
  private final long begun = System.nanoTime();
  private long next = FIRST;
  private int played;
  private int incomplete;
  private int faults;

  @TempDir Path temp;

  @Test
  void archivesEveryRunWholeAndOnce() throws Exception {
    try (TestS3 s3 = new TestS3(temp.resolve("s3"));
        ExecutorService lanes = Executors.newFixedThreadPool(LANES)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < LANES; i++) {
        all.add(lanes.submit(() -> lane(s3)));
      }
      for (Future<?> lane : all) {
        lane.get();
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(faults).isPositive();
  }

  private boolean lane(TestS3 s3) throws Exception {
    try (FaultyWire wire = new FaultyWire(s3.endpoint());
        S3ObjectStore sound = s3.store();
        S3ObjectStore faulty =
            new S3ObjectStore(
                new S3Settings(
                    wire.endpoint(),
                    TestS3.BUCKET,
                    "us-east-1",
                    TestS3.KEY,
                    Duration.ofSeconds(10)))) {
      for (long seed = next(); seed < FIRST + SCHEDULES; seed = next()) {
        int before = wire.count();
        wire.faults(seed, List.of(0, 40, 80, 160).get((int) (seed % 4)));
        FaultSchedule.Outcome outcome = FaultSchedule.play(seed, faulty, sound, temp);
        played(outcome, wire.count() - before);
      }
    }
    return true;
  }

  private synchronized long next() {
    return next++;
  }

  private synchronized void played(FaultSchedule.Outcome outcome, int faulty) {
    played++;
    incomplete += outcome.incomplete();
    faults += faulty;
    if (!outcome.wrong().isEmpty()) {
      wrong.add(outcome.wrong());
      System.out.println(String.join("\n  ", outcome.wrong()));
    }
    if (played % 100 == 0) {
      System.out.printf(
          "%d schedules in %.0f s, %d requests with a fault, %d archives that say what they lack,"
              + " %d schedules with a wrong one%n",
          played, (System.nanoTime() - begun) / 1e9, faults, incomplete, wrong.size());
    }
  }
}
