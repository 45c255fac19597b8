package dev.straingauge.producer.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Generators that depend on nothing but the run's seed, a path and a purpose: L64X128MixRandom
 * seeded by SHA-256 of the three.
 */
final class Seeds {

  private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
      RandomGeneratorFactory.of("L64X128MixRandom");

  private Seeds() {}

  static RandomGenerator generator(long seed, String path, String purpose) {
    MessageDigest digest = sha256();
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, seed));
    digest.update(path.getBytes(UTF_8));
    digest.update((byte) 0);
    digest.update(purpose.getBytes(UTF_8));
    return GENERATORS.create(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
