package dev.straingauge.producer.cluster.kubernetes;

import dev.straingauge.event.IoInterval;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent.VerifyReadWrite;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Read-write verification: one pod writes a file of 50 lines, the other reads it whole and looks at
 * the directory; what it read is compared with what was to be written, by SHA-256. Latencies are
 * taken inside of the pods, by the shell's clock; those of reading and of looking hold the start of
 * one process. Blocks.
 */
final class Verification {

  private static final String SOURCE = "verify";
  private static final int LINES = 50;
  private static final String SHELL = "sh";

  /**
   * Sets {@code n} to nanoseconds. Shells of busybox and bash know microseconds by themselves; else
   * {@code date} may know nanoseconds, and if it does not, there are hundredths of seconds since
   * the machine started.
   */
  private static final String CLOCK =
      "c() { n=$EPOCHREALTIME; case $n in *.*) n=${n%.*}${n#*.}000; return;; esac; n=$(date +%s%N);"
          + " case $n in *[!0-9]*|??????????) read u _ </proc/uptime; n=${u%.*}${u#*.}0000000;;"
          + " esac; }; ";

  private static final String WRITE =
      CLOCK
          + "f=$1; : >\"$f\" || exit 1; i=0; while [ $i -lt $2 ]; do c; a=$n;"
          + " echo \"$3\" >>\"$f\" || exit 1; c; echo \"write $a $n\"; i=$((i+1)); done";

  private static final String READ =
      CLOCK
          + "f=$1; c; a=$n; h=$(sha256sum \"$f\") || exit 1; c; echo \"read $a $n\"; echo \"hash"
          + " ${h%% *}\"; c; a=$n; ls -la \"$2\" >/dev/null || exit 1; c; echo \"metadata $a $n\";"
          + " rm -f \"$f\"";

  private final PodExec exec;
  private final Observed observed;
  private final LongSupplier nowNanos;
  private final VerifyReadWrite intent;
  private final byte[] content;
  private final String expected;

  Verification(PodExec exec, Observed observed, LongSupplier nowNanos, VerifyReadWrite intent) {
    this.exec = exec;
    this.observed = observed;
    this.nowNanos = nowNanos;
    this.intent = intent;
    content = (line() + "\n").repeat(LINES).getBytes(StandardCharsets.UTF_8);
    expected = sha256(content);
  }

  /**
   * Does it; gives the bytes that were moved.
   *
   * @param writer the cluster's name of the writing pod
   * @param writerFolder where the claim is mounted in it
   * @param reader likewise
   * @param readerFolder likewise
   * @throws ClusterException VerifyMismatch, StaleHandle, ExecFailed and others
   */
  long run(String writer, String writerFolder, String reader, String readerFolder) {
    String file = "verify-" + intent.operationId();
    long begun = nowNanos.getAsLong();
    String written =
        exec.run(
            writer,
            List.of(SHELL, "-c", WRITE, SOURCE, writerFolder + "/" + file, "" + LINES, line()));
    interval("write", begun, written, content.length);
    begun = nowNanos.getAsLong();
    String read =
        exec.run(
            reader, List.of(SHELL, "-c", READ, SOURCE, readerFolder + "/" + file, readerFolder));
    String found = hash(read);
    boolean same = found.equals(expected);
    interval("read", begun, read, same ? content.length : 0);
    interval("metadata", begun, read, 0);
    if (!same) {
      throw new ClusterException(
          "VerifyMismatch",
          "",
          "verify claim '%s' in pod '%s': read SHA-256 %s (expected %s, written by pod '%s')"
              .formatted(
                  intent.claim(),
                  intent.readerPod(),
                  found.substring(0, Math.min(8, found.length())),
                  expected.substring(0, 8),
                  intent.writerPod()));
    }
    return 2L * content.length;
  }

  private String line() {
    return "Test content: " + intent.operationId();
  }

  private void interval(String kind, long begun, String output, long bytes) {
    LatencySketch sketch = new LatencySketch();
    long count = 0;
    for (String each : output.lines().toList()) {
      String[] words = each.split(" ", -1);
      if (words.length == 3 && words[0].equals(kind)) {
        sketch.record(Math.max(0, Long.parseLong(words[2]) - Long.parseLong(words[1])));
        count++;
      }
    }
    observed.write(
        new IoInterval(
            SOURCE,
            intent.step(),
            intent.claim(),
            kind,
            begun,
            nowNanos.getAsLong(),
            count,
            0L,
            bytes,
            ByteBuffer.wrap(sketch.toBytes()),
            null));
  }

  private static String hash(String output) {
    return output
        .lines()
        .filter(each -> each.startsWith("hash "))
        .map(each -> each.substring(5))
        .findFirst()
        .orElse("");
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("hash a file: every Java platform has SHA-256", e);
    }
  }
}
