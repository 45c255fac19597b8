package dev.straingauge.producer.cluster.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.straingauge.event.Event;
import dev.straingauge.schemas.codec.Codec;
import dev.straingauge.schemas.config.Scenario;
import java.nio.charset.StandardCharsets;
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

  /** Times, objects, states and events; not the encoding, which may gain fields. */
  @Test
  void tellsTheStoryOfEarlierVersionsForTheEfsProfileWithoutClientLimits() {
    DriverProfile efs = DriverProfiles.require("efs");
    DriverProfile unlimited =
        new DriverProfile(
            efs.name(),
            efs.csiDriver(),
            efs.controller(),
            null,
            null,
            null,
            null,
            true,
            false,
            efs.limits(),
            efs.latencies(),
            efs.backOffs(),
            efs.errors(),
            efs.restart());

    String story = String.join("\n", run(1, unlimited).story(0));

    assertThat(sha256().digest(story.getBytes(StandardCharsets.UTF_8)))
        .asHexString()
        .isEqualTo("BDD63780FAA403D91EB97507046841052FCB701D6F05D835377DBA654AAC33FB");
  }

  @Test
  void writesTheSameBytesForTheSameSeedWithAttachmentToo() {
    Set<String> hashes = new HashSet<>();
    for (long seed = 1; seed <= 8; seed++) {
      String hash = hash(runOfBlock(seed));
      assertThat(hash(runOfBlock(seed))).as("seed %d", seed).isEqualTo(hash);
      hashes.add(hash);
    }
    assertThat(hashes).as("another seed, another run").hasSize(8);
  }

  private static Rig runOfBlock(long seed) {
    Rig rig =
        new Rig(
            Plans.block(
                5,
                Rig.fault("controller-crash", 40, 20, 1, 1),
                Rig.fault("api-throttling", 20, 30, 0.2, 1),
                Rig.fault("fail-attach", 10, 60, 0.3, 1),
                Rig.fault("node-loss", 80, 200, 0.3, 1)),
            DriverProfiles.require("block"),
            seed);
    rig.cluster.setUp();
    rig.timeline.runFor(1);
    new RandomLoad(rig.timeline, rig.cluster).run(300, 500_000_000L, 20);
    rig.cleanUp();
    return rig;
  }

  private static String hashOfRun(long seed) {
    return hash(run(seed));
  }

  private static Rig run(long seed) {
    return run(seed, DriverProfiles.require("efs"));
  }

  private static Rig run(long seed, DriverProfile profile) {
    Rig rig =
        new Rig(
            Plans.scenario(
                Rig.fault("controller-crash", 40, 20, 1, 1),
                Rig.fault("never-ready", 10, 60, 0.3, 1),
                Rig.fault("fail-mount", 30, 30, 0.3, 1)),
            profile,
            seed);
    rig.cluster.setUp();
    rig.timeline.runFor(1);
    rig.cluster.io("step", Optional.of(new Scenario.IoLoad(200, 100, 50, 4096)));
    new RandomLoad(rig.timeline, rig.cluster).run(75, 200_000_000L, 20);
    rig.cleanUp();
    return rig;
  }

  private static String hash(Rig rig) {
    Codec codec = new Codec();
    MessageDigest sha = sha256();
    long sequence = 0;
    for (Rig.Written written : rig.written) {
      sha.update(codec.encode(new Event(0, 1, ++sequence, written.at(), written.body())));
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
