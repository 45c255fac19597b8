package dev.straingauge.archiver.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.archiver.TestS3;
import dev.straingauge.archiver.store.S3ObjectStore;
import dev.straingauge.archiver.store.S3Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The archive is right whatever happens (contract S1 to S6): schedules of faults against the real
 * archiver over a real S3 server. {@code benchmarks/archive-faults} plays more of them.
 */
class FaultScheduleTest {

  private static final int SCHEDULES = Integer.getInteger("faults.schedules", 50);
  private static final long FIRST = Long.getLong("faults.first", 1);

  @TempDir Path temp;

  @Test
  void archivesEveryRunWholeAndOnce() throws Exception {
    List<List<String>> wrong = new ArrayList<>();
    try (TestS3 s3 = new TestS3(temp.resolve("s3"));
        FaultyWire wire = new FaultyWire(s3.endpoint());
        S3ObjectStore sound = s3.store();
        S3ObjectStore faulty =
            new S3ObjectStore(
                new S3Settings(
                    wire.endpoint(),
                    TestS3.BUCKET,
                    "us-east-1",
                    TestS3.KEY,
                    Duration.ofSeconds(10)))) {
      for (long seed = FIRST; seed < FIRST + SCHEDULES; seed++) {
        wire.faults(seed, List.of(0, 40, 80, 160).get((int) (seed % 4)));
        List<String> found = FaultSchedule.play(seed, faulty, sound, temp);
        if (!found.isEmpty()) {
          wrong.add(found);
          System.out.println(String.join("\n  ", found));
        }
        if ((seed - FIRST + 1) % 100 == 0) {
          System.out.printf(
              "%d schedules, %d requests with a fault, %d wrong archives%n",
              seed - FIRST + 1, wire.count(), wrong.size());
        }
      }
      assertThat(wire.count()).isPositive();
    }
    assertThat(wrong).isEmpty();
  }
}
