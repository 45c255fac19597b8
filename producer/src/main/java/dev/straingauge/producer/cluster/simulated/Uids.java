package dev.straingauge.producer.cluster.simulated;

import java.util.HexFormat;

/** Uids that look like Kubernetes' and follow from a counter alone. */
final class Uids {

  private static final HexFormat HEX = HexFormat.of();
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private Uids() {}

  /** The uid of the object with that ordinal; different ordinals below 2^48 give different ones. */
  static String of(long ordinal) {
    String mixed = HEX.toHexDigits(mix(ordinal));
    return mixed.substring(0, 8)
        + '-'
        + mixed.substring(8, 12)
        + "-4"
        + mixed.substring(13, 16)
        + "-8000-"
        + HEX.toHexDigits(ordinal, 12);
  }

  /** Seventeen hex digits, as in the ids of cloud objects. */
  static String seventeenDigits(long ordinal) {
    return "0" + HEX.toHexDigits(mix(ordinal));
  }

  /** Spreads a counter over all 64 bits (the finisher of SplitMix64; one to one). */
  static long mix(long value) {
    long z = value * GOLDEN;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
