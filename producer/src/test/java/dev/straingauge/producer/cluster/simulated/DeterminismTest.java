package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Event;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.config.Scenario;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeterminismTest {

  @Test
  void writesTheSameBytesForTheSameSeed() {
    Set<String> hashes = new HashSet<>();
    for (long seed = 1; seed <= 20; seed++) {
      String hash = hashOfRun(seed);
      assertThat(hashOfRun(seed)).as("seed %d", seed).isEqualTo(hash);
      hashes.add(hash);
    }
    assertThat(hashes).as("another seed, another run").hasSize(20);
  }

  private static String hashOfRun(long seed) {
    Rig rig =
        new Rig(
            Plans.scenario(
                Rig.fault("controller-crash", 40, 20, 1, 1),
                Rig.fault("never-ready", 10, 60, 0.3, 1),
                Rig.fault("fail-mount", 30, 30, 0.3, 1)),
            DriverProfiles.require("efs"),
            seed);
    rig.cluster.setUp();
    rig.timeline.runFor(1);
    rig.cluster.io("step", Optional.of(new Scenario.IoLoad(200, 100, 50, 4096)));
    new RandomLoad(rig.timeline, rig.cluster).run(75, 200_000_000L, 20);
    rig.cleanUp();
    return hash(rig);
  }

  private static String hash(Rig rig) {
    Codec codec = new Codec();
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      long sequence = 0;
      for (Rig.Written written : rig.written) {
        sha.update(codec.encode(new Event(0, 1, ++sequence, written.at(), written.body())));
      }
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
