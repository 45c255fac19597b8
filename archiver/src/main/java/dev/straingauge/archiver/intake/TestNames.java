package dev.straingauge.archiver.intake;

import dev.straingauge.archiver.chunk.RecordHash;
import dev.straingauge.schemas.run.RunId;
import java.nio.charset.StandardCharsets;

/** Names of tests that others gave, made into names that a run id can have (contract R2). */
public final class TestNames {

  private static final int MOST = 40;
  private static final int MARK = 6;

  private TestNames() {}

  /**
   * {@code name} itself where it is allowed. Otherwise each character that is not becomes {@code
   * -}, and 6 hex digits of the SHA-256 of the name follow, so that two names never become one.
   */
  public static String allowed(String name) {
    if (RunId.isTestName(name)) {
      return name;
    }
    String plain = name.replaceAll("[^A-Za-z0-9_-]+", "-").replaceAll("^[_-]+|[_-]+$", "");
    String start = plain.substring(0, Math.min(plain.length(), MOST - MARK - 1));
    String mark = RecordHash.sha256(name.getBytes(StandardCharsets.UTF_8)).substring(0, MARK);
    return start.isEmpty() ? "imported-" + mark : start.replaceAll("[_-]+$", "") + "-" + mark;
  }
}
