package dev.straingauge.producer.cluster.simulated;

import dev.straingauge.event.IoInterval;
import dev.straingauge.producer.cluster.ClusterException;
import dev.straingauge.producer.cluster.Intent.VerifyReadWrite;
import dev.straingauge.producer.journal.Journal;
import dev.straingauge.schemas.sketch.LatencySketch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Read-write verification: one pod writes a file of 50 lines, the other reads it whole and looks at
 * the directory. The volume holds the file's hash; what the reader finds is compared with what was
 * written.
 */
final class Verifier {

  private static final String SOURCE = "verify";
  private static final int LINES = 50;
  private static final String NOTHING = sha256(new byte[0]);
  private static final long SECOND = 1_000_000_000L;

  private final World world;
  private final Journal journal;
  private final Delay exec;
  private final Delay read;
  private final Delay write;
  private final Delay metadata;
  private final LatencySketch sketch = new LatencySketch();

  Verifier(World world, Journal journal) {
    this.world = world;
    this.journal = journal;
    DriverProfile.Latencies latencies = world.profile.latencies();
    exec = world.delay(latencies.exec(), "verify/exec");
    read = world.delay(latencies.read(), "verify/read");
    write = world.delay(latencies.write(), "verify/write");
    metadata = world.delay(latencies.metadata(), "verify/metadata");
  }

  /** Begins; the effect of the operation tells how it ended. */
  void start(VerifyReadWrite intent, VolumeState volume, PodState writer, PodState reader) {
    Verification verification = verification(intent, volume, writer, reader);
    exec.then(() -> write(verification));
  }

  private void write(Verification of) {
    if (isGone(of, of.writer)) {
      return;
    }
    sketch.reset();
    long taken = 0;
    for (int i = 0; i < LINES; i++) {
      long nanos = write.next();
      sketch.record(nanos);
      taken += nanos;
    }
    byte[] service = sketch.toBytes();
    long since = world.timeline.nowNanos();
    insideSecond(
        taken,
        () -> {
          if (isGone(of, of.writer)) {
            return;
          }
          interval(of, "write", since, LINES, 0, of.bytes, service);
          of.volume.files.put(of.intent.operationId(), of.hash);
          exec.then(() -> read(of));
        });
  }

  private void read(Verification of) {
    if (isGone(of, of.reader)) {
      return;
    }
    boolean stale = world.faults.hidesFile(of.intent.operationId());
    long nanos = read.next();
    long since = world.timeline.nowNanos();
    insideSecond(
        nanos,
        () -> {
          if (isGone(of, of.reader)) {
            return;
          }
          interval(of, "read", since, 1, stale ? 1 : 0, stale ? 0 : of.bytes, one(nanos, stale));
          look(
              of,
              stale ? NOTHING : of.volume.files.getOrDefault(of.intent.operationId(), NOTHING),
              stale);
        });
  }

  private void look(Verification of, String found, boolean stale) {
    long nanos = metadata.next();
    long since = world.timeline.nowNanos();
    insideSecond(
        nanos,
        () -> {
          if (isGone(of, of.reader)) {
            return;
          }
          interval(of, "metadata", since, 1, stale ? 1 : 0, 0, one(nanos, stale));
          end(of, found, stale);
        });
  }

  private void end(Verification of, String found, boolean stale) {
    long operation = of.intent.operationId();
    of.volume.files.remove(operation);
    if (stale) {
      world.effects.fail(
          operation,
          new ClusterException(
              "StaleHandle",
              "",
              "verify claim '%s' in pod '%s': Stale file handle (expected the file that pod '%s' wrote)"
                  .formatted(of.intent.claim(), of.reader.name, of.writer.name)));
    } else if (found.equals(of.hash)) {
      world.effects.complete(operation, 2 * of.bytes);
    } else {
      world.effects.fail(
          operation,
          new ClusterException(
              "VerifyMismatch",
              "",
              "verify claim '%s' in pod '%s': read SHA-256 %s (expected %s, written by pod '%s')"
                  .formatted(
                      of.intent.claim(),
                      of.reader.name,
                      found.substring(0, 8),
                      of.hash.substring(0, 8),
                      of.writer.name)));
    }
  }

  private boolean isGone(Verification of, PodState pod) {
    NodeState node = pod.node;
    boolean silent = node != null && node.down;
    if (!pod.gone && !silent) {
      return false;
    }
    of.volume.files.remove(of.intent.operationId());
    world.effects.fail(
        of.intent.operationId(),
        new ClusterException(
            pod.gone ? "NotFound" : "Unreachable",
            pod.gone ? "404" : "",
            "verify claim '%s': pod '%s' is %s (expected it ready until the end)"
                .formatted(
                    of.intent.claim(), pod.name, pod.gone ? "gone" : "on a node that is silent")));
    return true;
  }

  /** Not on a whole second: an interval that ends there would belong to a pane that is closed. */
  private void insideSecond(long nanos, Runnable task) {
    long at = world.timeline.nowNanos() + nanos;
    world.timeline.at(at % SECOND == 0 ? at + 1 : at, task);
  }

  private void interval(
      Verification of,
      String kind,
      long since,
      long count,
      long errors,
      long bytes,
      byte[] service) {
    if (!world.watch.isClosed()) {
      journal.write(
          new IoInterval(
              SOURCE,
              of.intent.step(),
              of.intent.claim(),
              kind,
              since,
              world.timeline.nowNanos(),
              count,
              errors,
              bytes,
              ByteBuffer.wrap(service),
              null));
    }
  }

  private byte[] one(long nanos, boolean failed) {
    sketch.reset();
    if (!failed) {
      sketch.record(nanos);
    }
    return sketch.toBytes();
  }

  private static Verification verification(
      VerifyReadWrite intent, VolumeState volume, PodState writer, PodState reader) {
    byte[] content =
        ("Test content: " + intent.operationId() + "\n")
            .repeat(LINES)
            .getBytes(StandardCharsets.UTF_8);
    return new Verification(intent, volume, writer, reader, content.length, sha256(content));
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("hash a file: every Java platform has SHA-256", e);
    }
  }

  private record Verification(
      VerifyReadWrite intent,
      VolumeState volume,
      PodState writer,
      PodState reader,
      long bytes,
      String hash) {}
}
