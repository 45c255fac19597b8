package dev.straingauge.producer.run;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Nonces of RunStarted and WriterStarted: the only random values of a run. */
final class Nonces {

  private static final SecureRandom RANDOM = new SecureRandom();

  private Nonces() {}

  /** 32 hex digits. */
  static String next() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
